"""Counters that drifted are found, and set right when that is asked for."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from courses.models import Course, Enrollment, Lesson
from courses.progress import complete_lesson
from reviews.models import Review
from tests.factories import ReviewFactory
from users.models import User

RATING = ["rating_count", "rating_sum", "stars_1", "stars_4"]
DRIFTS = [
    (Course, {"student_count": 7}),
    (Course, {"lesson_count": 0}),
    (Enrollment, {"completed_lesson_count": 3}),
    (Course, {"rating_count": 2, "rating_sum": 2, "stars_1": 2, "stars_4": 0}),
    (Course, {"rating_sum": 5}),
]


def recount(**options: Any) -> list[str]:
    output = StringIO()
    call_command("recount", stdout=output, **options)
    return output.getvalue().splitlines()


@pytest.fixture
def learning(
    student: User, course: Course, lessons: list[Lesson], enrollment: Enrollment
) -> Review:
    """A student did one of three lessons and gave the course four stars."""
    complete_lesson(student=student, lesson=lessons[0])
    return ReviewFactory(student=student, course=course, rating=4)


@pytest.fixture(params=DRIFTS, ids=lambda drift: "-".join(drift[1]))
def drift(request: pytest.FixtureRequest, learning: Review) -> tuple[Any, dict]:
    """A model whose only row has wrong counters, and those."""
    model, counters = request.param
    model.objects.update(**counters)
    return model, counters


def counters_of(model: Any, names: Any) -> dict[str, int]:
    return model.objects.values(*names).get()


def test_it_finds_nothing_where_nothing_drifted(learning: Review) -> None:
    result = recount(check=True)

    assert [line.partition(" drifted")[0] for line in result] == [
        "courses.Course: 0",
        "courses.Enrollment: 0",
        "courses.Course: 0",
    ]


def test_a_check_reports_and_changes_nothing(drift: tuple[Any, dict]) -> None:
    model, wrong = drift

    with pytest.raises(CommandError, match="1 rows have drifted") as result:
        recount(check=True)

    assert result.value.returncode == 1
    assert counters_of(model, wrong) == wrong


def test_counters_are_set_right(drift: tuple[Any, dict]) -> None:
    model, wrong = drift
    right = {
        "student_count": 1,
        "lesson_count": 3,
        "completed_lesson_count": 1,
        "rating_count": 1,
        "rating_sum": 4,
        "stars_1": 0,
        "stars_4": 1,
    }

    result = recount()

    assert sum(f"{model._meta.label}: 1 drifted" in line for line in result) == 1
    assert counters_of(model, wrong) == {name: right[name] for name in wrong}
    assert all(": 0 drifted" in line for line in recount(check=True))
