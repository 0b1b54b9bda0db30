"""What an operation asked the database, in ``extensions.debug`` of its answer."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection


class Statements:
    """Each statement that was run, with its time."""

    def __init__(self) -> None:
        self.found: list[dict[str, Any]] = []

    def told(self) -> dict[str, Any]:
        """The statements and their total as an extension of an answer."""
        if not settings.DEBUG:
            return {}
        total = sum(statement["milliseconds"] for statement in self.found)
        return {
            "debug": {
                "sql": self.found,
                "count": len(self.found),
                "totalMilliseconds": round(total, 3),
            }
        }

    def record(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,
        context: dict[str, Any],
    ) -> Any:
        start = perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            elapsed = (perf_counter() - start) * 1000
            cursor = context["cursor"]
            text = (
                sql if many else connection.ops.last_executed_query(cursor, sql, params)
            )
            self.found.append({"sql": text, "milliseconds": round(elapsed, 3)})


@contextmanager
def recorded() -> Iterator[Statements]:
    """The statements that run meanwhile, in debug mode."""
    statements = Statements()
    if not settings.DEBUG:
        yield statements
        return
    with connection.execute_wrapper(statements.record):
        yield statements
