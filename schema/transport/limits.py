"""What a document may be at most, measured in one walk that sees each node once.

The walk comes before validation: some of GraphQL's rules take quadratic time, and a
fragment that spreads two of the next, which spreads two of the next, stands for more
fields than there are atoms.
"""

from dataclasses import dataclass, field, replace
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    Node,
    OperationDefinitionNode,
    OperationType,
    SelectionNode,
    SelectionSetNode,
    print_ast,
)

from schema.base.errors import TooComplex

MAX_CHARACTERS = 50_000
MAX_TOKENS = 2_000
MAX_DEPTH = 15
MAX_ALIASES = 30
MAX_DIRECTIVES = 50
MAX_MUTATIONS = 10  # in the root of one operation
MAX_DIGITS = 40  # of a number
MAX_LIST = 1_000  # items of a list, in the document or its variables
MAX_OBJECT = 100  # fields of an object in variables
MAX_VALUES = 10_000  # in all variables together
MAX_NESTING = 12  # of lists and objects in variables
MAX_INTROSPECTION = 2  # lists of types within lists of types

INTROSPECTION_LISTS = {"fields", "inputFields", "interfaces", "possibleTypes"}
VALUES = ("arguments", "directives", "variable_definitions")


@dataclass
class Measure:
    """What is below a selection set, with all that fragments bring."""

    depth: int = 0
    introspection: int = 0  # depth, counting the lists of introspection alone
    names: set[str] = field(default_factory=set)  # of the answer's fields
    words: str = ""  # the same for what says the same


class Walk:
    """Measures a document. Raises :class:`TooComplex`, a limit at a time.

    It also leaves out of each selection set what stands there twice in the same
    words: the answer is the same, and comparing all with all takes quadratic time.
    """

    def __init__(self, document: DocumentNode) -> None:
        self.aliases = 0
        self.directives = 0
        self.introspects = False
        self.measures: dict[str, Measure] = {}
        self.fragments = {
            one.name.value: one
            for one in document.definitions
            if isinstance(one, FragmentDefinitionNode)
        }
        for fragment in self.fragments:
            self._fragment(fragment)
        for definition in document.definitions:
            if isinstance(definition, OperationDefinitionNode):
                self._operation(definition)

    def _operation(self, operation: OperationDefinitionNode) -> None:
        self._values(operation)
        measure = self._selections(operation.selection_set)
        if (
            operation.operation is OperationType.MUTATION
            and len(measure.names) > MAX_MUTATIONS
        ):
            raise TooComplex(f"An operation has at most {MAX_MUTATIONS} mutations.")

    def _fragment(self, name: str) -> Measure:
        fragment = self.fragments.get(name)
        if fragment is None:
            return Measure()  # as validation will tell
        if name not in self.measures:
            self.measures[name] = Measure()  # for one that leads back to itself
            self._values(fragment)
            self.measures[name] = self._selections(fragment.selection_set)
        return self.measures[name]

    def _selections(self, selection_set: SelectionSetNode) -> Measure:
        whole = Measure()
        once: dict[str, SelectionNode] = {}
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                part = self._field(node)
            elif isinstance(node, InlineFragmentNode):
                part = self._inline(node)
            else:
                assert isinstance(node, FragmentSpreadNode)
                part = self._spread(node)
            whole.names |= part.names
            whole.depth = max(whole.depth, part.depth)
            whole.introspection = max(whole.introspection, part.introspection)
            once.setdefault(part.words, node)
        selection_set.selections = tuple(once.values())
        whole.words = f"{{{' '.join(once)}}}"
        if whole.depth > MAX_DEPTH:
            raise TooComplex(f"Fields are nested at most {MAX_DEPTH} deep.")
        if whole.introspection > MAX_INTROSPECTION:
            raise TooComplex("Introspection does not go round in circles.")
        return whole

    def _field(self, node: FieldNode) -> Measure:
        name = node.name.value
        self.introspects |= name in ("__schema", "__type")
        if node.alias:
            self.aliases += 1
            if self.aliases > MAX_ALIASES:
                raise TooComplex(f"A document has at most {MAX_ALIASES} aliases.")
        said = self._values(node)
        below = Measure()
        if node.selection_set:
            below = self._selections(node.selection_set)
        answer = (node.alias or node.name).value
        return Measure(
            depth=below.depth + 1,
            introspection=below.introspection + (name in INTROSPECTION_LISTS),
            names={answer},
            words=f"{answer}:{name}{said}{below.words}",
        )

    def _inline(self, node: InlineFragmentNode) -> Measure:
        condition = node.type_condition.name.value if node.type_condition else ""
        said = self._values(node)
        below = self._selections(node.selection_set)
        return replace(below, words=f"...on {condition}{said}{below.words}")

    def _spread(self, node: FragmentSpreadNode) -> Measure:
        name = node.name.value
        said = self._values(node)
        return replace(self._fragment(name), words=f"...{name}{said}")

    def _values(self, node: Node) -> str:
        """Look at the directives of a node, and at every value in its arguments.

        Returns the words for them.
        """
        self.directives += len(getattr(node, "directives", None) or ())
        if self.directives > MAX_DIRECTIVES:
            raise TooComplex(f"A document has at most {MAX_DIRECTIVES} directives.")
        nodes: list[Any] = [
            one for key in VALUES for one in getattr(node, key, None) or ()
        ]
        words = " ".join(map(print_ast, nodes))
        while nodes:
            one = nodes.pop()
            if one.kind in ("int_value", "float_value"):
                check_number(one.value)
            elif one.kind == "list_value":
                check_length(one.values)
                nodes += one.values
            elif one.kind == "object_value":
                nodes += [part.value for part in one.fields]
            elif one.kind in ("argument", "object_field"):
                nodes.append(one.value)
            elif one.kind == "directive":
                nodes += one.arguments
            elif one.kind == "variable_definition" and one.default_value:
                nodes.append(one.default_value)
        return words and f"({words})"


def check_number(text: str) -> None:
    if len(text) > MAX_DIGITS:
        raise TooComplex(f"A number has at most {MAX_DIGITS} digits.")


def check_length(items: Any) -> None:
    if len(items) > MAX_LIST:
        raise TooComplex(f"A list has at most {MAX_LIST:,} items.")


def check_variables(variables: dict[str, Any]) -> None:
    """Raises :class:`TooComplex` for values too many, too long or too deep."""
    level: list[Any] = [variables]
    count = 0
    for _ in range(MAX_NESTING + 1):
        inner: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                if len(value) > MAX_OBJECT:
                    raise TooComplex(f"An object has at most {MAX_OBJECT} fields.")
                inner.extend(value.values())
            elif isinstance(value, list):
                check_length(value)
                inner.extend(value)
        count += len(inner)
        if count > MAX_VALUES:
            raise TooComplex(f"Variables hold at most {MAX_VALUES:,} values.")
        if not inner:
            return
        level = inner
    raise TooComplex(f"Variables are nested at most {MAX_NESTING} deep.")
