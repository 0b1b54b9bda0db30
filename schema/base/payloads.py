"""Mutations and their payloads: the object that was changed, or why it was not."""

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

import strawberry
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from strawberry.extensions.field_extension import FieldExtension
from strawberry.utils.str_converters import to_camel_case

from schema.base.context import Info
from schema.base.errors import Forbidden
from schema.base.nodes import find
from users.models import Role

M = TypeVar("M", bound=Model)


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


@strawberry.type(description="Why a mutation did not do what was asked.")
class UserError:
    field: list[str] | None = strawberry.field(
        description="The path to the value inside `input`; null when it is about "
        "the whole."
    )
    message: str = strawberry.field(description="The reason, for people, in English.")
    code: ErrorCode = strawberry.field(description="The reason, for programs.")


@strawberry.type
class Payload:
    errors: list[UserError] = strawberry.field(
        description="Why nothing was changed; empty when it was done.",
        default_factory=list,
    )


class NotFound(ValidationError):
    """Raised for an id of nothing that the viewer may see, given in ``field``."""

    def __init__(self, field: str) -> None:
        error = ValidationError("There is no such object.", code="not_found")
        super().__init__({field: error})


def must_find(info: Info, model: type[M], id: str, field: str) -> M:
    """The visible object of this id. Raises :class:`NotFound` for ``field``."""
    row = find(info, model, id)
    if row is None:
        raise NotFound(field)
    return row


def mutation(*, description: str) -> Any:
    """A mutation by a signed-in viewer, whose refusals are in its payload."""
    return strawberry.mutation(
        description=description, extensions=[SignedIn(), Refusable()]
    )


def open_mutation(*, description: str) -> Any:
    """A mutation by anybody, whose refusals are in its payload."""
    return strawberry.mutation(description=description, extensions=[Refusable()])


def by_instructors(*, description: str) -> Any:
    """A mutation by instructors and staff, whose refusals are in its payload."""
    return strawberry.mutation(
        description=description, extensions=[InstructorsOnly(), Refusable()]
    )


def by_staff(*, description: str) -> Any:
    """A mutation by staff, whose refusals are in its payload."""
    return strawberry.mutation(
        description=description, extensions=[StaffOnly(), Refusable()]
    )


class SignedIn(FieldExtension):
    """Refuses a visitor with the error UNAUTHENTICATED."""

    def resolve(
        self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any
    ) -> Any:
        info.context.user
        return next_(source, info, **kwargs)


class InstructorsOnly(FieldExtension):
    """Refuses who is neither an instructor nor staff with the error FORBIDDEN."""

    def resolve(
        self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any
    ) -> Any:
        user = info.context.user
        if not user.is_staff and user.profile.role != Role.INSTRUCTOR:
            raise Forbidden("Only instructors may do this.")
        return next_(source, info, **kwargs)


class StaffOnly(FieldExtension):
    """Refuses who is not staff with the error FORBIDDEN."""

    def resolve(
        self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any
    ) -> Any:
        if not info.context.user.is_staff:
            raise Forbidden("Only staff may do this.")
        return next_(source, info, **kwargs)


class Refusable(FieldExtension):
    """Answers a ``ValidationError`` with a payload that carries it.

    Payloads are nullable: a mutation that fails with a top-level error must not take
    the results of those beside it along.
    """

    def apply(self, field: Any) -> None:
        self.field = field
        for argument in field.arguments:
            argument.description = argument.description or "What to do, and with what."

    def resolve(
        self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any
    ) -> Any:
        try:
            return next_(source, info, **kwargs)
        except ValidationError as error:
            return self.field.type.of_type(errors=user_errors(error))


def user_errors(error: ValidationError, *path: str) -> list[UserError]:
    """Each message of the error, with the path to its field below ``path``."""
    if not hasattr(error, "error_dict"):
        return [_user_error(one, path) for one in error.error_list]
    return [
        _user_error(one, path if field == NON_FIELD_ERRORS else (*path, field))
        for field, errors in error.error_dict.items()
        for one in errors
    ]


def _user_error(error: ValidationError, path: tuple[str, ...]) -> UserError:
    code = str(error.code or "")
    try:
        known = DJANGO_CODES.get(code) or ErrorCode(code.upper())
    except ValueError:
        known = ErrorCode.INVALID
    return UserError(
        field=[to_camel_case(name) for name in path] or None,
        message=" ".join(error.messages),
        code=known,
    )
