"""Which operation is asked for, and whether it may run."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from time import thread_time
from typing import Any

from cross_web import HTTPException
from django.conf import settings
from graphql import GraphQLError, OperationType

from database.loop import leave
from schema.base.context import Context
from schema.base.errors import BadUserInput, CodedError, TooComplex
from schema.transport import budget, persisted
from schema.transport.documents import Document
from schema.transport.limits import check_variables
from schema.transport.reading import read

WRONG = 100  # points of a document that is refused, which took time to find out
SMALL = 250  # points of an operation for which others may wait
SMALL_EVENT = 10  # points of an event of a subscription that goes free
EVERY_KIND = tuple(OperationType)


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


def charge_event(context: Context) -> None:
    """Each event is work; one as small as most is told faster than it is counted."""
    if context.cost and context.cost["requested"] > SMALL_EVENT:
        _charge(context)
