from dataclasses import replace
from datetime import datetime

from strawberry.schema.types.base_scalars import DateTimeDefinition
from strawberry.types.scalar import ScalarDefinition

SCALARS: dict[object, ScalarDefinition] = {
    datetime: replace(
        DateTimeDefinition,
        description="A point in time as ISO 8601 writes it, with its offset from UTC, "
        "such as `2026-05-01T12:30:00+00:00`.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
    )
}
