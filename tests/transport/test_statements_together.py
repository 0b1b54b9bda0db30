"""Statements that a thread sends at once: all are done, or none, and others go on."""

from contextlib import suppress
from typing import Any

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection

from courses.models import Category
from database.executing import execute_together, recover

WRITE = "INSERT INTO courses_category (name, slug) VALUES (%s, %s) RETURNING slug"
READ = "SELECT name FROM courses_category WHERE slug = %s"
# Nobody and no group have these ids, which a database looks for in the end.
BELONG = "INSERT INTO users_user_groups (user_id, group_id) VALUES (%s, %s)"

pytestmark = pytest.mark.django_db(transaction=True)


def written(slug: str, read: str = "") -> Any:
    """The rows of a statement that writes a category and of one that reads one."""
    return execute_together([(WRITE, ["A", slug]), (READ, [read or slug])])


def test_a_later_statement_sees_what_an_earlier_one_did():
    result = written("a")

    assert [[*map(tuple, rows)] for rows in result] == [[("a",)], [("A",)]]


def test_what_is_wrong_in_the_end_is_not_done():
    statements = [(WRITE, ["A", "a"]), (BELONG + " RETURNING id", [0, 0])]

    with pytest.raises(IntegrityError):
        execute_together(statements)

    assert not Category.objects.exists()


@pytest.mark.parametrize("wrong", [[], ["\0"], [object()]])
def test_where_a_statement_is_refused_those_before_it_are_not_done(wrong):
    statements = [(WRITE, ["A", "a"]), (READ, wrong)]

    with pytest.raises((DatabaseError, ValueError)):
        execute_together([*statements, ("SELECT 1 FROM nothing", [])])

    assert not Category.objects.exists()


@pytest.fixture(params=range(5))
def failed(request: pytest.FixtureRequest) -> None:
    """They failed, after they were done so many times."""
    for number in range(request.param):
        written(f"{number}")
    Category.objects.create(name="There", slug="there")
    with suppress(IntegrityError):
        written("there")


def test_after_a_failure_the_same_are_done(failed: None) -> None:
    result = [written(f"again-{number}", "there")[1] for number in range(3)]

    assert [[*map(tuple, rows)] for rows in result] == [[("There",)]] * 3


@pytest.fixture
def ended() -> None:
    """The connection has ended, where there is a server that could end it."""
    written("before")
    if connection.vendor == "postgresql":
        own = connection.connection.info
        with psycopg.connect(own.dsn, password=own.password) as other:
            other.execute("SELECT pg_terminate_backend(%s, 5000)", [own.backend_pid])


def test_without_their_connection_all_are_done_or_none(ended: None) -> None:
    with suppress(OperationalError):
        written("meanwhile")
    recover()

    result = written("after")

    kept = [*Category.objects.order_by("pk").values_list("slug", flat=True)]
    meanwhile = [] if connection.vendor == "postgresql" else ["meanwhile"]
    assert [[*map(tuple, rows)] for rows in result] == [[("after",)], [("A",)]]
    assert kept == ["before", *meanwhile, "after"]
