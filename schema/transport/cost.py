"""What an operation costs, told before it runs.

Points stand for objects that it may have to find: one for each object that a field
gives, for a list as many times as the list may be long. Mutations, searches, passwords
and HTML cost more, by how slow they are. Values such as numbers and texts come free
with their object. A page counts with the size that was asked for; other lists with the
size that they have as a rule.
"""

from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    ListValueNode,
    OperationDefinitionNode,
    SchemaMetaFieldDef,
    SelectionSetNode,
    TypeMetaFieldDef,
    VariableNode,
    get_named_type,
    is_list_type,
    is_non_null_type,
    value_from_ast_untyped,
)

from schema.base.connections import DEFAULT_PAGE_SIZE, MAX_PAGE_SIZE

MUTATION = 10  # points
HASHING = 500  # points of a mutation that hashes a password, which is slow by design
HASHING_MUTATIONS = {
    "tokenAuth",
    "startSession",
    "register",
    "changePassword",
    "resetPassword",
}
SEARCH = 100  # points of looking for a text
HTML = 5  # points of rendering one
LIST_SIZE = 10  # objects in a list of which nothing is known
# Objects in a list of the schema's that is no page, by type and field.
SIZES = {
    ("Course", "lessons"): 30,
    ("Enrollment", "progress"): 30,
    ("CourseStats", "enrollmentsByDay"): 90,
    ("CourseStats", "completionsByDay"): 90,
    ("CourseStats", "lessonCompletions"): 30,
    ("CourseStats", "ratingByMonth"): 24,
    ("__Schema", "types"): 50,
    ("__Schema", "directives"): 5,
    ("__Type", "fields"): 5,
    ("__Type", "inputFields"): 3,
    ("__Type", "enumValues"): 3,
    ("__Type", "interfaces"): 1,
    ("__Type", "possibleTypes"): 1,
    ("__Field", "args"): 2,
    ("__Directive", "args"): 2,
}
LENGTHS = ("first", "last", "ids")  # arguments that tell how long a list is
PARTS = ("Connection", "Edge")  # types whose fields are counted with the page
KNOWN_PRICES = 100  # of one operation

Variables = dict[str, Any]


class Prices:
    """What an operation of a valid document costs, by its variables."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: dict[str, FragmentDefinitionNode],
        operation: OperationDefinitionNode,
    ) -> None:
        self.schema = schema
        self.fragments = fragments
        self.operation = operation
        self.known: dict[tuple[int | None, ...], int] = {}
        self.defaults = {
            one.variable.name.value: value_from_ast_untyped(one.default_value)
            for one in operation.variable_definitions
            if one.default_value
        }
        self.sizes: set[str] = set()  # the variables that tell how long a list is
        _Bill(self, {})

    def __call__(self, variables: Variables) -> int:
        """The points with these variables."""
        key = tuple(self.size(name, variables) for name in sorted(self.sizes))
        if key not in self.known:
            if len(self.known) >= KNOWN_PRICES:
                self.known.clear()
            self.known[key] = _Bill(self, variables).points
        return self.known[key]

    def size(self, name: str, variables: Variables) -> int | None:
        """What the variable tells of a list's length, or of whether it is searched."""
        value = variables.get(name, self.defaults.get(name))
        if isinstance(value, dict):
            return int(bool(value.get("search")))
        return len(value) if isinstance(value, list) else _page_size(value)


class _Bill:
    """One reckoning, in which each fragment is reckoned once."""

    def __init__(self, prices: Prices, variables: Variables) -> None:
        self.prices = prices
        self.variables = variables
        self.known: dict[str, int] = {}
        operation = prices.operation
        root = prices.schema.get_root_type(operation.operation)
        self.points = self._selections(root, operation.selection_set)

    def _selections(self, parent: Any, selection_set: SelectionSetNode) -> int:
        points = 0
        for node in selection_set.selections:
            if isinstance(node, FieldNode):
                points += self._field(parent, node)
            elif isinstance(node, InlineFragmentNode):
                condition = node.type_condition
                type_ = self._type(condition.name.value) if condition else parent
                points += self._selections(type_, node.selection_set)
            elif isinstance(node, FragmentSpreadNode):
                points += self._fragment(node.name.value)
        return points

    def _type(self, name: str) -> Any:
        return self.prices.schema.type_map[name]

    def _fragment(self, name: str) -> int:
        if name not in self.known:
            fragment = self.prices.fragments[name]
            parent = self._type(fragment.type_condition.name.value)
            self.known[name] = self._selections(parent, fragment.selection_set)
        return self.known[name]

    def _field(self, parent: Any, node: FieldNode) -> int:
        field = _definition(parent, node.name.value)
        if field is None or node.selection_set is None:
            return HTML if node.name.value.endswith("Html") else 0
        below = self._selections(get_named_type(field.type), node.selection_set)
        if parent.name.endswith(PARTS) or node.name.value == "ofType":
            return below
        points = (below + 1) * self._size(parent, field, node)
        if "first" in field.args:
            points = max(points, 1) + SEARCH * self._searches(node)
        if parent is self.prices.schema.mutation_type:
            points += HASHING if node.name.value in HASHING_MUTATIONS else MUTATION
        return points

    def _size(self, parent: Any, field: GraphQLField, node: FieldNode) -> int:
        """How many objects the field gives; of a page, how many are in it."""
        values = {one.name.value: one.value for one in node.arguments}
        told = [self._told(values[name]) for name in LENGTHS if name in values]
        sizes = [size for size in told if size is not None]
        if sizes:
            return max(sizes)
        if "first" in field.args:
            return DEFAULT_PAGE_SIZE
        if _is_list(field):
            return SIZES.get((parent.name, node.name.value), LIST_SIZE)
        return 1

    def _searches(self, node: FieldNode) -> int:
        """1 for a list that a text is looked for in, else 0."""
        values = {one.name.value: one.value for one in node.arguments}
        filters = values.get("filters")
        if isinstance(filters, VariableNode):
            return self._told(filters) or 0
        fields = getattr(filters, "fields", ())
        return int(any(one.name.value == "search" for one in fields))

    def _told(self, value: Any) -> int | None:
        """What a value tells of how much there is to do; ``None`` when it is null."""
        if isinstance(value, VariableNode):
            self.prices.sizes.add(value.name.value)
            return self.prices.size(value.name.value, self.variables)
        if isinstance(value, ListValueNode):
            return len(value.values)
        return _page_size(int(value.value)) if isinstance(value, IntValueNode) else None


def _is_list(field: GraphQLField) -> bool:
    type_: Any = field.type
    return is_list_type(type_.of_type if is_non_null_type(type_) else type_)


def _definition(parent: Any, name: str) -> GraphQLField | None:
    if name == "__schema":
        return SchemaMetaFieldDef
    if name == "__type":
        return TypeMetaFieldDef
    if isinstance(parent, GraphQLObjectType | GraphQLInterfaceType):
        return parent.fields.get(name)
    return None


def _page_size(value: Any) -> int | None:
    """The rows of a page; what is no size is refused when the page is made."""
    if isinstance(value, float) and value.is_integer():  # GraphQL takes 100.0 for 100
        value = int(value)
    if not isinstance(value, int):
        return None
    return min(max(value, 0), MAX_PAGE_SIZE)
