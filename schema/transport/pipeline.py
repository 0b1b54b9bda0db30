"""From an HTTP request to its answer, after the GraphQL over HTTP specification.

:func:`handle` is synchronous: one call is one operation, in one thread.
"""

import logging
from collections.abc import Callable
from typing import Any, TypeVar

import orjson
from cross_web import DjangoHTTPRequestAdapter, HTTPException
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.sync_base_view import SyncBaseHTTPView
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from schema.base.context import Context
from schema.base.errors import BadUserInput, CodedError, Forbidden
from schema.root import schema
from schema.transport import graphiql
from schema.transport.operations import Operation, answer, execute, operation_of
from schema.transport.origins import context_of, is_welcome

logger = logging.getLogger(__name__)

JSON = "application/json"
GRAPHQL_RESPONSE = "application/graphql-response+json"
HEADERS = {
    "Cache-Control": "no-store",
    "Vary": "Accept",
    "X-Content-Type-Options": "nosniff",
}
KINDS = {
    "GET": {OperationType.QUERY},
    "POST": {OperationType.QUERY, OperationType.MUTATION},
}

T = TypeVar("T")


def handle(
    request: HttpRequest, operation: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer a request to /graphql, whatever is in it.

    ``operation`` is that of a multipart request, with its files at their places.
    """
    return _guarded(request, lambda: _answer(request, operation))


def operation_for_stream(
    request: HttpRequest,
) -> tuple[Operation, Context, set[OperationType]] | HttpResponse:
    """What a client that wants a stream of answers asks, or why it gets none."""
    return _guarded(request, lambda: _pipeline.read(request))


def refuse_visitor(request: HttpRequest) -> HttpResponse | None:
    """The answer to an upload of somebody who is not signed in; ``None`` for others."""
    return _guarded(request, lambda: _require_viewer(request))


def failure(
    request: HttpRequest | None,
    status: int,
    message: str,
    code: str = BadUserInput.code,
) -> HttpResponse:
    """An answer to a request that never became an operation."""
    response = HttpResponse(
        orjson.dumps({"errors": [{"message": message, "extensions": {"code": code}}]}),
        status=status,
        content_type=_media_type(request),
        headers=HEADERS,
    )
    if status == 405:
        is_get = request is not None and request.method == "GET"
        response["Allow"] = "POST" if is_get else "GET, POST"
    return response


def _answer(request: HttpRequest, operation: dict[str, Any] | None) -> HttpResponse:
    request.get_host()
    if graphiql.is_wanted(request):
        return graphiql.page(request)
    request.operation = operation  # type: ignore[attr-defined]
    return _pipeline.run(request)


def _require_viewer(request: HttpRequest) -> None:
    _pipeline.get_context(request, HttpResponse()).user


def _guarded(request: HttpRequest, work: Callable[[], T]) -> T | HttpResponse:
    """What ``work`` returns, or the answer to what went wrong in it."""
    try:
        return work()
    except DisallowedHost:
        return failure(request, 400, "This server is not known by that host name.")
    except HTTPException as error:
        return failure(request, error.status_code, error.reason)
    except CodedError as error:
        status = 403 if isinstance(error, Forbidden) else 401
        return failure(request, status, error.message, error.code)
    except Exception:
        logger.exception("A request failed")
        message = "Something went wrong on our side."
        return failure(request, 500, message, CodedError.code)


class RequestAdapter(DjangoHTTPRequestAdapter):
    @property
    def body(self) -> bytes:
        return self.request.body


class Pipeline(
    SyncBaseHTTPView[HttpRequest, HttpResponse, HttpResponse, Context, None]
):
    """Strawberry's view, strict about what it takes and exact in what it answers."""

    schema = schema
    graphql_ide = None
    allow_queries_via_get = True
    multipart_uploads_enabled = True
    request_adapter_class = RequestAdapter

    def should_render_graphql_ide(self, request: Any) -> bool:
        return False

    def get_root_value(self, request: HttpRequest) -> None:
        return None

    def get_context(self, request: HttpRequest, response: HttpResponse) -> Context:
        context = context_of(request, response.cookies)
        request.context = context  # type: ignore[attr-defined]
        return context

    def get_sub_response(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(content_type=_media_type(request), headers=HEADERS)

    def parse_http_body(self, request: Any) -> GraphQLRequestData:
        is_upload = request.request.operation is not None
        if request.method == "POST" and request.content_type != JSON and not is_upload:
            raise HTTPException(415, f"Send the operation as {JSON}.")
        data: Any = super().parse_http_body(request)
        operation_of(data.query, data.operation_name, data.variables)
        return data

    def parse_multipart(self, request: Any) -> dict[str, Any]:
        return request.request.operation

    def execute_single(  # type: ignore[override]
        self, request_adapter: Any, context: Context, request_data: Any, **_: Any
    ) -> ExecutionResult:
        operation = operation_of(
            request_data.query, request_data.operation_name, request_data.variables
        )
        return execute(operation, context, KINDS[request_adapter.method])

    def read(
        self, request: HttpRequest
    ) -> tuple[Operation, Context, set[OperationType]]:
        """What a request for a stream asks, who does, and what it may be."""
        if not is_welcome(request):
            raise HTTPException(403, "Pages of this origin may not ask.")
        request.operation = None  # type: ignore[attr-defined]
        adapter = self.request_adapter_class(request)
        if not self.is_request_allowed(adapter):
            raise HTTPException(405, "Send a GET or POST request.")
        data = self.parse_http_body(adapter)
        operation = operation_of(data.query, data.operation_name, data.variables)
        context = context_of(request)
        return operation, context, {*KINDS[adapter.method], OperationType.SUBSCRIPTION}

    def parse_json(self, data: str | bytes) -> dict[str, Any]:
        try:
            value = orjson.loads(data)
        except orjson.JSONDecodeError:
            raise HTTPException(400, "This is not valid JSON in UTF-8.") from None
        if not isinstance(value, dict):
            raise HTTPException(400, "A request and its variables are JSON objects.")
        return value

    def process_result(
        self, request: HttpRequest, result: ExecutionResult
    ) -> GraphQLHTTPResponse:
        body: Any = answer(result)
        return body

    def create_response(
        self, response_data: Any, sub_response: HttpResponse
    ) -> HttpResponse:
        if (
            "data" not in response_data
            and GRAPHQL_RESPONSE in sub_response.headers["Content-Type"]
        ):
            sub_response.status_code = 400
        sub_response.content = orjson.dumps(response_data)
        return sub_response

    def render_graphql_ide(self, request: HttpRequest) -> HttpResponse:
        raise NotImplementedError("handle() does this before the pipeline.")


_pipeline = Pipeline()


def _media_type(request: HttpRequest | None) -> str:
    """What the client accepts of the two, JSON for one that does not say."""
    wanted = request and request.get_preferred_type([GRAPHQL_RESPONSE, JSON])
    accepts_all = request is None or "*/*" in request.headers.get("Accept", "*/*")
    return f"{JSON if accepts_all or not wanted else wanted}; charset=utf-8"
