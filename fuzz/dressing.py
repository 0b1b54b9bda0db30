"""What makes an operation of a valid, shallow document: values, selections, files."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

import graphql

from fuzz.files import File, make_file
from fuzz.values import Values, hard_text

FILE = "@file"  # stands for a file, where schemathesis makes a value
REPEATED, NESTED, CONDITIONAL, MANGLED = 76, 86, 91, 95  # twists of a document
EITHER_OR = (("first", "last"), ("id", "slug"))
LONG = 2_000, 210_000  # characters of a long text in a document, and in a variable


@dataclass(frozen=True)
class Operation:
    """What a client asks; ``files`` go by their places in the variables."""

    label: str  # the field of the root, such as ``Query.me``
    document: str
    variables: dict[str, Any] = field(default_factory=dict)
    files: dict[str, File] = field(default_factory=dict)


class Dresser:
    """Makes an operation of a document that has one field in its root."""

    def __init__(self, schema: Any, values: Values) -> None:
        self.schema = schema
        self.values = values

    def operation(
        self, label: str, text: str, random: Random, twist: int, is_wide: bool
    ) -> Operation:
        """Dress it; ``twist`` is plain at 0, and odder the nearer it is to 99."""
        self.label, self.random, self.is_wide = label, random, is_wide
        if twist >= MANGLED:
            return Operation(label, _mangled(text, random))
        root = getattr(self.schema, f"{label.partition('.')[0].lower()}_type")
        definition: Any = graphql.parse(text).definitions[0]
        node = definition.selection_set.selections[0]
        variables: dict[str, Any] = {}
        files: dict[str, File] = {}
        types = ""
        self.longest = LONG[0]
        if lifted := (FILE in text or random.random() < 0.4):
            self.longest = LONG[1]
        if random.random() < 0.9:
            self._dress(node, root)
        if lifted and node.name.value in root.fields:
            types = self._lift(node, root.fields[node.name.value], variables)
            variables = self._without_files(variables, "variables", files)
        kind = root.name.lower()
        text = f"{kind} Fuzz{types} {{ {_repeated(node, root, random, twist)} }}"
        return Operation(label, text, variables, files)

    def _dress(self, node: Any, parent: Any) -> None:
        """Give a field arguments that mean something, and more below it."""
        found = getattr(parent, "fields", {}).get(node.name.value)
        node.arguments = tuple(self._arguments(node.arguments))
        if found is not None and node.selection_set is not None:
            below = graphql.get_named_type(found.type)
            self._dress_all(node.selection_set, below)

    def _dress_all(self, selection_set: Any, parent: Any) -> None:
        for node in selection_set.selections:
            if isinstance(node, graphql.FieldNode):
                self._dress(node, parent)
            elif condition := getattr(node, "type_condition", None):
                below = self.schema.type_map.get(condition.name.value)
                self._dress_all(node.selection_set, below)
        if self.is_wide and self.random.random() < 0.6:
            selection_set.selections += tuple(self._more(selection_set, parent))

    def _more(self, selection_set: Any, parent: Any) -> Iterator[Any]:
        """The values of an object that are not asked for yet, and where it leads to."""
        names = {getattr(one, "name", one).value for one in _named(selection_set)}
        for name, found in getattr(parent, "fields", {}).items():
            needed = any(map(graphql.is_required_argument, found.args.values()))
            if name in names or needed:
                continue
            if graphql.is_leaf_type(graphql.get_named_type(found.type)):
                yield _field_node(name)
            elif self.random.random() < 0.2:
                yield _field_node(name, _field_node("__typename"))

    def _arguments(self, nodes: Any) -> Iterator[Any]:
        names = {node.name.value for node in nodes}
        dropped = {
            self.random.choice(pair) for pair in EITHER_OR if names.issuperset(pair)
        }
        for node in nodes:
            name, value = node.name.value, node.value
            if name in dropped and self.random.random() < 0.9:
                continue
            if name in ("after", "before") and self.random.random() < 0.7:
                continue
            if isinstance(value, graphql.NullValueNode) and self.random.random() < 0.7:
                continue
            node.value = self._value(name, value)
            yield node

    def _value(self, name: str, node: Any) -> Any:
        if isinstance(node, graphql.ObjectValueNode):
            if name == "ordering" and self.random.random() < 0.9:
                node.fields = node.fields[:1]  # it is one of them
            for one in node.fields:
                one.value = self._value(one.name.value, one.value)
            if "reorderLessons" in self.label and self.values.lessons:
                self._reorder(node)
        elif isinstance(node, graphql.ListValueNode):
            if name.lower().endswith("ids"):
                count = self.random.choice([0, 1, 2, 5, 101])
                nodes = [graphql.StringValueNode(value="") for _ in range(count)]
                node.values = tuple(nodes)
            node.values = tuple(self._value(name, one) for one in node.values)
        elif getattr(node, "value", None) == FILE:
            pass
        elif self._likely(name):
            value = self.values.named(name, self.label, self.random)
            words = (graphql.EnumValueNode, graphql.BooleanValueNode)
            if value is not None and not isinstance(node, words):
                return graphql.parse_value(_literal(value))
            if isinstance(node, graphql.StringValueNode) and self.random.random() < 0.4:
                text = hard_text(self.random, self.longest)
                return graphql.StringValueNode(value=text)
        return node

    def _reorder(self, node: Any) -> None:
        """Name all lessons of a course, as a rule."""
        course, lessons = self.random.choice(list(self.values.lessons.items()))
        mixed = self.random.sample(lessons, len(lessons))
        if self.random.random() < 0.7:
            text = f"{{courseId: {_literal(course)}, lessonIds: {json.dumps(mixed)}}}"
            node.fields = graphql.parse_value(text).fields  # type: ignore[attr-defined]

    def _likely(self, name: str) -> bool:
        """Whether to take a real value; seldom for what would then be gone."""
        return self.random.random() < (0.1 if ".delete" in self.label else 0.75)

    def _lift(self, node: Any, field: Any, variables: dict[str, Any]) -> str:
        """Put the arguments into variables; return the declarations of these."""
        types = []
        for number, argument in enumerate(node.arguments):
            name = argument.name.value
            if name in field.args:
                variables[f"v{number}"] = graphql.value_from_ast_untyped(argument.value)
                types.append(f"$v{number}: {field.args[name].type}")
                argument.value = graphql.VariableNode(
                    name=graphql.NameNode(value=f"v{number}")
                )
        return f"({', '.join(types)})" if types else ""

    def _without_files(self, value: Any, place: str, files: dict[str, File]) -> Any:
        """The value with nulls at the places to which files go."""
        if value == FILE:
            if self.random.random() < 0.95:
                files[place] = make_file(self.random)
            return None
        if isinstance(value, dict):
            items = value.items()
            return {
                key: self._without_files(one, f"{place}.{key}", files)
                for key, one in items
            }
        if isinstance(value, list):
            return [
                self._without_files(one, f"{place}.{number}", files)
                for number, one in enumerate(value)
            ]
        return value


def _field_node(name: str, *below: Any) -> Any:
    selection_set = graphql.SelectionSetNode(selections=below) if below else None
    return graphql.FieldNode(
        name=graphql.NameNode(value=name),
        arguments=(),
        directives=(),
        selection_set=selection_set,
    )


def _named(selection_set: Any) -> Iterator[Any]:
    for node in selection_set.selections:
        if isinstance(node, graphql.FieldNode):
            yield node.alias or node.name


def _repeated(node: Any, root: Any, random: Random, twist: int) -> str:
    """The field, some times more than once, deep in fragments or with directives."""
    text = graphql.print_ast(node)
    if twist < REPEATED or node.alias:
        return text
    if twist < NESTED:
        count = random.choice([2, 3, 10, 11, 31])
        return "\n".join(f"a{number}: {text}" for number in range(count))
    count = random.choice([1, 5, 51, 300])
    if twist < CONDITIONAL:
        return f"... on {root.name} {{ " * count + text + " }" * count
    return "... @include(if: true) { " * (count % 60) + text + " }" * (count % 60)


def _mangled(text: str, random: Random) -> str:
    """The text with something taken out, doubled or put in."""
    start = random.randrange(len(text))
    end = min(len(text), start + random.randint(0, 10))
    put_in = random.choice(["", text[start:end] * 2, *'{}()[]"$@!:|&…\0'])
    return text[:start] + put_in + text[end:]


def _literal(value: Any) -> str:
    if isinstance(value, str):
        return graphql.print_ast(graphql.StringValueNode(value=value))
    return str(value)
