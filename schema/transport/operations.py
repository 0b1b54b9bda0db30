"""One operation, whatever carried it here: its answer, or its answers as they come."""

import re
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass, replace
from time import thread_time
from typing import Any

from cross_web import HTTPException
from django.conf import settings
from graphql import (
    ExecutionResult,
    GraphQLError,
    OperationType,
    create_source_event_stream,
)

from database.loop import leave
from schema.base.context import Context
from schema.base.errors import BadUserInput, CodedError, TooComplex, coded, with_code
from schema.base.threads import run_in_thread
from schema.root import schema
from schema.transport import budget, persisted
from schema.transport.debug import recorded
from schema.transport.documents import Document
from schema.transport.limits import check_variables
from schema.transport.reading import read

SEND_TIMEOUT = 30.0  # seconds after which a client that does not read is left
WRONG = 100  # points of a document that is refused, which took time to find out
SMALL = 250  # points of an operation for which others may wait
SMALL_EVENT = 10  # points of an event of a subscription that goes free
EVERY_KIND = tuple(OperationType)
SUGGESTION = re.compile(r" Did you mean .*\?$", re.DOTALL)

Answer = dict[str, Any]


@dataclass(frozen=True)
class Operation:
    """A GraphQL document, with what else a client says of how to run it.

    In place of the document there may be its ``hash``, by which it is kept here.
    """

    query: str = ""
    variables: dict[str, Any] | None = None
    name: str | None = None
    hash: str | None = None


@dataclass(frozen=True)
class Prepared:
    """An operation that was found good, and whose cost was taken."""

    document: Document
    name: str | None
    variables: dict[str, Any]

    @property
    def kind(self) -> OperationType:
        return self.document.operations[self.name].operation


class Refused(Exception):
    """Raised where an operation does not run; ``errors`` say why."""

    def __init__(self, *errors: GraphQLError) -> None:
        super().__init__(*errors)
        self.errors = errors


def operation_of(request: Mapping[str, Any]) -> Operation:
    """The operation of a request's parameters. Raises ``HTTPException``.

    They are those of the GraphQL over HTTP specification, with ``documentId`` after
    its appendix and ``extensions.persistedQuery`` after Apollo's protocol.
    """
    query, name = request.get("query"), request.get("operationName")
    variables, extensions = request.get("variables"), request.get("extensions")
    if not isinstance(query, str | None):
        raise HTTPException(400, "`query` must be a string.")
    if not isinstance(name, str | None):
        raise HTTPException(400, "`operationName` must be a string.")
    if not isinstance(variables, dict | None):
        raise HTTPException(400, "`variables` must be an object.")
    if not isinstance(extensions, dict | None):
        raise HTTPException(400, "`extensions` must be an object.")
    hash = persisted.hash_of(request.get("documentId"), extensions or {})
    if not query and hash is None:
        raise HTTPException(400, "Send a GraphQL document as `query`.")
    return Operation(query or "", variables, name or None, hash)


def prepare(
    operation: Operation,
    context: Context,
    kinds: Collection[OperationType] = EVERY_KIND,
) -> Prepared:
    """Check all that can be checked before it runs, and take its cost.

    That of a subscription is taken with each event.

    Raises :class:`Refused`, and ``HTTPException`` for an operation that is good, but
    not of the ``kinds`` that may come by this way.
    """
    start = thread_time()
    try:
        return _prepare(operation, context, kinds)
    except (Refused, HTTPException) as error:
        leave()
        if not _belongs_to_a_protocol(error):
            context.waste(thread_time() - start)
        raise


