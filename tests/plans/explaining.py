"""How the database finds the rows of what an operation asks it.

A statement is explained with its values and, on PostgreSQL, without them too: after
some runs a prepared statement may keep a plan that suits any values.
"""

import re
from collections.abc import Callable, Iterator
from typing import Any

import orjson
from django.db import connection
from django.test.utils import CaptureQueriesContext
from psycopg import sql

from courses.models import Course, Enrollment, Lesson, Progress
from notifications.models import Notification
from reviews.models import Review
from users.models import User

# Those that grow with the school, and must not be read as a whole.
LARGE = {
    model._meta.db_table
    for model in (Course, Lesson, Enrollment, Progress, Review, Notification, User)
}
Asked = tuple[str, list[Any]]


def statements(act: Callable[[], Any]) -> list[Asked]:
    """The statements that a call sends, each with its values."""
    found: list[Asked] = []

    def record(execute: Any, text: str, params: Any, many: bool, context: Any) -> Any:
        found.append((text, list(params or [])))
        return execute(text, params, many, context)

    # While they are captured, they all go by Django's cursors.
    with CaptureQueriesContext(connection), connection.execute_wrapper(record):
        act()
    return found


def whole_reads(asked: Asked) -> Iterator[str]:
    """The large tables that a statement reads row after row."""
    if not asked[0].lstrip("( ").startswith(("SELECT", "WITH")):
        return
    if connection.vendor == "postgresql":
        for mode in ("force_custom_plan", "force_generic_plan"):
            for name in _scanned(_plan(asked, mode)):
                yield f"{name} by {mode}"
    else:
        yield from _scanned_by_sqlite(asked)


def _plan(asked: Asked, mode: str) -> Any:
    """PostgreSQL's plan for a statement that was prepared."""
    text, params = asked
    numbers = iter(range(1, len(params) + 1))
    text = re.sub(
        "%([s%])", lambda m: m[1] if m[1] == "%" else f"${next(numbers)}", text
    )
    raw = connection.connection
    values = ", ".join(sql.Literal(value).as_string(raw) for value in params)
    call = f"explained({values})" if params else "explained"
    raw.execute(f"SET LOCAL plan_cache_mode = {mode}")
    raw.execute(f"PREPARE explained AS {text}")
    try:
        (answer,) = raw.execute(f"EXPLAIN (FORMAT JSON) EXECUTE {call}").fetchone()
    finally:
        raw.execute("DEALLOCATE explained")
    return (answer if isinstance(answer, list) else orjson.loads(answer))[0]["Plan"]


def _scanned(plan: Any) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in LARGE:
        yield plan["Relation Name"]
    for part in plan.get("Plans", []):
        yield from _scanned(part)


def _scanned_by_sqlite(asked: Asked) -> Iterator[str]:
    text, params = asked
    tables = {alias: name for name, alias in re.findall(r'"(\w+)" ([A-Z]+\d+)\b', text)}
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {text}", params)
        for *_, detail in cursor.fetchall():
            verb, name, *how = detail.split()
            name = tables.get(name, name)
            if verb == "SCAN" and name in LARGE and "USING" not in how:
                yield name
