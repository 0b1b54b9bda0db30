"""Each fact is told once, whoever retries, and only when it is one."""

from contextlib import suppress
from functools import partial

import pytest
from django.db import transaction

from courses.enrollment import enroll, unenroll
from courses.models import Course, Enrollment, Progress
from courses.progress import complete_lesson
from notifications.models import Notification, NotificationType
from notifications.services import notify
from reviews.models import Review
from reviews.services import create_review
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory, LessonFactory

NOTIFICATIONS = """
{ me { unreadNotificationCount notifications { nodes { type message link } } } }
"""
RETRIED = """
mutation ($courseId: ID!, $lessonId: ID!) {
  enroll(input: {courseId: $courseId}) { errors { code } }
  again: enroll(input: {courseId: $courseId}) { errors { code } }
  completeLesson(input: {lessonId: $lessonId}) { errors { code } }
  completeAgain: completeLesson(input: {lessonId: $lessonId}) { errors { code } }
  createReview(input: {courseId: $courseId, rating: 5}) { errors { code } }
  reviewAgain: createReview(input: {courseId: $courseId, rating: 5}) {
    errors { code }
  }
}
"""


class Failure(Exception):
    """What goes wrong after a deed in the same transaction."""


def test_deeds_that_are_retried_are_told_once(as_student, student, course):
    lesson = LessonFactory(course=course)

    result = as_student(RETRIED, courseId=global_id(course), lessonId=global_id(lesson))

    told = Notification.objects.order_by("pk").values_list("user__username", "message")
    assert result.data["reviewAgain"]["errors"] == [{"code": "ALREADY_REVIEWED"}]
    assert list(told) == [
        (student.username, f"Welcome to {course.title}!"),
        (
            course.instructor.username,
            f"{student.get_full_name()} joined {course.title}.",
        ),
        (student.username, f"You completed {course.title}. Congratulations!"),
        (
            course.instructor.username,
            f"{course.title} has a new review: 5 of 5 stars.",
        ),
    ]


def test_a_fact_is_told_to_each_person_once(as_student, student, other_student):
    tell = partial(notify, key="news", message="First.", link="/news")
    tell(user=student, type=NotificationType.EMAIL)
    tell(user=other_student)
    tell(user=student, message="Second.")

    result = as_student(NOTIFICATIONS)

    assert result.data["me"] == {
        "unreadNotificationCount": 1,
        "notifications": {
            "nodes": [{"type": "EMAIL", "message": "First.", "link": "/news"}]
        },
    }
    assert other_student.notifications.count() == 1


def test_a_fact_that_was_read_is_not_told_again(as_student, student):
    notify(user=student, key="news", message="News.")
    student.notifications.update(is_read=True, read_at=student.date_joined)
    notify(user=student, key="news", message="News.")

    result = as_student(NOTIFICATIONS)

    assert result.data["me"]["unreadNotificationCount"] == 0


def test_each_return_to_a_course_is_a_fact(student, course):
    for _ in range(2):
        enroll(student=student, course=course)
        unenroll(student=student, course=course)

    result = enroll(student=student, course=course)

    assert result.activations == 3
    assert student.notifications.count() == course.instructor.notifications.count() == 3


def _enroll(student, course):
    enroll(student=student, course=course)


def _complete(student, course):
    complete_lesson(student=student, lesson=course.lessons.get())


def _review(student, course):
    create_review(student=student, course=course, rating=5)


@pytest.mark.parametrize("deed", [_enroll, _complete, _review])
def test_nothing_is_told_of_what_was_rolled_back(
    as_student, student, course, deed, django_capture_on_commit_callbacks
):
    LessonFactory(course=course)
    EnrollmentFactory(student=student, course=course, left=deed is _enroll)
    Notification.objects.all().delete()
    before = Course.objects.values().get()
    with django_capture_on_commit_callbacks() as callbacks:
        with suppress(Failure), transaction.atomic():
            deed(student, course)
            assert Notification.objects.exists()
            raise Failure

    result = as_student(NOTIFICATIONS)

    assert result.data["me"]["unreadNotificationCount"] == 0
    assert callbacks == []
    assert not Notification.objects.exists()
    assert not Progress.objects.exists()
    assert not Review.objects.exists()
    assert Enrollment.objects.get().is_active is (deed is not _enroll)
    assert Course.objects.values().get() == before
