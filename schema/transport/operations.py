"""One operation, whatever carried it here: its answer, or its answers as they come."""

import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

from cross_web import HTTPException
from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    create_source_event_stream,
    parse,
)
from strawberry.exceptions import MissingQueryError
from strawberry.http import process_result
from strawberry.schema.exceptions import (
    CannotGetOperationTypeError,
    InvalidOperationTypeError,
)
from strawberry.types.execution import ExecutionResult as Result
from strawberry.types.graphql import OperationType

from schema.base.context import Context
from schema.base.errors import BadUserInput, coded
from schema.base.live import CHECK_ONLY
from schema.base.threads import run_in_thread
from schema.root import schema

logger = logging.getLogger(__name__)

Answer = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """A GraphQL document, with what else a client says of how to run it."""

    query: str
    variables: dict[str, Any] | None = None
    name: str | None = None


def operation_of(query: Any, name: Any = None, variables: Any = None) -> Operation:
    """The operation that a client sent. Raises ``HTTPException``."""
    if not isinstance(query, str) or not query:
        raise HTTPException(400, "Send a GraphQL document as `query`.")
    if not isinstance(name, str | None):
        raise HTTPException(400, "`operationName` must be a string.")
    if not isinstance(variables, dict | None):
        raise HTTPException(400, "`variables` must be an object.")
    return Operation(query, variables, name or None)


def execute(
    operation: Operation,
    context: Context,
    kinds: Iterable[OperationType] = OperationType,
    event: Any = None,
) -> Result:
    """Run it in this thread; of a subscription, what it has to say of one ``event``.

    Raises ``HTTPException`` for an operation that is not there, or of another kind.
    """
    try:
        return schema.execute_sync(
            operation.query,
            variable_values=operation.variables,
            operation_name=operation.name,
            context_value=context,
            root_value=event,
            allowed_operation_types=kinds,
        )
    except MissingQueryError:
        raise HTTPException(400, "Send a GraphQL document as `query`.") from None
    except CannotGetOperationTypeError as error:
        raise HTTPException(400, error.as_http_error_reason()) from None
    except InvalidOperationTypeError as refused:
        if refused.operation_type is OperationType.SUBSCRIPTION:
            reason = "Subscriptions need a WebSocket, server-sent events or multipart."
            raise HTTPException(400, reason) from None
        raise HTTPException(405, "A GET request runs queries only: use POST.") from None


def answer(result: Result) -> Answer:
    """What the client gets; without ``data`` where no field was resolved."""
    result.errors = result.errors and [coded(error) for error in result.errors]
    body: Any = process_result(result)
    errors = body.get("errors")
    if body["data"] is None and errors and not any("path" in one for one in errors):
        del body["data"]
    return body


async def answers(
    operation: Operation,
    context: Context,
    kinds: Iterable[OperationType] = OperationType,
) -> AsyncGenerator[Answer, None]:
    """The answer to a query or mutation, or those to a subscription until it ends.

    One without ``data`` is a refusal, and the last.
    """

    def respond(event: Any, document: DocumentNode | None = None) -> Answer | None:
        own = replace(context, document=document)
        result = execute(operation, own, kinds, event)
        context.not_before = own.not_before
        # A subscription that is only checked, and found good, has neither.
        return answer(result) if result.data is not None or result.errors else None

    try:
        first = await run_in_thread(respond, CHECK_ONLY)
        if first is not None:
            await context.wait()
            yield first
            return
        document = parse(operation.query)
        async with aclosing(_events(operation, document, context)) as events:
            async for event in events:
                body = await run_in_thread(respond, event, document)
                assert body is not None
                yield body
    except HTTPException as error:
        yield {"errors": [BadUserInput(error.reason).formatted]}
    except GraphQLError as error:
        yield {"errors": [coded(error).formatted]}
    except Exception as error:
        cause = GraphQLError(str(error), original_error=error)
        yield {"errors": [coded(cause).formatted]}


async def _events(
    operation: Operation, document: DocumentNode, context: Context
) -> AsyncGenerator[Any, None]:
    """What the subscription's root field yields."""
    try:
        source = await create_source_event_stream(
            schema._schema,
            document,
            context_value=context,
            variable_values=operation.variables,
            operation_name=operation.name,
        )
    except (KeyError, RuntimeError):  # no field was left to iterate over
        reason = (
            "A subscription has one field, which @skip and @include can't leave out."
        )
        raise BadUserInput(reason) from None
    if isinstance(source, ExecutionResult):
        raise (source.errors or [])[0]
    async with aclosing(source):  # type: ignore[type-var]
        async for event in source:
            yield event
