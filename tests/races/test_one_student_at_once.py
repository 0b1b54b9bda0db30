"""One student with twenty devices, which all do the same thing at one moment."""

from functools import partial

import pytest

from courses.models import Course, Enrollment, Progress
from courses.progress import complete_lesson
from notifications.models import Notification
from reviews.models import Review
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory, LessonFactory, NotificationFactory

ENROLL = """
mutation ($courseId: ID!) {
  enroll(input: {courseId: $courseId}) {
    enrollment { id isActive course { studentCount } }
    errors { code }
  }
}
"""
UNENROLL = """
mutation ($courseId: ID!) {
  unenroll(input: {courseId: $courseId}) { enrollment { id } errors { code } }
}
"""
COMPLETE = """
mutation ($lessonId: ID!) {
  completeLesson(input: {lessonId: $lessonId}) {
    progress { id isCompleted }
    enrollment { progressPercent completedAt }
    errors { code }
  }
}
"""
UNCOMPLETE = """
mutation ($lessonId: ID!) {
  uncompleteLesson(input: {lessonId: $lessonId}) { errors { code } }
}
"""
RECORD = """
mutation ($entries: [ProgressEntry!]!) {
  recordProgress(input: {entries: $entries}) {
    progress { id isCompleted positionSeconds }
    errors { code }
  }
}
"""
REVIEW = """
mutation ($courseId: ID!) {
  createReview(input: {courseId: $courseId, rating: 4}) {
    review { id course { rating { count } } }
    errors { code }
  }
}
"""
UPDATE_REVIEW = """
mutation ($reviewId: ID!, $rating: Int!) {
  updateReview(input: {reviewId: $reviewId, rating: $rating}) { errors { code } }
}
"""
DELETE_REVIEW = """
mutation ($reviewId: ID!) {
  deleteReview(input: {reviewId: $reviewId}) { deletedId errors { code } }
}
"""
MARK_READ = """
mutation ($id: ID!) {
  markNotificationRead(input: {notificationId: $id}) {
    notification { isRead readAt }
    errors { code }
  }
}
"""
MARK_ALL_READ = """
mutation {
  markAllNotificationsRead(input: {}) { markedCount errors { code } }
}
"""
DELETE_NOTIFICATION = """
mutation ($id: ID!) {
  deleteNotification(input: {notificationId: $id}) { deletedId errors { code } }
}
"""

pytestmark = pytest.mark.django_db(transaction=True)


def test_enrolling(at_once, as_student, course):
    enroll = partial(as_student, ENROLL, courseId=global_id(course))

    result = at_once([enroll] * 20)

    enrollment = Enrollment.objects.get()
    answer = {
        "enrollment": {
            "id": global_id(enrollment),
            "isActive": True,
            "course": {"studentCount": 1},
        },
        "errors": [],
    }
    assert result == [{"enroll": answer}] * 20
    assert enrollment.activations == 1
    assert Notification.objects.count() == 2


def test_coming_back(at_once, as_student, student, course):
    EnrollmentFactory(student=student, course=course, left=True)
    enroll = partial(as_student, ENROLL, courseId=global_id(course))

    result = at_once([enroll] * 20)

    assert {data["enroll"]["enrollment"]["isActive"] for data in result} == {True}
    assert Enrollment.objects.get().activations == 2
    assert student.notifications.count() == 2
    assert course.instructor.notifications.count() == 2


def test_coming_and_leaving(at_once, as_student, enrollment, course):
    calls = [
        partial(as_student, document, courseId=global_id(course))
        for document in (ENROLL, UNENROLL) * 10
    ]

    result = at_once(calls)

    enrollment.refresh_from_db()
    course.refresh_from_db()
    assert all(answer["errors"] == [] for data in result for answer in data.values())
    assert course.student_count == int(enrollment.is_active)
    assert Notification.objects.count() == 2 * enrollment.activations


def test_doing_a_lesson(at_once, as_student, enrollment, lessons):
    complete = partial(as_student, COMPLETE, lessonId=global_id(lessons[0]))

    result = at_once([complete] * 20)

    answer = {
        "progress": {"id": global_id(Progress.objects.get()), "isCompleted": True},
        "enrollment": {"progressPercent": 33, "completedAt": None},
        "errors": [],
    }
    assert result == [{"completeLesson": answer}] * 20
    assert Enrollment.objects.get().completed_lesson_count == 1


def test_doing_the_last_two_lessons(at_once, as_student, student, enrollment, lessons):
    complete_lesson(student=student, lesson=lessons[0])
    calls = [
        partial(as_student, COMPLETE, lessonId=global_id(lesson))
        for lesson in lessons[1:] * 10
    ]

    result = at_once(calls)

    enrollment.refresh_from_db()
    answers = [data["completeLesson"]["enrollment"] for data in result]
    times = {answer["completedAt"] for answer in answers}
    assert enrollment.completed_lesson_count == 3
    assert times - {None} == {enrollment.completed_at.isoformat()}
    assert {answer["progressPercent"] for answer in answers} <= {66, 100}
    assert student.notifications.filter(key__startswith="completed:").count() == 1


