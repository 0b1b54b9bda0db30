"""Top-level errors: every one has an ``extensions.code``, and none says too much."""

import logging
from collections.abc import Iterator
from math import ceil
from typing import Any

from django.db import DataError
from graphql import GraphQLError, GraphQLSyntaxError
from strawberry.extensions import SchemaExtension

logger = logging.getLogger(__name__)


class CodedError(GraphQLError):
    """An error that a client may see; ``code`` tells programs what it is."""

    code = "INTERNAL_SERVER_ERROR"

    def __init__(self, message: str) -> None:
        super().__init__(message, extensions={"code": self.code})


class Unauthenticated(CodedError):
    """Raised when nobody is signed in, or a token or password is wrong."""

    code = "UNAUTHENTICATED"


class Forbidden(CodedError):
    """Raised when the viewer is known and is not the kind who may ask this."""

    code = "FORBIDDEN"


class BadUserInput(CodedError):
    """Raised when an argument's value can't be used; the message says why."""

    code = "BAD_USER_INPUT"


class RateLimited(CodedError):
    """Raised when somebody tries too often: they may in ``retry_after`` seconds.

    ``extensions.retryAfter`` has them whole, and is 1 at least.
    """

    code = "RATE_LIMITED"

    def __init__(self, reason: str, *, retry_after: float) -> None:
        seconds = max(1, ceil(retry_after))
        plural = "" if seconds == 1 else "s"
        super().__init__(f"{reason}: try again in {seconds} second{plural}.")
        self.extensions = {"code": self.code, "retryAfter": seconds}


class ErrorCodes(SchemaExtension):
    """Gives every error its code, and hides what went wrong inside from clients."""

    def on_operation(self) -> Iterator[None]:
        self.is_executing = False
        yield
        context = self.execution_context
        if context.result is not None and context.result.errors:
            context.result.errors = self._coded(context.result.errors)
        if context.pre_execution_errors:
            context.pre_execution_errors = self._coded(context.pre_execution_errors)

    def on_execute(self) -> Iterator[None]:
        self.is_executing = True
        yield

    def _coded(self, errors: list[GraphQLError]) -> list[GraphQLError]:
        return [coded(error, is_executing=self.is_executing) for error in errors]


def coded(error: GraphQLError, *, is_executing: bool = True) -> GraphQLError:
    """The error with its code; what went wrong inside goes to the log alone."""
    cause = error.original_error
    if "code" in (error.extensions or {}):
        return error
    if isinstance(error, GraphQLSyntaxError):
        return _with_code(error, "GRAPHQL_PARSE_FAILED")
    if not is_executing:
        return _with_code(error, "GRAPHQL_VALIDATION_FAILED")
    if cause is None or isinstance(cause, GraphQLError):
        return _with_code(error, BadUserInput.code)
    if isinstance(cause, DataError):
        message = "A value is too large, or has a character that can't be stored."
        return _with_code(error, BadUserInput.code, message)
    logger.error("A resolver failed at %s", error.path, exc_info=cause)
    message = "Something went wrong on our side."
    return _with_code(error, CodedError.code, message)


def _with_code(
    error: GraphQLError, code: str, message: str | None = None
) -> GraphQLError:
    extensions: dict[str, Any] = {**(error.extensions or {}), "code": code}
    return GraphQLError(
        message or error.message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
