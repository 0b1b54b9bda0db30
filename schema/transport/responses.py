"""How answers are told: their status, headers and body."""

import re
from random import getrandbits
from time import thread_time
from typing import Any

import orjson
from cross_web import HTTPException
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from graphql import GraphQLError

from schema.base.context import Context
from schema.base.errors import BadUserInput, CodedError, Unavailable, coded
from schema.transport import metrics
from schema.transport.media_types import GRAPHQL_RESPONSE, JSON, accepted
from schema.transport.operations import Answer
from schema.transport.persisted import PersistedQueryNotFound

CONTENT_TYPES = {
    media_type: f"{media_type}; charset=utf-8".encode()
    for media_type in (JSON, GRAPHQL_RESPONSE)
}
HEADERS = {
    "Cache-Control": "no-store",
    "Vary": "Accept, Origin",
    "X-Content-Type-Options": "nosniff",
}
# Of an answer without data. What the older media type says is 200 all the same, but
# for these: they are about the request, and not about its document.
STATUSES = {"UNAUTHENTICATED": 401, "FORBIDDEN": 403, "PERSISTED_QUERY_NOT_FOUND": 200}
STATUSES_OF_ALL = {
    "RATE_LIMITED": 429,
    "INTERNAL_SERVER_ERROR": 500,
    "SERVICE_UNAVAILABLE": 503,
    "DEADLINE_EXCEEDED": 503,
}
REQUEST_ID = re.compile(r"[A-Za-z0-9_.\-]{1,64}")


def request_id_of(request: HttpRequest) -> str:
    """The id that the client gave the request, or the one that it gets here."""
    if not hasattr(request, "own_id"):
        given = request.headers.get("X-Request-Id", "")
        request.own_id = request_id(given)  # type: ignore[attr-defined]
    return request.own_id  # type: ignore[attr-defined]


def request_id(given: str) -> str:
    """The id that a request was given where it is one, else a new one."""
    return given if REQUEST_ID.fullmatch(given) else new_request_id()


def new_request_id() -> str:
    """One that no other request has; it is no secret."""
    return f"{getrandbits(128):032x}"


def failure(
    request: HttpRequest,
    status: int,
    message: str,
    code: str = BadUserInput.code,
    **details: Any,
) -> HttpResponse:
    """An answer to a request that never became an operation."""
    body = metrics.refused(one_error(message, code, **details))
    return response_to(request, body, status=status)


def told(error: Exception, request_id: str) -> tuple[int | None, Answer]:
    """The answer to a request that failed, with its status where that is certain."""
    status, body = _told(error, request_id)
    return status, metrics.refused(body)


def _told(error: Exception, request_id: str) -> tuple[int | None, Answer]:
    if isinstance(error, DisallowedHost):
        return 400, one_error("This server is not known by that host name.")
    if isinstance(error, SuspiciousOperation):  # such as a thousand parameters
        return 400, one_error("The request has too many parts.")
    if isinstance(error, HTTPException):
        return error.status_code, one_error(error.reason)
    if isinstance(error, CodedError):
        status = (STATUSES | STATUSES_OF_ALL).get(error.code, 400)
        return status, {"errors": [error.formatted]}
    cause = GraphQLError(str(error), original_error=error)
    return None, {"errors": [coded(cause, request_id).formatted]}


def one_error(message: str, code: str = BadUserInput.code, **details: Any) -> Answer:
    return {"errors": [{"message": message, "extensions": {"code": code, **details}}]}


def response_to(
    request: HttpRequest,
    body: Answer,
    context: Context | None = None,
    status: int | None = None,
) -> HttpResponse:
    """The answer as it goes out, and is waited for where it was wasted work."""
    media_type = accepted(request) or JSON
    response = HttpResponse(
        orjson.dumps(body), content_type=f"{media_type}; charset=utf-8", headers=HEADERS
    )
    if "data" not in body:
        response.status_code = status or status_of(body, media_type)
        if wait := wait_of(body):
            response["Retry-After"] = wait
        _waste(request, body)
    if status == 405:
        response["Allow"] = "POST" if request.method == "GET" else "GET, POST"
    response["X-Request-Id"] = request_id_of(request)
    if context is not None:
        response.cookies = context.response_cookies or response.cookies
    return response


def status_of(body: Answer, media_type: str) -> int:
    """The status of an answer without data."""
    code = body["errors"][0]["extensions"]["code"]
    otherwise = STATUSES.get(code, 400) if media_type == GRAPHQL_RESPONSE else 200
    return STATUSES_OF_ALL.get(code, otherwise)


def wait_of(body: Answer) -> str:
    """In how many seconds to try again, where the answer says so."""
    return str(body["errors"][0]["extensions"].get("retryAfter", ""))


def is_wrong(body: Answer) -> bool:
    """Whether no client is told this that does all as it should."""
    code: str = body["errors"][0]["extensions"]["code"]
    return code not in (PersistedQueryNotFound.code, Unavailable.code)


def _waste(request: HttpRequest, body: Answer) -> None:
    """Have the answer wait for what it took this thread to find out that it is one."""
    context: Context | None = getattr(request, "context", None)
    start: float | None = getattr(request, "start", None)
    if context and start is not None and is_wrong(body):
        context.waste(thread_time() - start)