def _prepare(
    operation: Operation, context: Context, kinds: Collection[OperationType]
) -> Prepared:
    try:
        document = read(persisted.text_of(operation.query, operation.hash), context)
        if document.errors:
            leave()
            budget.spend(context.caller, WRONG)
            raise Refused(*document.errors)
        if document.introspects and not context.is_trusted:
            raise BadUserInput("Introspection is switched off for the public.")
        name = document.name_of(operation.name)
        variables = operation.variables or {}
        check_variables(variables)
        prepared = Prepared(document, name, variables)
        _check_kind(prepared.kind, kinds)
        persisted.keep(operation.query, operation.hash)
        _check_cost(prepared, context)
        if prepared.kind is not OperationType.SUBSCRIPTION:
            _charge(context)
    except CodedError as error:
        raise Refused(error) from None
    return prepared


def _belongs_to_a_protocol(error: Exception) -> bool:
    """Whether clients who do nothing wrong are told this now and then."""
    return isinstance(error, Refused) and any(
        isinstance(one, persisted.PersistedQueryNotFound) for one in error.errors
    )


def _check_kind(kind: OperationType, kinds: Collection[OperationType]) -> None:
    if kind in kinds:
        return
    if kind is OperationType.SUBSCRIPTION:
        reason = "Subscriptions need a WebSocket, server-sent events or multipart."
        raise HTTPException(400, reason)
    raise HTTPException(405, "A GET request runs queries only: use POST.")


def _check_cost(prepared: Prepared, context: Context) -> None:
    points = prepared.document.prices[prepared.name](prepared.variables)
    maximum = settings.GRAPHQL_MAX_COST
    context.cost = {"requested": points, "maximum": maximum}
    if points > SMALL or not prepared.document.may_begin_twice(prepared.name):
        leave()
    if points > maximum:
        raise TooComplex(
            f"The operation costs {points:,} points, and at most {maximum:,} are "
            "possible: ask for smaller pages, or for less in each object."
        )


def _charge(context: Context) -> None:
    """Take what it costs from its caller, once. Raises :class:`RateLimited`."""
    assert context.cost is not None
    points = context.cost["requested"]
    context.charged = context.charged or budget.spend(context.caller, points)
    context.cost = context.cost | {"throttle": context.charged}


def _charge_event(context: Context) -> None:
    """Each event is work; one as small as most is told faster than it is counted."""
    if context.cost and context.cost["requested"] > SMALL_EVENT:
        _charge(context)


def run(prepared: Prepared, context: Context, event: Any = None) -> Answer:
    """Run it in this thread; of a subscription, what it has to say of one ``event``."""
    with recorded() as statements:
        data = _planned(prepared, context)
    if data is None:
        leave()
    else:
        told = {"execution": "plan", **statements.told()}
        return _with_extensions({"data": data}, context, told)
    context.document = prepared.document.node
    result = schema.execute_sync(
        "{}",  # what runs is the context's document
        variable_values=prepared.variables,
        operation_name=prepared.name,
        context_value=context,
        root_value=event,
    )
    body: Answer = {"data": result.data}
    if result.errors:
        body["errors"] = _formatted(result.errors, context)
        if result.data is None and not any(error.path for error in result.errors):
            del body["data"]  # no field was resolved
    extensions = {"execution": "core", **(result.extensions or {})}
    return _with_extensions(body, context, extensions)


def _planned(prepared: Prepared, context: Context) -> dict[str, Any] | None:
    """The data of an operation that has a plan which works."""
    if prepared.kind is OperationType.SUBSCRIPTION or not settings.GRAPHQL_PLAN_FROM:
        return None
    planned = prepared.document.planned[prepared.name]
    return planned.answer(context, prepared.variables)


def refusal(refused: Refused, context: Context) -> Answer:
    """The answer to an operation that did not run."""
    return _with_extensions({"errors": _formatted(refused.errors, context)}, context)


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
            _charge_event(own)
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
        yield {"errors": [BadUserInput(error.reason).formatted]}
    except GraphQLError as error:
        yield {"errors": [coded(error, context.request_id).formatted]}
    except Exception as error:
        cause = GraphQLError(str(error), original_error=error)
        yield {"errors": [coded(cause, context.request_id).formatted]}


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
