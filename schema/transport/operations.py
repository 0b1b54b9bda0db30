"""One operation, whatever carried it here: its answer, or its answers as they come."""

import logging
import re
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from dataclasses import replace
from time import perf_counter
from typing import Any

from cross_web import HTTPException
from django.conf import settings
from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationType,
    create_source_event_stream,
)
from strawberry.types import ExecutionResult as Executed

from database.executing import recover
from database.loop import leave, prove
from schema.base.context import Context
from schema.base.errors import (
    BadUserInput,
    DeadlineExceeded,
    Vanished,
    coded,
    with_code,
)
from schema.base.threads import run_in_thread
from schema.root import schema
from schema.transport import metrics
from schema.transport.debug import recorded
from schema.transport.preparing import (
    EVERY_KIND,
    Operation,
    Prepared,
    Refused,
    charge_event,
    prepare,
)

logger = logging.getLogger(__name__)

SEND_TIMEOUT = 30.0  # seconds after which a client that does not read is left
SUGGESTION = re.compile(r" Did you mean .*\?$", re.DOTALL)

Answer = dict[str, Any]


def run(prepared: Prepared, context: Context, event: Any = None) -> Answer:
    """Run it in this thread; of a subscription, what it has to say of one ``event``."""
    start = perf_counter()
    body = _run_by_plan(prepared, context) or _run_by_core(prepared, context, event)
    prove()  # or it is done again, and counted then
    metrics.ran(prepared.kind.value, body, start)
    return body


def _run_by_plan(prepared: Prepared, context: Context) -> Answer | None:
    """The answer of an operation that has a plan which works."""
    if prepared.kind is OperationType.SUBSCRIPTION or not settings.GRAPHQL_PLAN_FROM:
        return None
    planned = prepared.document.planned[prepared.name]
    with recorded() as statements:
        data = planned.answer(context, prepared.variables)
    if data is None:
        return None
    told = {"execution": "plan", **statements.told()}
    return _with_extensions({"data": data}, context, told)


def _run_by_core(prepared: Prepared, context: Context, event: Any) -> Answer:
    leave()
    context.document = prepared.document.node
    with recorded() as statements:
        result = _executed(prepared, context, event)
        if _may_fare_better(prepared, result):
            logger.warning(
                "Request %s begins again after %s", context.request_id, result.errors
            )
            context.forget_viewer()
            result = _executed(prepared, context, event)
    body: Answer = {"data": result.data}
    if result.errors:
        errors = [coded(error, context.request_id) for error in result.errors]
        body["errors"] = _formatted(errors, context)
        if result.data is None and not any(error.path for error in errors):
            del body["data"]  # no field was resolved
    return _with_extensions(body, context, {"execution": "core", **statements.told()})


def _executed(prepared: Prepared, context: Context, event: Any) -> Executed:
    return schema.execute_sync(
        "{}",  # what runs is the context's document
        variable_values=prepared.variables,
        operation_name=prepared.name,
        context_value=context,
        root_value=event,
    )


def _may_fare_better(prepared: Prepared, result: Executed) -> bool:
    """Whether only reading failed, for a cause that is no more."""
    if not result.errors or prepared.kind is OperationType.MUTATION:
        return False
    causes = [error.original_error for error in result.errors]
    if any(isinstance(cause, DeadlineExceeded) for cause in causes):
        return False
    has_ended = recover()
    # An event keeps what was read of it.
    is_query = prepared.kind is OperationType.QUERY
    return has_ended or is_query and any(isinstance(one, Vanished) for one in causes)


def refusal(refused: Refused, context: Context) -> Answer:
    """The answer to an operation that did not run."""
    errors = _formatted(refused.errors, context)
    return metrics.refused(_with_extensions({"errors": errors}, context))


def answer(
    operation: Operation, context: Context, kinds: Collection[OperationType]
) -> Answer:
    """The answer to a query or mutation. Raises ``HTTPException`` as above."""
    try:
        return run(prepare(operation, context, kinds), context)
    except Refused as refused:
        return refusal(refused, context)


async def answers(
    operation: Operation,
    context: Context,
    kinds: Collection[OperationType] = EVERY_KIND,
) -> AsyncGenerator[Answer, None]:
    """The answer to a query or mutation, or those to a subscription until it ends.

    One without ``data`` is a refusal, and the last.
    """

    def respond(event: Any = None) -> Answer:
        own = replace(context)
        if prepared.kind is OperationType.SUBSCRIPTION:
            charge_event(own)
        body = run(prepared, own, event)
        context.not_before = own.not_before
        return body

    try:
        prepared = await run_in_thread(prepare, operation, context, kinds)
        if prepared.kind is not OperationType.SUBSCRIPTION:
            body = await run_in_thread(respond)
            await context.wait()
            yield body
            return
        async with aclosing(_events(prepared, context)) as events:
            async for event in events:
                yield await run_in_thread(respond, event)
    except Refused as refused:
        body = await run_in_thread(refusal, refused, context)
        await context.wait()
        yield body
    except HTTPException as error:
        await context.wait()
        yield metrics.refused({"errors": [BadUserInput(error.reason).formatted]})
    except Exception as error:
        if not isinstance(error, GraphQLError):
            error = GraphQLError(str(error), original_error=error)
        formatted = coded(error, context.request_id).formatted
        yield metrics.refused({"errors": [formatted]})


async def _events(prepared: Prepared, context: Context) -> AsyncGenerator[Any, None]:
    """What the subscription's root field yields."""
    try:
        source = await create_source_event_stream(
            schema._schema,
            prepared.document.node,
            context_value=context,
            variable_values=prepared.variables,
            operation_name=prepared.name,
        )
    except (KeyError, RuntimeError):  # no field was left to iterate over
        reason = (
            "A subscription has one field, which @skip and @include can't leave out."
        )
        raise BadUserInput(reason) from None
    if isinstance(source, ExecutionResult):
        raise Refused(
            *(coded(error, context.request_id) for error in source.errors or [])
        )
    async with aclosing(source):  # type: ignore[type-var]
        async for event in source:
            yield event


def _formatted(errors: Collection[GraphQLError], context: Context) -> list[Any]:
    """The errors as clients see them; who may not introspect gets no hints."""
    if any(" Did you mean " in error.message for error in errors):
        if not context.is_trusted:
            errors = [
                with_code(
                    error,
                    (error.extensions or {})["code"],
                    SUGGESTION.sub("", error.message),
                )
                for error in errors
            ]
    return [error.formatted for error in errors]


def _with_extensions(
    body: Answer, context: Context, extensions: Mapping[str, Any] | None = None
) -> Answer:
    own = {"cost": context.cost} if context.cost else {}
    if own or extensions:
        body["extensions"] = {**(extensions or {}), **own}
    return body
