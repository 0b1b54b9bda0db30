"""Top-level errors: every one has an ``extensions.code``, and none says too much."""

import logging
from math import ceil
from typing import Any

from django.db import DataError, OperationalError
from graphql import GraphQLError

logger = logging.getLogger(__name__)


class CodedError(GraphQLError):
    """An error that a client may see; ``code`` tells programs what it is.

    ``details`` go into its extensions, beside the code.
    """

    code = "INTERNAL_SERVER_ERROR"

    def __init__(self, message: str, **details: Any) -> None:
        super().__init__(message, extensions={"code": self.code, **details})


class Unauthenticated(CodedError):
    """Raised when nobody is signed in, or a token or password is wrong."""

    code = "UNAUTHENTICATED"


class Forbidden(CodedError):
    """Raised when the viewer is known and is not the kind who may ask this."""

    code = "FORBIDDEN"


class BadUserInput(CodedError):
    """Raised when an argument's value can't be used; the message says why."""

    code = "BAD_USER_INPUT"


class Vanished(CodedError):
    """Raised when something was deleted between two statements that read it."""

    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("This was deleted while it was being read: ask again.")


class TooComplex(CodedError):
    """Raised when an operation asks for more than a limit lets it."""

    code = "QUERY_TOO_COMPLEX"


class RateLimited(CodedError):
    """Raised when somebody did something too often; it works after some seconds."""

    code = "RATE_LIMITED"

    def __init__(self, message: str, retry_after: float) -> None:
        seconds = max(1, ceil(retry_after))
        super().__init__(f"{message}: try again in {seconds} s.", retryAfter=seconds)


class Unavailable(CodedError):
    """Raised when the database is too busy, or away; the same may work later."""

    code = "SERVICE_UNAVAILABLE"


class DeadlineExceeded(CodedError):
    """Raised when an answer takes longer than it may."""

    code = "DEADLINE_EXCEEDED"


def coded(error: GraphQLError, request_id: str) -> GraphQLError:
    """The error with its code; what went wrong inside goes to the log alone.

    There, and in the answer, it has the request's id.
    """
    cause = error.original_error
    if "code" in (error.extensions or {}):
        return error
    if cause is None or isinstance(cause, GraphQLError):
        return with_code(error, BadUserInput.code)
    if isinstance(cause, DataError):
        message = "A value is too large, or has a character that can't be stored."
        return with_code(error, BadUserInput.code, message)
    logger.error("Request %s failed at %s", request_id, error.path, exc_info=cause)
    if _may_pass(cause):
        message = "The database is busy or away: try again."
        return with_code(error, Unavailable.code, message, requestId=request_id)
    message = "Something went wrong on our side."
    return with_code(error, CodedError.code, message, requestId=request_id)


def _may_pass(error: Exception) -> bool:
    """Whether the database failed for want of a connection, a lock or time."""
    if not isinstance(error, OperationalError):
        return False
    # SQLite calls everything operational, a missing table too.
    return getattr(error.__cause__, "sqlite_errorname", "SQLITE_BUSY") == "SQLITE_BUSY"


def with_code(
    error: GraphQLError, code: str, message: str | None = None, **details: Any
) -> GraphQLError:
    """The same error, at the same place, with this code."""
    extensions: dict[str, Any] = {**(error.extensions or {}), "code": code, **details}
    return GraphQLError(
        message or error.message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions=extensions,
    )
