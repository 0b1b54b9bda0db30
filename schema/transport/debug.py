"""What an operation asked the database, in ``extensions.debug`` of its answer."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from strawberry.extensions import SchemaExtension


class SqlDebug(SchemaExtension):
    """In debug mode lists each statement with its time, and the total."""

    statements: list[dict[str, Any]]

    def on_operation(self) -> Iterator[None]:
        self.statements = []
        if not settings.DEBUG:
            yield
            return
        with connection.execute_wrapper(self._record):
            yield

    def get_results(self) -> dict[str, Any]:
        if not settings.DEBUG:
            return {}
        total = sum(statement["milliseconds"] for statement in self.statements)
        return {
            "debug": {
                "sql": self.statements,
                "count": len(self.statements),
                "totalMilliseconds": round(total, 3),
            }
        }

    def _record(
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
            self.statements.append({"sql": text, "milliseconds": round(elapsed, 3)})
