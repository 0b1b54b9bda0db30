"""From an HTTP request to its answer, after the GraphQL over HTTP specification.

:func:`handle` is synchronous: one call is one operation, in one thread. Its steps are
those of ``_answer``: who may ask at all, what is asked, whether that may run, its
answer.
"""

import re
from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from typing import Any, TypeVar
from uuid import uuid4

import orjson
from corsheaders.middleware import CorsMiddleware
from cross_web import HTTPException
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from graphql import GraphQLError, OperationType

from schema.base.context import Context
from schema.base.errors import BadUserInput, CodedError, Forbidden, coded
from schema.transport import graphiql
from schema.transport.operations import Answer, Operation, answer, operation_of
from schema.transport.origins import (
    authorization_of,
    is_forged,
    is_preflighted,
    is_welcome,
    origin_of,
    session_cookies_of,
)

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
# Clients may name the charset as well; the first goes to who takes all alike.
OFFERED = {
    f"{media_type}; charset={charset}": media_type
    for media_type in (JSON, GRAPHQL_RESPONSE)
    for charset in ("utf-8", "UTF-8")
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
REQUEST_ID = re.compile(r"[A-Za-z0-9_.\-]{1,64}")

T = TypeVar("T")


def handle(
    request: HttpRequest, operation: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer a request to /graphql, whatever is in it.

    ``operation`` is that of a multipart request, with its files at their places.
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
        is_good = REQUEST_ID.fullmatch(given)
        request.own_id = given if is_good else uuid4().hex  # type: ignore[attr-defined]
    return request.own_id  # type: ignore[attr-defined]


def failure(
    request: HttpRequest,
    status: int,
    message: str,
    code: str = BadUserInput.code,
    **details: Any,
) -> HttpResponse:
    """An answer to a request that never became an operation."""
    extensions = {"code": code, **details}
    body = {"errors": [{"message": message, "extensions": extensions}]}
    response = _response(request, body)
    response.status_code = status
    if status == 405:
        response["Allow"] = "POST" if request.method == "GET" else "GET, POST"
    return response


def _answer(request: HttpRequest, operation: dict[str, Any] | None) -> HttpResponse:
    context = context_of(request)
    if graphiql.is_wanted(request):
        return graphiql.page(request)
    if _media_type(request) is None:
        raise HTTPException(406, f"Accept {JSON} or {GRAPHQL_RESPONSE}.")
    kinds = _kinds(request)
    asked = operation_of(_parameters(request) if operation is None else operation)
    _check_origin(request)
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
    _check_origin(request)
    context.user


def _kinds(request: HttpRequest) -> tuple[OperationType, ...]:
    if request.method not in KINDS:
        raise HTTPException(405, "Send a GET or POST request.")
    return KINDS[request.method]


def _check_origin(request: HttpRequest) -> None:
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
    if request.headers.get("Content-Encoding", "identity") != "identity":
        raise HTTPException(415, "Send the body as it is, without an encoding.")
    if request.content_type != JSON:
        raise HTTPException(415, f"Send the operation as {JSON}.")
    if (request.content_params or {}).get("charset", "utf-8").lower() != "utf-8":
        raise HTTPException(415, "Send JSON in UTF-8.")
    return _object(request.body)


def _object(text: bytes) -> dict[str, Any]:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise HTTPException(400, "This is not valid JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise HTTPException(400, "A request and its variables are JSON objects.")
    return value


def _guarded(
    request: HttpRequest, work: Callable[..., T], *arguments: Any
) -> T | HttpResponse:
    """What ``work`` returns, or the answer to what went wrong in it."""
    try:
        return work(request, *arguments)
    except DisallowedHost:
        return failure(request, 400, "This server is not known by that host name.")
    except SuspiciousOperation:  # such as a thousand parameters
        return failure(request, 400, "The request has too many parts.")
    except HTTPException as error:
        return failure(request, error.status_code, error.reason)
    except CodedError as error:
        status = (STATUSES | STATUSES_OF_ALL).get(error.code, 400)
        return failure(request, status, error.message, error.code)
    except Exception as error:
        cause = GraphQLError(str(error), original_error=error)
        told = coded(cause, request_id_of(request))
        return _response(request, {"errors": [told.formatted]})


def _response(
    request: HttpRequest, body: Answer, context: Context | None = None
) -> HttpResponse:
    media_type = _media_type(request) or JSON
    response = HttpResponse(
        orjson.dumps(body), content_type=f"{media_type}; charset=utf-8", headers=HEADERS
    )
    if "data" not in body:
        extensions = body["errors"][0]["extensions"]
        code = extensions["code"]
        otherwise = STATUSES.get(code, 400) if media_type == GRAPHQL_RESPONSE else 200
        response.status_code = STATUSES_OF_ALL.get(code, otherwise)
        if "retryAfter" in extensions:
            response["Retry-After"] = str(extensions["retryAfter"])
    response["X-Request-Id"] = request_id_of(request)
    if context is not None:
        response.cookies = context.response_cookies or response.cookies
    return response


def _media_type(request: HttpRequest) -> str | None:
    """What the client accepts of the two, JSON for one that does not say."""
    return OFFERED.get(request.get_preferred_type([*OFFERED]) or "")