def test_doing_and_undoing_a_lesson(at_once, as_student, enrollment, lessons):
    calls = [
        partial(as_student, document, lessonId=global_id(lessons[0]))
        for document in (COMPLETE, UNCOMPLETE) * 10
    ]

    result = at_once(calls)

    progress = Progress.objects.get()
    enrollment.refresh_from_db()
    assert all(answer["errors"] == [] for data in result for answer in data.values())
    assert enrollment.completed_lesson_count == int(progress.is_completed)


def test_recording_a_batch(at_once, as_student, student, enrollment, lessons):
    entries = [
        {
            "lessonId": global_id(lesson),
            "isCompleted": True,
            "positionSeconds": 60,
            "occurredAt": f"2026-05-01T12:0{minute}:00Z",
        }
        for minute, lesson in enumerate(lessons)
    ]
    calls = [
        partial(as_student, RECORD, entries=some)
        for some in (entries, entries[::-1], entries[:2], entries[1:]) * 5
    ]

    result = at_once(calls)

    assert all(data["recordProgress"]["errors"] == [] for data in result)
    assert Progress.objects.filter(is_completed=True, position_seconds=60).count() == 3
    assert Progress.objects.count() == 3
    assert student.notifications.filter(key__startswith="completed:").count() == 1


def test_recording_for_several_courses_in_any_order(at_once, as_student, student):
    lessons = LessonFactory.create_batch(4)
    for lesson in lessons:
        EnrollmentFactory(student=student, course=lesson.course)
    entries = [
        {
            "lessonId": global_id(lesson),
            "isCompleted": True,
            "occurredAt": "2026-05-01T12:00:00Z",
        }
        for lesson in lessons
    ]
    calls = [
        partial(as_student, RECORD, entries=entries[n % 4 :] + entries[: n % 4])
        for n in range(20)
    ]

    result = at_once(calls)

    assert {len(data["recordProgress"]["progress"]) for data in result} == {4}
    assert student.notifications.filter(key__startswith="completed:").count() == 4


def test_reviewing(at_once, as_student, enrollment, course):
    Notification.objects.all().delete()
    review = partial(as_student, REVIEW, courseId=global_id(course))

    result = at_once([review] * 20)

    refused = {"review": None, "errors": [{"code": "ALREADY_REVIEWED"}]}
    written = {
        "review": {
            "id": global_id(Review.objects.get()),
            "course": {"rating": {"count": 1}},
        },
        "errors": [],
    }
    answers = [data["createReview"] for data in result]
    assert (answers.count(written), answers.count(refused)) == (1, 19)
    assert Course.objects.get().rating_distribution == [0, 0, 0, 1, 0]
    assert Notification.objects.get().user == course.instructor


def test_changing_a_review(at_once, as_student, enrollment, course):
    as_student(REVIEW, courseId=global_id(course))
    review_id = global_id(Review.objects.get())
    calls = [
        partial(as_student, UPDATE_REVIEW, reviewId=review_id, rating=rating)
        for rating in (1, 2, 3, 4, 5) * 4
    ]

    result = at_once(calls)

    assert result == [{"updateReview": {"errors": []}}] * 20
    assert Course.objects.get().rating_count == 1


def test_changing_and_deleting_a_review(at_once, as_student, enrollment, course):
    as_student(REVIEW, courseId=global_id(course))
    review_id = global_id(Review.objects.get())
    calls = [
        partial(as_student, UPDATE_REVIEW, reviewId=review_id, rating=1),
        partial(as_student, DELETE_REVIEW, reviewId=review_id),
    ]

    result = at_once(calls * 10)

    errors = [answer["errors"] for data in result for answer in data.values()]
    assert all(one in ([], [{"code": "NOT_FOUND"}]) for one in errors)
    assert not Review.objects.exists()
    assert Course.objects.get().rating_count == 0


def test_reading_a_notification(at_once, as_student, student):
    notification = NotificationFactory(user=student)
    mark = partial(as_student, MARK_READ, id=global_id(notification))

    result = at_once([mark] * 20)

    notification.refresh_from_db()
    read_at = notification.read_at.isoformat()
    answer = {"notification": {"isRead": True, "readAt": read_at}, "errors": []}
    assert result == [{"markNotificationRead": answer}] * 20


def test_reading_all_notifications(at_once, as_student, student):
    notifications = NotificationFactory.create_batch(50, user=student)
    calls = [
        partial(as_student, MARK_READ, id=global_id(one)) for one in notifications[:10]
    ]

    result = at_once([*calls, *[partial(as_student, MARK_ALL_READ)] * 10])

    marked = [data["markAllNotificationsRead"]["markedCount"] for data in result[10:]]
    assert 40 <= sum(marked) <= 50
    assert not Notification.objects.unread().exists()


def test_reading_and_deleting_a_notification(at_once, as_student, student):
    notification = NotificationFactory(user=student)
    calls = [
        partial(as_student, document, id=global_id(notification))
        for document in (MARK_READ, DELETE_NOTIFICATION)
    ]

    result = at_once(calls * 10)

    errors = [answer["errors"] for data in result for answer in data.values()]
    assert all(one in ([], [{"code": "NOT_FOUND"}]) for one in errors)
    assert not Notification.objects.exists()
