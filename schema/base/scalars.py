from dataclasses import replace
from datetime import date, datetime

from strawberry.file_uploads.scalars import Upload, UploadDefinition
from strawberry.schema.types.base_scalars import (
    DateDefinition,
    DateTimeDefinition,
    wrap_parser,
)
from strawberry.types.scalar import ScalarDefinition

MULTIPART_SPEC = "https://github.com/jaydenseric/graphql-multipart-request-spec"

SCALARS: dict[object, ScalarDefinition] = {
    datetime: replace(
        DateTimeDefinition,
        parse_value=wrap_parser(
            datetime.fromisoformat, "DateTime", include_error=False
        ),
        description="A point in time as ISO 8601 writes it, with its offset from UTC, "
        "such as `2026-05-01T12:30:00+00:00`.",
        specified_by_url="https://scalars.graphql.org/andimarek/date-time",
    ),
    date: replace(
        DateDefinition,
        description="A day as ISO 8601 writes it, such as `2026-05-01`.",
    ),
    Upload: replace(
        UploadDefinition,
        description="A file, sent by the GraphQL multipart request specification.",
        specified_by_url=MULTIPART_SPEC,
    ),
}
