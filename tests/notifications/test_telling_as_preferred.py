"""Whether people see what they are told, and are mailed, is as they prefer."""

import pytest

from notifications.models import Email, NotificationType
from notifications.services import notify
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory, LessonFactory

UPDATE = """
mutation ($preferences: [NotificationPreferenceInput!]!) {
  updateNotificationPreferences(input: {preferences: $preferences}) {
    errors { code }
  }
}
"""
TOLD = "{ me { unreadNotificationCount notifications { nodes { message } } } }"
ENROLL = """
mutation ($courseId: ID!) { enroll(input: {courseId: $courseId}) { errors { code } } }
"""
COMPLETE = """
mutation ($lessonId: ID!) {
  completeLesson(input: {lessonId: $lessonId}) { errors { code } }
}
"""
REVIEW = """
mutation ($courseId: ID!) {
  createReview(input: {courseId: $courseId, rating: 5}) { errors { code } }
}
"""
ALL_BY_MAIL = [
    {"type": type, "inApp": True, "email": "IMMEDIATE"}
    for type in ("SYSTEM", "EMAIL", "REMINDER")
]


def mails():
    """To whom there are e-mails to be sent, and about what."""
    rows = Email.objects.filter(status="queued", kind="notification").order_by("pk")
    return list(rows.values_list("user__username", "notifications__message"))


@pytest.mark.parametrize(
    ("type", "is_mailed"),
    [
        (NotificationType.SYSTEM, False),
        (NotificationType.EMAIL, True),
        (NotificationType.REMINDER, True),
    ],
)
def test_who_set_nothing_sees_all_and_is_mailed_some(
    as_student, student, type, is_mailed
):
    notify(user=student, type=type, key="news", message="News.")

    result = as_student(TOLD)

    assert result.data["me"]["unreadNotificationCount"] == 1
    assert mails() == [(student.username, "News.")] * is_mailed


@pytest.mark.parametrize("type", NotificationType)
@pytest.mark.parametrize("in_app", [True, False])
@pytest.mark.parametrize(
    ("cadence", "is_mailed"), [("IMMEDIATE", True), ("DAILY", False), ("NEVER", False)]
)
def test_each_type_is_told_as_it_is_set(
    as_student, student, other_student, type, in_app, cadence, is_mailed
):
    preference = {"type": type.name, "inApp": in_app, "email": cadence}
    as_student(UPDATE, preferences=[preference])
    notify(user=student, type=type, key="news", message="News.")
    notify(user=other_student, key="news", message="News.")

    result = as_student(TOLD)

    assert result.data["me"] == {
        "unreadNotificationCount": int(in_app),
        "notifications": {"nodes": [{"message": "News."}] * in_app},
    }
    assert mails() == [(student.username, "News.")] * is_mailed
    assert student.notifications.get().email_cadence == cadence.lower()


def test_what_is_not_shown_is_told_once_all_the_same(as_student, student):
    as_student(UPDATE, preferences=[{"type": "EMAIL", "inApp": False}])
    for _ in range(2):
        notify(user=student, type=NotificationType.EMAIL, key="news", message="News.")
        as_student(UPDATE, preferences=[{"type": "EMAIL", "inApp": True}])

    result = as_student(TOLD)

    assert result.data["me"]["notifications"]["nodes"] == []
    assert mails() == [(student.username, "News.")]


def test_a_fact_is_mailed_once(student):
    for message in ("First.", "Second."):
        notify(user=student, type=NotificationType.EMAIL, key="news", message=message)

    result = mails()

    assert result == [(student.username, "First.")]


def test_a_fact_that_was_mailed_and_deleted_is_not_mailed_again(student):
    notify(user=student, type=NotificationType.EMAIL, key="news", message="News.")
    Email.objects.update(status="sent", sent_at=student.date_joined)
    student.notifications.all().delete()
    notify(user=student, type=NotificationType.EMAIL, key="news", message="News.")

    result = mails()

    assert result == []
    assert Email.objects.get().status == "sent"


def test_a_student_is_mailed_of_what_is_their_own(as_student, student, course):
    lesson = LessonFactory(course=course)
    as_student(ENROLL, courseId=global_id(course))

    result = as_student(COMPLETE, lessonId=global_id(lesson))

    assert result.data["completeLesson"]["errors"] == []
    assert mails() == [
        (student.username, f"Welcome to {course.title}!"),
        (student.username, f"You completed {course.title}. Congratulations!"),
    ]


def test_an_instructor_is_mailed_of_reviews_but_never_of_students(
    as_instructor, as_student, instructor, course
):
    as_instructor(UPDATE, preferences=ALL_BY_MAIL)
    as_student(ENROLL, courseId=global_id(course))

    result = as_student(REVIEW, courseId=global_id(course))

    told = as_instructor(TOLD).data["me"]["notifications"]["nodes"]
    review = f"{course.title} has a new review: 5 of 5 stars."
    assert result.data["createReview"]["errors"] == []
    assert len(told) == 2
    assert mails()[1:] == [(instructor.username, review)]


def test_an_instructor_who_set_nothing_is_mailed_of_nothing(as_student, course):
    as_student(ENROLL, courseId=global_id(course))
    Email.objects.all().delete()

    result = as_student(REVIEW, courseId=global_id(course))

    assert result.data["createReview"]["errors"] == []
    assert mails() == []


def test_a_preference_changes_nothing_about_what_was_told_before(
    as_student, student, course
):
    EnrollmentFactory(student=student, course=course)
    as_student(UPDATE, preferences=[{"type": "EMAIL", "inApp": False}])

    result = as_student(TOLD)

    assert result.data["me"]["unreadNotificationCount"] == 1
