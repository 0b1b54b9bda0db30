"""Bulk data: as much as was asked for, right in itself, and beside what was there."""

import re
import sys
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q
from django.utils import timezone

from courses.enrollment import enroll
from courses.models import Category, Course, Enrollment, Lesson, Progress
from reviews.models import Review
from tests.factories import CourseFactory, UserFactory
from users.models import Profile, User
from users.services import known_as, require_password

SIZES = {
    "users": 60,
    "courses": 21,
    "lessons": 6,
    "enrollments": 300,
    "progress": 700,
    "reviews": 90,
}
MODELS = [User, Profile, Course, Lesson, Enrollment, Progress, Review]


def seed_bulk(**sizes: int) -> dict[str, int]:
    """Run the command; how many rows there are of each model then."""
    call_command("seed_bulk", **SIZES | sizes, stdout=StringIO())
    return counts()


def recount() -> str:
    output = StringIO()
    call_command("recount", check=True, stdout=output)
    return output.getvalue()


def counts() -> dict[str, int]:
    return {model.__name__: model.objects.count() for model in MODELS}


@pytest.fixture
def bulk(db: None) -> dict[str, int]:
    return seed_bulk()


def test_it_makes_exactly_so_many_rows(db: None) -> None:
    result = seed_bulk()

    assert result == {
        "User": 60,
        "Profile": 60,
        "Course": 21,
        "Lesson": 21 * 6,
        "Enrollment": 300,
        "Progress": 700,
        "Review": 90,
    }


@pytest.mark.parametrize(
    "sizes",
    [
        {"users": 0, "courses": 0, "enrollments": 0, "progress": 0, "reviews": 0},
        {"lessons": 0, "progress": 0},
        {"users": 51, "enrollments": 50 * 20, "reviews": 50 * 20},  # everybody in all
        {"users": 2, "courses": 1, "enrollments": 1, "progress": 6, "reviews": 1},
    ],
)
def test_the_sizes_can_be_extreme(db: None, sizes: dict[str, int]) -> None:
    result = seed_bulk(**sizes)

    asked = SIZES | sizes
    assert result["User"] == asked["users"]
    assert result["Lesson"] == asked["courses"] * asked["lessons"]
    assert result["Enrollment"] == asked["enrollments"]
    assert result["Progress"] == asked["progress"]
    assert result["Review"] == asked["reviews"]


def test_every_counter_is_right(bulk: dict[str, int]) -> None:
    result = recount()

    assert result.count(": 0 drifted") == 3


def test_everything_agrees(bulk: dict[str, int]) -> None:
    finished = Q(completed_lesson_count=F("course__lesson_count"))

    result = [
        Progress.objects.exclude(lesson__course=F("enrollment__course")),
        Progress.objects.filter(completed_at__lt=F("enrollment__enrolled_at")),
        Enrollment.objects.filter(course__is_published=False),
        Enrollment.objects.filter(enrolled_at__lt=F("course__published_at")),
        Enrollment.objects.filter(enrolled_at__lt=F("student__date_joined")),
        Enrollment.objects.filter(finished, completed_at=None),
        Enrollment.objects.filter(~finished, completed_at__isnull=False),
        Enrollment.objects.filter(last_activity_at__gt=timezone.now()),
        Enrollment.objects.filter(last_activity_at=None, progress__isnull=False),
        Review.objects.exclude(course__enrollments__student=F("student")),
        Course.objects.exclude(instructor__profile__role="I"),
    ]

    assert [list(rows) for rows in result] == [[]] * len(result)


def test_there_is_something_of_everything(bulk: dict[str, int]) -> None:
    begun = Enrollment.objects.exclude(progress=None).distinct()

    result = {
        "drafts": Course.objects.filter(is_published=False).count(),
        "finished": Enrollment.objects.exclude(completed_at=None).count(),
        "untouched": 300 - begun.count(),
        "open": Progress.objects.filter(is_completed=False).count(),
        "left": Enrollment.objects.filter(is_active=False).count(),
        "returned": Enrollment.objects.filter(activations=2).count(),
    }

    assert all(result.values()), result


def test_some_courses_are_much_more_popular(bulk: dict[str, int]) -> None:
    courses = Course.objects.annotate(students=Count("enrollments"))
    published = courses.filter(is_published=True).order_by("-students")

    result = list(published.values_list("students", flat=True))

    assert result[0] > 2 * result[-1]


def test_courses_are_found_by_their_titles(bulk: dict[str, int]) -> None:
    course = Course.objects.earliest("pk")

    result = Course.objects.matching(course.title)

    assert course in result


def test_people_sign_in_with_the_shared_password(bulk: dict[str, int]) -> None:
    result = require_password(known_as("bulk0"), "bulk123bulk")

    assert result.email == "bulk0@example.com"


def test_new_rows_get_free_ids(bulk: dict[str, int]) -> None:
    result = enroll(student=UserFactory(), course=CourseFactory())

    assert result.pk > 300


def test_a_second_run_adds_another_platform(bulk: dict[str, int]) -> None:
    result = seed_bulk()

    assert result == {name: 2 * number for name, number in bulk.items()}
    assert User.objects.filter(username="bulk119").exists()


def test_what_was_there_is_left_alone(db: None) -> None:
    student, course = UserFactory(), CourseFactory()
    enroll(student=student, course=course)

    result = seed_bulk()

    assert result["Course"] == 22
    assert Course.objects.filter(pk=course.pk, student_count=1, rating_count=0).exists()
    assert student.enrollments.count() == 1


def test_nothing_is_left_of_a_run_that_failed(db: None) -> None:
    UserFactory(username="somebody", email="BULK59@example.com")

    with pytest.raises(CommandError, match="^Nothing was added: "):
        seed_bulk()

    assert [User.objects.count(), Category.objects.count()] == [1, 0]


@pytest.mark.parametrize(
    ("option", "number", "reason"),
    [
        ("users", -1, "0 or more"),
        ("users", 0, "at least 1"),
        ("lessons", 501, "at most 500"),
        ("enrollments", 59 * 20 + 1, "59 students in 20 published courses"),
        ("reviews", 301, "at most 300"),
        ("progress", 100_000, "lessons"),
    ],
)
def test_a_size_that_cannot_be_is_named(
    db: None, option: str, number: int, reason: str
) -> None:
    with pytest.raises(CommandError, match=f"^--{option}: .*{reason}"):
        seed_bulk(**{option: number})

    assert not any(counts().values())
    assert not Category.objects.exists()


def test_it_is_refused_in_production_mode(db: None, settings: Any) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="not in production"):
        seed_bulk()

    assert not User.objects.exists()


def test_a_terminal_shows_how_far_it_is(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = StringIO()
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stderr", terminal)

    result = seed_bulk()

    assert result["Enrollment"] == 300
    assert re.search(r"enrollments +#+ 300 rows in \d+\.\d s\n", terminal.getvalue())


def test_a_log_is_spared_the_bar(db: None, capsys: pytest.CaptureFixture[str]) -> None:
    result = seed_bulk()

    assert result["Enrollment"] == 300
    assert capsys.readouterr().err == ""
