"""From an HTTP request to its answer, after the GraphQL over HTTP specification.

:func:`handle` is synchronous: one call is one operation, in one thread. Its steps are
those of ``_answer``: who may ask at all, what is asked, whether that may run, its
answer.
"""

from collections.abc import Callable, Mapping
from http.cookies import SimpleCookie
from time import thread_time
from typing import Any, TypeVar

import orjson
from corsheaders.middleware import CorsMiddleware
from cross_web import HTTPException
from django.http import HttpRequest, HttpResponse
from graphql import OperationType

from database.loop import leave
from schema.base import patience
from schema.base.context import Context
from schema.base.errors import Forbidden
from schema.transport import graphiql
from schema.transport.media_types import GRAPHQL_RESPONSE, JSON, accepted
from schema.transport.operations import answer
from schema.transport.origins import (
    authorization_of,
    is_forged,
    is_preflighted,
    is_welcome,
    origin_of,
    session_cookies_of,
)
from schema.transport.preparing import Operation, operation_of
from schema.transport.responses import (
    CONTENT_TYPES,
    is_wrong,
    request_id_of,
    response_to,
    status_of,
    told,
    wait_of,
)

KINDS = {
    "GET": (OperationType.QUERY,),
    "POST": (OperationType.QUERY, OperationType.MUTATION),
}
LONG = 64 * 1024  # bytes of a body that takes a while to read
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
    return response_to(request, body, context)


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
        raise HTTPException(
            400, "A request and its variables are JSON objects: send one by one."
        )
    return value


def _guarded(request: Any, work: Callable[..., T], *arguments: Any) -> T | HttpResponse:
    """What ``work`` returns, or the answer to what went wrong in it."""
    request.start = thread_time() - getattr(request, "spent", 0.0)
    try:
        return work(request, *arguments)
    except Exception as error:
        status, body = told(error, request_id_of(request))
        return response_to(request, body, status=status)
    finally:
        request.spent = thread_time() - request.start
        del request.start


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
        status, body = told(error, request_id)
    headers = [
        *manner.headers,
        (b"content-type", CONTENT_TYPES[manner.media_type]),
        (b"x-request-id", request_id.encode()),
    ]
    if "data" not in body:
        status = status or status_of(body, manner.media_type)
        if wait := wait_of(body):
            headers.append((b"retry-after", wait.encode()))
        if is_wrong(body):
            context.waste(thread_time() - start)
    for cookie in (context.response_cookies or {}).values():
        headers.append((b"set-cookie", cookie.OutputString().encode("latin-1")))
    return status or 200, headers, orjson.dumps(body)
