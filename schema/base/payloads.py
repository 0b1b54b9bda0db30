"""Mutations and their payloads: the object that was changed, or why it was not."""

from collections.abc import Callable
from typing import Any, TypeVar

import strawberry
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import Model
from strawberry.extensions.field_extension import FieldExtension
from strawberry.utils.str_converters import to_camel_case

from schema.base.context import Context, Info
from schema.base.error_codes import ErrorCode, code_of
from schema.base.errors import Forbidden
from schema.base.nodes import find
from users.models import Role

M = TypeVar("M", bound=Model)


@strawberry.type(description="Something that a mutation did not do, and why.")
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
        description="What was refused, and why; empty when all was done.",
        default_factory=list,
    )


class NotFound(ValidationError):
    """Raised for an id of nothing that the viewer may see, given in ``field``."""

    def __init__(self, field: str) -> None:
        error = ValidationError("There is no such object.", code="not_found")
        super().__init__({field: error})


def must_find(info: Info, model: type[M], id: str, field: str, *relations: str) -> M:
    """The visible object of this id. Raises :class:`NotFound` for ``field``.

    Its ``relations`` come with it: read later, they might be gone.
    """
    row = find(info, model, id, *relations)
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
    return strawberry.mutation(
        description=description, extensions=[Anybody(), Refusable()]
    )


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


class Anybody(FieldExtension):
    """Begins a mutation, with a fresh look at who asks.

    Those before it in the document may have changed the viewer's rows, ended the
    sign-in, or shown their own payload to somebody who signed in by it.
    """

    def resolve(
        self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any
    ) -> Any:
        info.context.begin_mutation()
        self.admit(info.context)
        return next_(source, info, **kwargs)

    def admit(self, context: Context) -> None:
        """Raise the error that refuses who may not ask this at all."""


class SignedIn(Anybody):
    """Refuses a visitor with the error UNAUTHENTICATED."""

    def admit(self, context: Context) -> None:
        context.user


class InstructorsOnly(Anybody):
    """Refuses who is neither an instructor nor staff with the error FORBIDDEN."""

    def admit(self, context: Context) -> None:
        user = context.user
        if not user.is_staff and user.profile.role != Role.INSTRUCTOR:
            raise Forbidden("Only instructors may do this.")


class StaffOnly(Anybody):
    """Refuses who is not staff with the error FORBIDDEN."""

    def admit(self, context: Context) -> None:
        if not context.user.is_staff:
            raise Forbidden("Only staff may do this.")


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
    return UserError(
        field=[to_camel_case(name) for name in path] or None,
        message=" ".join(error.messages),
        code=code_of(error),
    )
