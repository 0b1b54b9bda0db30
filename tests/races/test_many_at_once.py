"""Twenty students of one course, and its lessons, at one moment."""

from functools import partial

import pytest
from django.http import HttpResponse

from courses.lessons import add_lesson, delete_lesson
from courses.models import Course, Enrollment, Lesson, Progress
from notifications.models import Notification
from reviews.models import Review
from schema.base.nodes import global_id
from tests.client import Answer, Client
from tests.factories import EnrollmentFactory, LessonFactory, UserFactory

ENROLL = """
mutation ($courseId: ID!) {
  enroll(input: {courseId: $courseId}) {
    enrollment { course { studentCount } }
    errors { code }
  }
}
"""
UNENROLL = """
mutation ($courseId: ID!) {
  unenroll(input: {courseId: $courseId}) { errors { code } }
}
"""
ENROLL_AND_COMPLETE = """
mutation ($courseId: ID!, $lessonId: ID!) {
  enroll(input: {courseId: $courseId}) { errors { code } }
  completeLesson(input: {lessonId: $lessonId}) { errors { code } }
}
"""
COMPLETE = """
mutation ($lessonId: ID!) {
  completeLesson(input: {lessonId: $lessonId}) {
    enrollment { progressPercent }
    errors { code }
  }
}
"""
REVIEW = """
mutation ($courseId: ID!, $rating: Int!) {
  createReview(input: {courseId: $courseId, rating: $rating}) {
    review { course { rating { count } } }
    errors { code }
  }
}
"""
DELETE_REVIEW = """
mutation ($reviewId: ID!) {
  deleteReview(input: {reviewId: $reviewId}) { errors { code } }
}
"""

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def students(db):
    return UserFactory.create_batch(20)


@pytest.fixture
def everybody(students):
    """The clients of the students."""
    return [Client(student) for student in students]


@pytest.fixture
def enrolled(students, course):
    """The students, now of ``course``, of whom nobody was told anything."""
    for student in students:
        EnrollmentFactory(student=student, course=course)
    Notification.objects.all().delete()


def deed(service, **things):
    """A call of a service that no mutation leads to, to go with those of clients."""

    def call():
        service(**things)
        return Answer(HttpResponse(b'{"data": {}}'))

    return call


def test_enrolling(at_once, everybody, course):
    result = at_once(
        [partial(client, ENROLL, courseId=global_id(course)) for client in everybody]
    )

    counts = [data["enroll"]["enrollment"]["course"]["studentCount"] for data in result]
    assert sorted(counts) == list(range(1, 21))
    assert Enrollment.objects.count() == 20
    assert Notification.objects.filter(user=course.instructor).count() == 20
    assert Notification.objects.count() == 40


def test_reviewing(at_once, everybody, enrolled, course):
    result = at_once(
        [
            partial(client, REVIEW, courseId=global_id(course), rating=n % 5 + 1)
            for n, client in enumerate(everybody)
        ]
    )

    course.refresh_from_db()
    counts = [
        data["createReview"]["review"]["course"]["rating"]["count"] for data in result
    ]
    assert sorted(counts) == list(range(1, 21))
    assert course.rating_distribution == [4] * 5
    assert (course.rating_average, Review.objects.count()) == (3.0, 20)
    assert Notification.objects.filter(user=course.instructor).count() == 20


def test_reviewing_while_others_think_better_of_it(
    at_once, everybody, enrolled, course
):
    for client in everybody[:10]:
        client(REVIEW, courseId=global_id(course), rating=1)
    written = Review.objects.order_by("pk")
    withdrawals = [
        partial(client, DELETE_REVIEW, reviewId=global_id(review))
        for client, review in zip(everybody, written, strict=False)
    ]
    reviews = [
        partial(client, REVIEW, courseId=global_id(course), rating=5)
        for client in everybody[10:]
    ]

    result = at_once([*withdrawals, *reviews])

    course.refresh_from_db()
    assert all(answer["errors"] == [] for data in result for answer in data.values())
    assert course.rating_distribution == [0, 0, 0, 0, 10]


