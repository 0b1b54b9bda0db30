"""Documents: parsed, measured and validated once, and kept for who sends them again."""

from threading import Lock
from typing import Any

from cachetools import LRUCache, cached
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    OperationType,
    parse,
    specified_rules,
    validate,
)

from schema.base.errors import BadUserInput, TooComplex, with_code
from schema.plans.planning import Planned
from schema.root import schema
from schema.transport.cost import Prices
from schema.transport.limits import MAX_CHARACTERS, MAX_TOKENS, Walk

MAX_ERRORS = 20  # that validation tells of at once
KEPT = 64 * 1024 * 1024  # bytes of memory for documents, about
SHORT = 1_000  # characters that are read for nothing
CHARACTERS_A_POINT = 5  # of a longer text
# Mutations of which the second time, alone, does what the first would have done.
REPEATABLE = {"completeLesson"}
WEIGHT = 100  # bytes of memory for a character of a document


class Document:
    """What is known of a text: what it may run, or the ``errors`` why it may not.

    ``operations`` and their ``prices`` go by name, ``None`` for one without.
    """

    def __init__(self, text: str) -> None:
        self.size = len(text)
        self.errors: list[GraphQLError] = []
        self.operations: dict[str | None, OperationDefinitionNode] = {}
        self.prices: dict[str | None, Prices] = {}
        self.planned: dict[str | None, Planned] = {}
        self.introspects = False
        try:
            self._read(text)
        except GraphQLSyntaxError as error:
            self.errors = [with_code(error, "GRAPHQL_PARSE_FAILED")]
        except TooComplex as error:
            self.errors = [TooComplex(error.message)]  # without the frames it passed
        except RecursionError:
            self.errors = [TooComplex("The document is nested too deeply.")]

    def _read(self, text: str) -> None:
        if len(text) > MAX_CHARACTERS:
            raise TooComplex(f"A document has at most {MAX_CHARACTERS:,} characters.")
        node = _parse(text)
        walk = Walk(node)
        errors = validate(schema._schema, node, specified_rules, max_errors=MAX_ERRORS)
        if errors:
            self.errors = [
                with_code(one, "GRAPHQL_VALIDATION_FAILED") for one in errors
            ]
            for error in self.errors:
                error.nodes = None  # its place is known; a whole document hangs on them
            return
        self.node = node
        self.introspects = walk.introspects
        for one in node.definitions:
            if isinstance(one, OperationDefinitionNode):
                name = one.name.value if one.name else None
                self.operations[name] = one
                self.prices[name] = Prices(schema._schema, walk.fragments, one)
                self.planned[name] = Planned(node, one, len(text))

    def name_of(self, name: str | None) -> str | None:
        """The name of the operation that this names. Raises :class:`BadUserInput`."""
        if name is None and len(self.operations) == 1:
            return next(iter(self.operations))
        if name is None:
            raise BadUserInput("Say by `operationName` which operation is to run.")
        if name not in self.operations:
            raise BadUserInput("The document has no operation of that `operationName`.")
        return name

    def kind_of(self, name: str | None) -> OperationType:
        return self.operations[name].operation

    def may_begin_twice(self, name: str | None) -> bool:
        """Whether it does no more when it is left in the middle and begun again."""
        if self.kind_of(name) is OperationType.QUERY:
            return True
        [first, *others] = self.operations[name].selection_set.selections
        if others or not isinstance(first, FieldNode):
            return False
        return first.name.value in REPEATABLE


def _parse(text: str) -> Any:
    try:
        return parse(text, max_tokens=MAX_TOKENS)
    except GraphQLSyntaxError as error:
        if str(MAX_TOKENS) in error.message:
            raise TooComplex(f"A document has at most {MAX_TOKENS:,} tokens.") from None
        if error.message.endswith("Parsing aborted."):
            raise TooComplex("The document is nested too deeply.") from None
        raise


_cache: LRUCache[str, Document] = LRUCache(
    KEPT, getsizeof=lambda document: document.size * WEIGHT
)


_lock = Lock()


def was_read(text: str) -> bool:
    """Whether the document of this text is kept here."""
    with _lock:
        return text in _cache


def points_to_read(text: str) -> int:
    """What it costs to read a text that was not read before."""
    return max(0, len(text) - SHORT) // CHARACTERS_A_POINT


@cached(_cache, key=lambda text: text, lock=_lock)
def document_of(text: str) -> Document:
    """The document of this text, which is read once while it is in use."""
    return Document(text)
