"""From an HTTP request to its answer, after the GraphQL over HTTP specification.

:func:`handle` is synchronous: one call is one operation, in one thread. Its steps are
those of ``_answer``: who may ask at all, what is asked, whether that may run, its
answer.
"""

import re
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from random import getrandbits
from time import thread_time
from typing import Any, TypeVar

import orjson
from corsheaders.middleware import CorsMiddleware
from cross_web import HTTPException
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from graphql import GraphQLError, OperationType

from database.loop import leave
from schema.base import patience
from schema.base.context import Context
from schema.base.errors import BadUserInput, CodedError, Forbidden, coded
from schema.transport import graphiql
from schema.transport.media_types import GRAPHQL_RESPONSE, JSON, accepted
from schema.transport.operations import Answer, Operation, answer, operation_of
from schema.transport.origins import (
    authorization_of,
    is_forged,
    is_preflighted,
    is_welcome,
    origin_of,
    session_cookies_of,
)
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
KINDS = {
    "GET": (OperationType.QUERY,),
    "POST": (OperationType.QUERY, OperationType.MUTATION),
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
LONG = 64 * 1024  # bytes of a body that takes a while to read
REQUEST_ID = re.compile(r"[A-Za-z0-9_.\-]{1,64}")

T = TypeVar("T")
Reader = Callable[[], dict[str, Any]]


def handle(request: HttpRequest, operation: Reader | None = None) -> HttpResponse:
    """Answer a request to /graphql, whatever is in it.

    ``operation`` returns that of a multipart request, with its files at their places.
    """
    return with_cors(request, lambda: _guarded(request, _answer, operation))


def operation_for_stream(
    request: HttpRequest,
) -> tuple[Operation, Context, tuple[OperationType, ...]] | HttpResponse:
    """What a client that wants a stream of answers asks, or why it gets none."""
    return _guarded(request, _read_for_stream)


def refuse_upload(request: HttpRequest) -> HttpResponse | None:
    """The answer to an upload that is not to be read; ``None`` for others."""
    return _guarded(request, _check_upload)


def refuse_piece(
    request: HttpRequest, feed: Callable[[bytes], None], piece: bytes
) -> HttpResponse | None:
    """The answer to an upload in whose next piece something is wrong."""
    return _guarded(request, lambda _: feed(piece))


def with_cors(request: HttpRequest, work: Callable[[], HttpResponse]) -> HttpResponse:
    """The response with what a browser must know to give it to a page elsewhere."""
    response: Any = CorsMiddleware(lambda _: work())(request)
    return response


def context_of(request: HttpRequest) -> Context:
    """Who asks, and how; it is the request's ``context`` from then on."""
    context = Context(
        authorization_of(request),
        origin_of(request),
        request.META.get("REMOTE_ADDR", ""),
        cookies=session_cookies_of(request),
    )
    context.request_id = request_id_of(request)
    request.context = context  # type: ignore[attr-defined]
    return context


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
    return _response(request, _refusal(message, code, **details), status=status)


def _answer(request: HttpRequest, operation: Reader | None) -> HttpResponse:
    context = context_of(request)
    if graphiql.is_wanted(request):
        return graphiql.page(request)
    if accepted(request) is None:
        raise HTTPException(406, f"Accept {JSON} or {GRAPHQL_RESPONSE}.")
    kinds = _kinds(request)
    asked = operation_of(_parameters(request) if operation is None else operation())
    check_origin(request)
    if is_welcome(request):
        context.response_cookies = SimpleCookie()
    body = answer(asked, context, kinds)
    return _response(request, body, context)


def _read_for_stream(
    request: HttpRequest,
) -> tuple[Operation, Context, tuple[OperationType, ...]]:
    context = context_of(request)
    if not is_welcome(request):
        raise Forbidden("Pages of this origin may not ask.")
    kinds = _kinds(request)
    operation = operation_of(_parameters(request))
    return operation, context, (*kinds, OperationType.SUBSCRIPTION)


def _check_upload(request: HttpRequest) -> None:
    """Only who is signed in may fill our disk."""
    context = context_of(request)
    check_origin(request)
    context.user


def _kinds(request: HttpRequest) -> tuple[OperationType, ...]:
    if request.method not in KINDS:
        raise HTTPException(405, "Send a GET or POST request.")
    return KINDS[request.method]


def check_origin(request: HttpRequest) -> None:
    """Refuse what a foreign page can make a browser send without asking us first.

    And what it sends with the browser's cookies, should that have let it.
    """
    if is_forged(request):
        raise Forbidden("Pages of this origin may not use this site's cookies.")
    if not is_preflighted(request):
        raise Forbidden(
            "Send the header “GraphQL-Require-Preflight: 1”, or a POST request with "
            f"the content type {JSON}: pages of other sites can't, unless they may."
        )


def _parameters(request: HttpRequest) -> Mapping[str, Any]:
    """The parameters of the request, from its query string or its body."""
    if request.method == "GET":
        given = request.GET.dict()
        objects = {
            name: _object(text.encode(errors="replace"))
            for name in ("variables", "extensions")
            if (text := given.pop(name, "")) not in ("", "null")
        }
        return {name: text or None for name, text in given.items()} | objects
    check_json(request)
    if len(request.body) > LONG:
        patience.check(request.context.caller)  # type: ignore[attr-defined]
    return _object(request.body)


def check_json(request: HttpRequest) -> None:
    """Raise ``HTTPException`` where the body is said to be something else."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise HTTPException(415, "Send the body as it is, without an encoding.")
    if request.content_type != JSON:
        raise HTTPException(415, f"Send the operation as {JSON}.")
    if (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
        raise HTTPException(415, "Send JSON in UTF-8.")


def _object(text: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise HTTPException(400, "This is not valid JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise HTTPException(400, "A request and its variables are JSON objects.")
    return value


def _guarded(request: Any, work: Callable[..., T], *arguments: Any) -> T | HttpResponse:
    """What ``work`` returns, or the answer to what went wrong in it."""
    request.start = thread_time() - getattr(request, "spent", 0.0)
    try:
        return work(request, *arguments)
    except Exception as error:
        status, body = _told(error, request_id_of(request))
        return _response(request, body, status=status)
    finally:
        request.spent = thread_time() - request.start
        del request.start


def _told(error: Exception, request_id: str) -> tuple[int | None, Answer]:
    """The answer to a request that failed, with its status where that is certain."""
    if isinstance(error, DisallowedHost):
        return 400, _refusal("This server is not known by that host name.")
    if isinstance(error, SuspiciousOperation):  # such as a thousand parameters
        return 400, _refusal("The request has too many parts.")
    if isinstance(error, HTTPException):
        return error.status_code, _refusal(error.reason)
    if isinstance(error, CodedError):
        status = (STATUSES | STATUSES_OF_ALL).get(error.code, 400)
        return status, {"errors": [error.formatted]}
    cause = GraphQLError(str(error), original_error=error)
    return None, {"errors": [coded(cause, request_id).formatted]}


def _refusal(message: str, code: str = BadUserInput.code, **details: Any) -> Answer:
    return {"errors": [{"message": message, "extensions": {"code": code, **details}}]}


def answer_to(manner: Any, text: bytes, context: Context) -> Any:
    """The whole answer to a usual request: its status, headers and body.

    See :mod:`.manners`.
    """
    start = thread_time()
    request_id, status = context.request_id, None
    try:
        body = answer(operation_of(_object(text)), context, KINDS["POST"])
    except Exception as error:
        leave()
        status, body = _told(error, request_id)
    headers = [
        *manner.headers,
        (b"content-type", CONTENT_TYPES[manner.media_type]),
        (b"x-request-id", request_id.encode()),
    ]
    if "data" not in body:
        status = status or _status(body, manner.media_type)
        if wait := _wait(body):
            headers.append((b"retry-after", wait.encode()))
        if _is_wrong(body):
            context.waste(thread_time() - start)
    for cookie in (context.response_cookies or {}).values():
        headers.append((b"set-cookie", cookie.OutputString().encode("latin-1")))
    return status or 200, headers, orjson.dumps(body)


def _response(
    request: HttpRequest,
    body: Answer,
    context: Context | None = None,
    status: int | None = None,
) -> HttpResponse:
    media_type = accepted(request) or JSON
    response = HttpResponse(
        orjson.dumps(body), content_type=f"{media_type}; charset=utf-8", headers=HEADERS
    )
    if "data" not in body:
        response.status_code = status or _status(body, media_type)
        if wait := _wait(body):
            response["Retry-After"] = wait
        _waste(request, body)
    if status == 405:
        response["Allow"] = "POST" if request.method == "GET" else "GET, POST"
    response["X-Request-Id"] = request_id_of(request)
    if context is not None:
        response.cookies = context.response_cookies or response.cookies
    return response


def _status(body: Answer, media_type: str) -> int:
    """The status of an answer without data."""
    code = body["errors"][0]["extensions"]["code"]
    otherwise = STATUSES.get(code, 400) if media_type == GRAPHQL_RESPONSE else 200
    return STATUSES_OF_ALL.get(code, otherwise)


def _wait(body: Answer) -> str:
    """In how many seconds to try again, where the answer says so."""
    return str(body["errors"][0]["extensions"].get("retryAfter", ""))


def _is_wrong(body: Answer) -> bool:
    """Whether no client is told this that does all as it should."""
    code: str = body["errors"][0]["extensions"]["code"]
    return code != PersistedQueryNotFound.code


def _waste(request: HttpRequest, body: Answer) -> None:
    """Have the answer wait for what it took this thread to find out that it is one."""
    context: Context | None = getattr(request, "context", None)
    start: float | None = getattr(request, "start", None)
    if context and start is not None and _is_wrong(body):
        context.waste(thread_time() - start)