def test_doing_a_lesson(at_once, everybody, enrolled, lessons):
    result = at_once(
        [
            partial(client, COMPLETE, lessonId=global_id(lessons[0]))
            for client in everybody
        ]
    )

    answer = {"enrollment": {"progressPercent": 33}, "errors": []}
    assert result == [{"completeLesson": answer}] * 20
    assert Progress.objects.filter(is_completed=True).count() == 20


def test_doing_a_lesson_that_is_being_deleted(at_once, everybody, enrolled, lessons):
    calls = [
        partial(client, COMPLETE, lessonId=global_id(lessons[0]))
        for client in everybody
    ]
    calls.insert(5, deed(delete_lesson, lesson=lessons[0]))
    calls.insert(15, deed(delete_lesson, lesson=lessons[0]))

    result = at_once(calls)

    errors = [answer["errors"] for data in result for answer in data.values()]
    assert all(one in ([], [{"code": "NOT_FOUND"}]) for one in errors)
    assert not Progress.objects.exists()
    assert Course.objects.get().lesson_count == 2
    assert set(Enrollment.objects.values_list("completed_lesson_count", flat=True)) == {
        0
    }


def test_coming_and_doing_a_lesson_that_is_being_deleted(
    at_once, everybody, course, lessons
):
    calls = [
        partial(
            client,
            ENROLL_AND_COMPLETE,
            courseId=global_id(course),
            lessonId=global_id(lessons[0]),
        )
        for client in everybody
    ]
    calls.insert(10, deed(delete_lesson, lesson=lessons[0]))

    result = at_once(calls)

    enrolled = [data["enroll"]["errors"] for data in result if data]
    completed = [data["completeLesson"]["errors"] for data in result if data]
    assert enrolled == [[]] * 20
    assert all(one in ([], [{"code": "NOT_FOUND"}]) for one in completed)
    assert not Progress.objects.exists()


def test_leaving_and_coming_while_lessons_come_and_go(
    at_once, students, everybody, course, lessons
):
    for place, student in enumerate(students):
        EnrollmentFactory(student=student, course=course, left=place % 2 == 0)
    calls = [
        partial(client, ENROLL if n % 2 == 0 else UNENROLL, courseId=global_id(course))
        for n, client in enumerate(everybody)
    ]
    calls.insert(5, deed(delete_lesson, lesson=lessons[0]))
    calls.insert(10, deed(add_lesson, course=course, lesson=Lesson(title="New")))
    calls.insert(15, deed(delete_lesson, lesson=lessons[1]))

    result = at_once(calls)

    course.refresh_from_db()
    errors = [answer["errors"] for data in result for answer in data.values()]
    assert errors == [[]] * 20
    assert (course.student_count, course.lesson_count) == (10, 2)


def test_lessons_added_at_once_each_have_a_place(at_once, course):
    calls = [
        deed(add_lesson, course=course, lesson=Lesson(title=f"{n}")) for n in range(20)
    ]

    result = at_once(calls)

    course.refresh_from_db()
    assert result == [{}] * 20
    assert list(course.lessons.order_by("order").values_list("order", flat=True)) == [
        *range(1, 21)
    ]
    assert course.lesson_count == 20


def test_completing_a_course_while_it_grows(at_once, everybody, enrolled, course):
    lesson = LessonFactory(course=course)
    calls = [
        partial(client, COMPLETE, lessonId=global_id(lesson)) for client in everybody
    ]
    calls.insert(10, deed(add_lesson, course=course, lesson=Lesson(title="New")))

    result = at_once(calls)

    completed = Enrollment.objects.filter(completed_at__isnull=False)
    percents = {
        data["completeLesson"]["enrollment"]["progressPercent"]
        for data in result
        if data
    }
    assert percents <= {50, 100}
    assert Notification.objects.filter(key__startswith="completed:").count() == (
        completed.count()
    )
