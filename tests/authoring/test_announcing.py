"""Instructors tell the students of a course something."""

import tracemalloc

import pytest

from courses.models import Course, Enrollment
from notifications.models import Notification
from schema.base.nodes import global_id
from tests.factories import CourseFactory, EnrollmentFactory
from users.models import User

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
MANY = 3000


@pytest.fixture
def untold(enrollment):
    """``student`` studies ``course``, and nobody has been told so."""
    Notification.objects.all().delete()


@pytest.fixture
def crowd(course):
    """Three thousand students of ``course``."""
    users = User.objects.bulk_create(
        User(username=f"crowd{n}", email=f"crowd{n}@example.com") for n in range(MANY)
    )
    Enrollment.objects.bulk_create(
        Enrollment(student=user, course=course) for user in users
    )
    Course.objects.update(student_count=MANY)


def test_every_active_student_is_told_once(
    as_instructor, as_student, course, untold, other_student
):
    EnrollmentFactory(student=other_student, course=course)
    EnrollmentFactory(course=course, left=True)
    EnrollmentFactory(course=CourseFactory(instructor=course.instructor))
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

    answer = {"course": {"title": course.title}, "recipientCount": 2, "errors": []}
    assert result.data == {"announce": answer}
    assert Notification.objects.count() == 2
    shown = {
        "type": "SYSTEM",
        "message": "The exam moves to *Monday*.",
        "link": "/courses/algebra?week=2#exam",
        "isRead": False,
        "progress": None,
    }
    notifications = {"notifications": {"nodes": [shown]}}
    assert as_student(NOTIFICATIONS).data == {"me": notifications}


def test_the_same_words_twice_are_two_announcements(as_instructor, course, untold):
    given = {"courseId": global_id(course), "message": "Hear me!"}

    result = [as_instructor(ANNOUNCE, input=given).data for _ in range(2)]

    answer = {"course": {"title": course.title}, "recipientCount": 1, "errors": []}
    assert result == [{"announce": answer}] * 2
    assert Notification.objects.count() == 2


def test_a_course_without_students(as_instructor, course):
    given = {"courseId": global_id(course), "message": "Anybody?", "link": None}

    result = as_instructor(ANNOUNCE, input=given)

    answer = {"course": {"title": course.title}, "recipientCount": 0, "errors": []}
    assert result.data == {"announce": answer}


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
def test_a_link_leads_through_the_site(as_instructor, course, untold, link):
    given = {"courseId": global_id(course), "message": "Look!", "link": link}

    result = as_instructor(ANNOUNCE, input=given)

    assert result.data["announce"]["errors"] == []
    assert Notification.objects.get().link == link


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
    as_instructor, course, untold, stored, given, errors
):
    before = stored()
    values = {"courseId": global_id(course), "message": "Hear me!"} | given

    result = as_instructor(ANNOUNCE, input=values)

    answer = result.data["announce"]
    assert (answer["course"], answer["recipientCount"]) == (None, None)
    assert [(error["field"], error["code"]) for error in answer["errors"]] == errors
    assert stored() == before


def test_a_crowd_is_told_in_bounded_statements(
    as_instructor, course, crowd, statements
):
    given = {"courseId": global_id(course), "message": "x" * 2000}

    result = statements(lambda: as_instructor(ANNOUNCE, input=given))

    assert result <= 50
    assert Notification.objects.values("user").distinct().count() == MANY
    assert Notification.objects.count() == MANY


def test_a_crowd_is_told_in_bounded_memory(as_instructor, course, crowd):
    given = {"courseId": global_id(course), "message": "x" * 2000}
    tracemalloc.start()

    result = as_instructor(ANNOUNCE, input=given)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result.data["announce"]["recipientCount"] == MANY
    assert peak < 16 * 1024 * 1024
