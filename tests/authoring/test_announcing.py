"""Instructors tell the students of a course something."""

import pytest

from courses.models import Announcement
from notifications.models import Email, Notification
from schema.base.nodes import global_id
from tests.factories import CourseFactory, EnrollmentFactory

ANNOUNCE = """
mutation ($input: AnnounceInput!) {
  announce(input: $input) {
    course { title }
    recipientCount
    errors { field code }
  }
}
"""
NOTIFICATIONS = """
{ me { notifications { nodes { type message link isRead progress { id } } } } }
"""


def test_every_active_student_is_told_once(
    as_instructor, as_student, enrollment, other_student, mailoutbox, finish_jobs
):
    course = enrollment.course
    EnrollmentFactory(student=other_student, course=course)
    EnrollmentFactory(course=course, left=True)
    EnrollmentFactory(course=CourseFactory(instructor=course.instructor))
    Email.objects.all().delete()
    Notification.objects.all().delete()
    message = "  The exam moves to *Monday*.\n"

    result = as_instructor(
        ANNOUNCE,
        input={
            "courseId": global_id(course),
            "message": message,
            "link": "/courses/algebra?week=2#exam",
        },
    )

    finish_jobs()
    answer = {"course": {"title": course.title}, "recipientCount": 2, "errors": []}
    assert result.data == {"announce": answer}
    assert Notification.objects.count() == 2
    shown = {
        "type": "EMAIL",
        "message": "The exam moves to *Monday*.",
        "link": "/courses/algebra?week=2#exam",
        "isRead": False,
        "progress": None,
    }
    notifications = {"notifications": {"nodes": [shown]}}
    assert as_student(NOTIFICATIONS).data == {"me": notifications}
    told = sorted([enrollment.student.email, other_student.email])
    assert sorted(address for mail in mailoutbox for address in mail.to) == told


def test_the_same_words_twice_are_two_announcements(
    as_instructor, enrollment, finish_jobs
):
    course = enrollment.course
    given = {"courseId": global_id(course), "message": "Hear me!"}

    result = [as_instructor(ANNOUNCE, input=given).data for _ in range(2)]

    finish_jobs()
    answer = {"course": {"title": course.title}, "recipientCount": 1, "errors": []}
    assert result == [{"announce": answer}] * 2
    assert Notification.objects.filter(message="Hear me!").count() == 2


def test_a_course_without_students(as_instructor, course, finish_jobs):
    given = {"courseId": global_id(course), "message": "Anybody?", "link": None}

    result = as_instructor(ANNOUNCE, input=given)

    finish_jobs()
    answer = {"course": {"title": course.title}, "recipientCount": 0, "errors": []}
    assert result.data == {"announce": answer}
    assert not Notification.objects.exists()
    assert not Announcement.objects.unfinished().exists()


def test_telling_the_students_is_left_to_a_job(
    as_instructor, enrollment, django_capture_on_commit_callbacks
):
    Notification.objects.all().delete()
    given = {"courseId": global_id(enrollment.course), "message": "Hear me!"}

    with django_capture_on_commit_callbacks() as after_commit:
        result = as_instructor(ANNOUNCE, input=given)

    assert result.data["announce"]["recipientCount"] == 1
    assert len(after_commit) == 1
    assert not Notification.objects.exists()


@pytest.mark.parametrize(
    "link",
    [
        "",
        "/",
        "/courses/algebra",
        "/courses/algèbre/",
        "/x?next=https://example.com/#top",
        "/" + "x" * 499,
    ],
)
def test_a_link_leads_through_the_site(as_instructor, course, link):
    given = {"courseId": global_id(course), "message": "Look!", "link": link}

    result = as_instructor(ANNOUNCE, input=given)

    assert result.data["announce"]["errors"] == []
    assert Announcement.objects.get().link == link


@pytest.mark.parametrize(
    ("given", "errors"),
    [
        ({"message": ""}, [(["message"], "REQUIRED")]),
        ({"message": " \n\t"}, [(["message"], "REQUIRED")]),
        ({"message": "x" * 2001}, [(["message"], "TOO_LONG")]),
        ({"link": "/" + "x" * 500}, [(["link"], "TOO_LONG")]),
        (
            {"message": " ", "link": "javascript:alert(1)"},
            [(["message"], "REQUIRED"), (["link"], "INVALID")],
        ),
        *(
            ({"link": link}, [(["link"], "INVALID")])
            for link in [
                "javascript:alert(1)",
                "JavaScript:alert(1)",
                " javascript:alert(1)",
                "data:text/html,x",
                "vbscript:x",
                "https://example.com/",
                "//example.com",
                "///example.com",
                "/\\example.com",
                "\\\\example.com",
                "/\t/example.com",
                "/\n/example.com",
                "/\r/example.com",
                "/a b",
                "/a\x7f",
                "courses/algebra",
                "?week=2",
                "#exam",
                " /courses",
                "/courses\n",
            ]
        ),
    ],
)
def test_an_announcement_that_is_refused(
    as_instructor, course, enrollment, stored, given, errors
):
    before = stored()
    values = {"courseId": global_id(course), "message": "Hear me!"} | given

    result = as_instructor(ANNOUNCE, input=values)

    answer = result.data["announce"]
    assert (answer["course"], answer["recipientCount"]) == (None, None)
    assert [(error["field"], error["code"]) for error in answer["errors"]] == errors
    assert stored() == before
