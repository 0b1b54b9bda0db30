"""Instructors see in numbers how their courses do."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from courses.models import Enrollment
from courses.progress import complete_lesson
from reviews.models import Review
from schema.base.nodes import global_id
from tests.factories import (
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    ReviewFactory,
)

STATS = """
query ($id: ID!) {
  course(id: $id) {
    stats {
      enrollmentsByDay { day count }
      completionsByDay { day count }
      progressDistribution
      lessonCompletions { lesson { title } count }
      ratingByMonth { month average count }
    }
  }
}
"""
DISTRIBUTION = "query ($id: ID!) { course(id: $id) { stats { progressDistribution } } }"
SHOWN = "query ($id: ID!) { course(id: $id) { stats { __typename } } }"
ALL_STATS = """
{
  me {
    taughtCourses(first: 100) {
      nodes {
        stats {
          enrollmentsByDay { day count }
          completionsByDay { day count }
          progressDistribution
          lessonCompletions { lesson { title } count }
          ratingByMonth { month average count }
        }
      }
    }
  }
}
"""
NOON = datetime(2026, 5, 31, 12, tzinfo=UTC)
FIRST = datetime(2026, 3, 3, tzinfo=UTC)  # midnight of the first of 90 days


def by_day(answer, name):
    """The days on which something happened, of the 90 that there are."""
    days = answer.data["course"]["stats"][name]
    assert [day["day"] for day in days] == [
        (FIRST + timedelta(days=n)).date().isoformat() for n in range(90)
    ]
    return {day["day"]: day["count"] for day in days if day["count"]}


@pytest.fixture
def ask(monkeypatch, as_instructor, course):
    """Asks for the numbers of ``course`` at noon of 31 May 2026."""

    def ask(document=STATS):
        with monkeypatch.context() as clock:
            clock.setattr(timezone, "now", lambda: NOON)
            return as_instructor(document, id=global_id(course))

    return ask


@pytest.mark.parametrize(
    ("name", "moment"),
    [("enrollmentsByDay", "enrolled_at"), ("completionsByDay", "completed_at")],
)
def test_days_begin_and_end_in_utc(ask, course, name, moment):
    midnight = NOON.replace(hour=0)
    moments = [
        FIRST - timedelta(microseconds=1),
        FIRST,
        FIRST + timedelta(days=1, microseconds=-1),
        FIRST + timedelta(days=1),
        midnight - timedelta(microseconds=1),
        midnight,
        NOON,
    ]
    for when in moments:
        row = EnrollmentFactory(course=course, left=when == midnight)
        Enrollment.objects.filter(pk=row.pk).update(
            **{"enrolled_at": FIRST - timedelta(days=1), moment: when}
        )

    result = ask()

    assert by_day(result, name) == {
        "2026-03-03": 2,
        "2026-03-04": 1,
        "2026-05-30": 1,
        "2026-05-31": 2,
    }


def test_progress_in_quarters(ask, course):
    LessonFactory.create_batch(8, course=course)
    for done in [0, 1, 1, 2, 3, 4, 5, 5, 6, 7, 8, 8]:
        row = EnrollmentFactory(course=course)
        Enrollment.objects.filter(pk=row.pk).update(completed_lesson_count=done)
    former = EnrollmentFactory(course=course, left=True)
    Enrollment.objects.filter(pk=former.pk).update(completed_lesson_count=8)

    result = ask(DISTRIBUTION)

    stats = {"progressDistribution": [3, 2, 3, 4]}
    assert result.data == {"course": {"stats": stats}}


def test_in_a_course_without_lessons_everybody_is_at_the_start(ask, enrollment):
    result = ask(DISTRIBUTION)

    stats = {"progressDistribution": [1, 0, 0, 0]}
    assert result.data == {"course": {"stats": stats}}


def test_how_many_did_each_lesson(ask, course, lessons):
    for done in [0, 1, 2, 2]:
        student = EnrollmentFactory(course=course).student
        for lesson in lessons[:done]:
            complete_lesson(student=student, lesson=lesson)
    student = EnrollmentFactory(course=course).student
    complete_lesson(student=student, lesson=lessons[0])
    course.enrollments.filter(student=student).update(is_active=False)

    result = ask()

    assert result.data["course"]["stats"]["lessonCompletions"] == [
        {"lesson": {"title": lesson.title}, "count": count}
        for lesson, count in zip(lessons, [4, 2, 0], strict=True)
    ]


def test_ratings_by_month(ask, course):
    ratings = {
        datetime(2026, 1, 31, 23, 59, 59, tzinfo=UTC): 1,
        datetime(2026, 2, 1, tzinfo=UTC): 4,
        datetime(2026, 2, 28, 23, 59, tzinfo=UTC): 5,
        datetime(2026, 5, 1, tzinfo=UTC): 2,
    }
    for when, rating in ratings.items():
        review = ReviewFactory(course=course, rating=rating)
        Review.objects.filter(pk=review.pk).update(created_at=when)

    result = ask()

    assert result.data["course"]["stats"]["ratingByMonth"] == [
        {"month": "2026-01-01", "average": 1.0, "count": 1},
        {"month": "2026-02-01", "average": 4.5, "count": 2},
        {"month": "2026-05-01", "average": 2.0, "count": 1},
    ]


def test_a_course_without_anything(ask):
    result = ask()

    stats = result.data["course"]["stats"]
    assert by_day(result, "enrollmentsByDay") == {}
    assert by_day(result, "completionsByDay") == {}
    assert stats["progressDistribution"] == [0, 0, 0, 0]
    assert (stats["lessonCompletions"], stats["ratingByMonth"]) == ([], [])


@pytest.mark.parametrize(
    ("person", "is_shown"),
    [
        ("visitor", False),
        ("student", False),
        ("other student", False),
        ("other instructor", False),
        ("instructor", True),
        ("staff", True),
    ],
)
def test_who_sees_the_numbers(clients, course, enrollment, person, is_shown):
    result = clients[person](SHOWN, id=global_id(course))

    stats = {"__typename": "CourseStats"} if is_shown else None
    assert result.data == {"course": {"stats": stats}}


@pytest.mark.parametrize("number", [3, 30])
def test_the_numbers_take_a_known_number_of_statements(
    as_instructor, course, lessons, statements, number
):
    for n in range(number):
        review = ReviewFactory(course=course)
        complete_lesson(student=review.student, lesson=lessons[n % 3])

    result = statements(lambda: as_instructor(STATS, id=global_id(course)))

    assert result == 7


@pytest.mark.parametrize("number", [3, 30])
def test_the_numbers_of_all_courses_take_as_many(
    as_instructor, instructor, statements, settings, number
):
    settings.GRAPHQL_MAX_COST = 100_000
    for course in CourseFactory.create_batch(number, instructor=instructor):
        lesson = LessonFactory(course=course)
        complete_lesson(student=ReviewFactory(course=course).student, lesson=lesson)

    result = statements(lambda: as_instructor(ALL_STATS))

    assert result == 7
