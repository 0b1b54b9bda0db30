"""The demo data come as a whole, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from itertools import count
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from courses.models import Category, Course
from tests.factories import UserFactory
from users.models import User


def seed_demo() -> str:
    output = StringIO()
    call_command("seed_demo", stdout=output)
    return output.getvalue()


@pytest.fixture
def namesake(db: None) -> User:
    """Somebody who happens to have the username of the demo's student."""
    return UserFactory(username="S")


@contextmanager
def interruption(*, at: int) -> Iterator[None]:
    """Stops the process, as it were, at its statement of this number."""
    statements = count()

    def execute(execute: Any, *args: Any) -> Any:
        if next(statements) == at:
            raise KeyboardInterrupt
        return execute(*args)

    with connection.execute_wrapper(execute), pytest.raises(KeyboardInterrupt):
        yield


def test_the_next_run_completes_an_interrupted_one(db: None) -> None:
    with interruption(at=1000):
        call_command("seed_demo")
    left = [model.objects.count() for model in (User, Category, Course)]

    result = seed_demo()

    assert result.startswith("Added the demo data.")
    assert left == [0, 0, 0]
    assert User.objects.count() == 42
    # The covers have their own names: none was left there under another.
    covers = Course.objects.filter(thumbnail__regex=r"/demo-[a-z-]+\.webp$")
    assert covers.count() == 40


def test_somebody_elses_account_is_not_taken_over(namesake: User) -> None:
    with pytest.raises(CommandError) as result:
        call_command("seed_demo")

    assert str(result.value) == (
        "Names that the demo needs are taken: S. Nothing was changed. "
        "Change them, or give the demo a database of its own."
    )
    assert [User.objects.count(), Category.objects.count()] == [1, 0]


def test_somebody_elses_address_is_not_taken_for_the_demo(db: None) -> None:
    UserFactory(username="ada", email="Admin2@example.com")

    with pytest.raises(CommandError) as result:
        call_command("seed_demo")

    assert "Names that the demo needs are taken: ada." in str(result.value)
    assert [User.objects.count(), Category.objects.count()] == [1, 0]


def test_somebody_elses_course_stops_it(course: Course) -> None:
    Course.objects.update(slug="graphql-for-frontend-developers")

    with pytest.raises(CommandError) as result:
        call_command("seed_demo")

    assert "taken: that of a course." in str(result.value)
    assert [User.objects.count(), Category.objects.count()] == [1, 1]


def test_it_is_refused_in_production_mode(db: None, settings: Any) -> None:
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="not in production"):
        call_command("seed_demo")

    assert not User.objects.exists()
