"""The codes by which programs tell one refusal from another."""

from enum import Enum

import strawberry
from django.core.exceptions import ValidationError


@strawberry.enum(description="Why a mutation refused, for programs.")
class ErrorCode(Enum):
    NOT_FOUND = strawberry.enum_value(
        "NOT_FOUND",
        description="There is no such object, or the viewer may not see it.",
    )
    REQUIRED = strawberry.enum_value(
        "REQUIRED", description="A value is missing or empty."
    )
    INVALID = strawberry.enum_value(
        "INVALID", description="A value does not have the form that it needs."
    )
    TOO_LONG = strawberry.enum_value(
        "TOO_LONG", description="A text is longer than its limit."
    )
    TOO_MANY = strawberry.enum_value(
        "TOO_MANY", description="There are more items than the limit."
    )
    TOO_LARGE = strawberry.enum_value(
        "TOO_LARGE", description="A file, or a picture in pixels, is above its limit."
    )
    UNSUPPORTED_TYPE = strawberry.enum_value(
        "UNSUPPORTED_TYPE", description="A file is of another kind than it may be."
    )
    BUSY = strawberry.enum_value(
        "BUSY", description="The server has too much to do at the moment: try again."
    )
    HAS_STUDENTS = strawberry.enum_value(
        "HAS_STUDENTS", description="The course has students: confirm the deletion."
    )
    OUT_OF_RANGE = strawberry.enum_value(
        "OUT_OF_RANGE", description="A number is too small or too large."
    )
    ALREADY_TAKEN = strawberry.enum_value(
        "ALREADY_TAKEN", description="Somebody else has this value, such as a username."
    )
    PASSWORD_TOO_WEAK = strawberry.enum_value(
        "PASSWORD_TOO_WEAK",
        description="The password is too short, common or like the user's data.",
    )
    WRONG_PASSWORD = strawberry.enum_value(
        "WRONG_PASSWORD", description="The current password is another one."
    )
    INVALID_TOKEN = strawberry.enum_value(
        "INVALID_TOKEN",
        description="The token of a mailed link is malformed, expired or spent: ask "
        "for a new one.",
    )
    ALREADY_RENEWED = strawberry.enum_value(
        "ALREADY_RENEWED",
        description="Another tab of the browser renewed the session a moment ago, and "
        "its cookies are there for all tabs: go on.",
    )
    OWN_COURSE = strawberry.enum_value(
        "OWN_COURSE", description="Instructors do not study or review their courses."
    )
    NOT_PUBLISHED = strawberry.enum_value(
        "NOT_PUBLISHED", description="The course is a draft."
    )
    NOT_ENROLLED = strawberry.enum_value(
        "NOT_ENROLLED", description="It needs an enrollment in the course."
    )
    ALREADY_REVIEWED = strawberry.enum_value(
        "ALREADY_REVIEWED",
        description="The student has a review of the course: update that one.",
    )


DJANGO_CODES = {
    "blank": ErrorCode.REQUIRED,
    "null": ErrorCode.REQUIRED,
    "max_length": ErrorCode.TOO_LONG,
    "min_value": ErrorCode.OUT_OF_RANGE,
    "max_value": ErrorCode.OUT_OF_RANGE,
    "unique": ErrorCode.ALREADY_TAKEN,
    "password_too_short": ErrorCode.PASSWORD_TOO_WEAK,
    "password_too_common": ErrorCode.PASSWORD_TOO_WEAK,
    "password_too_similar": ErrorCode.PASSWORD_TOO_WEAK,
    "password_entirely_numeric": ErrorCode.PASSWORD_TOO_WEAK,
}


def code_of(error: ValidationError) -> ErrorCode:
    """The API's word for a single error's code; INVALID where it has none."""
    code = str(error.code or "")
    try:
        return DJANGO_CODES.get(code) or ErrorCode(code.upper())
    except ValueError:
        return ErrorCode.INVALID
