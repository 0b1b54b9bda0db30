"""Which plan answers a query, made when the query comes a second time."""

import logging
from collections.abc import Hashable
from itertools import count
from threading import Lock
from typing import Any

from cachetools import LRUCache
from django.conf import settings
from django.core.exceptions import SynchronousOnlyOperation
from graphql import DocumentNode, OperationDefinitionNode, print_ast
from graphql.execution.values import get_variable_values

from database.executing import recover
from database.loop import leave
from schema.base.errors import DeadlineExceeded
from schema.base.placeholders import Numbers, Text
from schema.plans.compiler import Compiler
from schema.plans.running import Run
from schema.plans.selections import Selections
from schema.plans.statements import Unbound
from schema.plans.symbols import kind_of, viewer_like
from schema.root import schema

logger = logging.getLogger(__name__)

KEPT = 64 * 1024 * 1024  # bytes of memory for plans, about
WEIGHT = 100  # bytes of memory for a character of code, or of a document
MAX_LENGTH = 1_000  # characters that count by value; longer ones are core's
SEEN = 100_000  # queries without a plan that are remembered

# The types of variables whose values are what was sent, if that is of these.
PLAIN = {"String": str, "ID": str, "Boolean": bool, "Int": int}
INT = range(-(2**31), 2**31)


class Plan:
    """How to answer one operation to one kind of viewer.

    Its code has been made for all texts that its variables may have, but for those
    ``by_value``.
    """

    def __init__(
        self,
        document: DocumentNode,
        operation: OperationDefinitionNode,
        variables: dict[str, Any],
        viewer: Any,
        by_value: set[str],
    ) -> None:
        self.kind = kind_of(viewer)
        self.needs_thread = False  # as far as is known
        numbers = Numbers()
        symbolic = {
            name: value if name in by_value else _symbolic(value, (name,), numbers)
            for name, value in variables.items()
        }
        self.selections = Selections(schema, document, operation, symbolic)
        compiler = Compiler(self.selections, viewer_like(viewer, numbers), numbers)
        self.build = compiler.compile()
        self.fields, self.cursors = compiler.fields, compiler.cursors
        self.code = "\n".join(compiler.module.text)
        self.statements = compiler.statements

    def __call__(self, context: Any, variables: dict[str, Any]) -> dict[str, Any]:
        data: dict[str, Any] = self.build(Run(self, context, variables), [None])[0]
        return data


class Planned:
    """An operation of a document, and what is known of planning it."""

    def __init__(
        self, document: DocumentNode, operation: OperationDefinitionNode, size: int
    ) -> None:
        self.document, self.operation = document, operation
        self.size = size  # characters of the whole document
        self.number = next(_numbers)  # unlike its place in memory, never another's
        self.by_value: set[str] = set()
        self.plain = {
            one.variable.name.value: PLAIN.get(print_ast(one.type).rstrip("!"))
            for one in operation.variable_definitions or ()
        }

    def answer(self, context: Any, inputs: dict[str, Any]) -> dict[str, Any] | None:
        """The answer's data; ``None`` where graphql-core has to find it, or errors."""
        variables = self._coerced(inputs)
        if variables is None:
            return None
        plan = None
        try:
            plan = self._plan(context.viewer, variables)
            if plan and plan.needs_thread:
                leave()
            return plan(context, variables) if plan else None
        except Exception as error:
            if isinstance(error, SynchronousOnlyOperation) and plan:
                plan.needs_thread = True
            leave()
            # Whatever it is, graphql-core meets it too, and has its place.
            logger.debug("A plan failed", exc_info=True)
            recover()
            return None

    def _coerced(self, inputs: dict[str, Any]) -> dict[str, Any] | None:
        """The variables' values; ``None`` where one can't be coerced."""
        if inputs.keys() == self.plain.keys() and all(
            type(inputs[name]) is plain and (plain is not int or inputs[name] in INT)
            for name, plain in self.plain.items()
        ):
            return inputs  # as they nearly always are: texts for texts
        definitions = self.operation.variable_definitions or ()
        variables = get_variable_values(schema._schema, definitions, inputs)
        return variables if isinstance(variables, dict) else None

    def _plan(self, viewer: Any, variables: dict[str, Any]) -> Plan | None:
        by_value = self.by_value
        if _length(variables, by_value) > MAX_LENGTH:
            return None
        key = self._key(viewer, variables, by_value)
        with _lock:
            if key in _plans:
                return _plans[key][0]
            leave()
            # By its hash: values may be long.
            seen = _seen[hash(key)] = _seen.get(hash(key), 0) + 1
        if seen < settings.GRAPHQL_PLAN_FROM:
            return None
        plan, arguments = None, (self.document, self.operation, variables, viewer)
        try:
            while plan is None:
                try:
                    plan = Plan(*arguments, by_value)
                except Unbound as unbound:
                    if unbound.variables <= by_value:
                        raise
                    by_value = by_value | unbound.variables
        except DeadlineExceeded:
            raise
        except Exception:
            logger.debug("No plan can be made", exc_info=True)
        self._keep(plan, viewer, variables, by_value)
        return plan

    def _keep(
        self,
        plan: Plan | None,
        viewer: Any,
        variables: dict[str, Any],
        by_value: set[str],
    ) -> None:
        """Keep the plan; or that there is none, so that it is not tried again."""
        size = self.size + (len(plan.code) if plan else 0)
        with _lock:
            self.by_value = self.by_value | by_value
            if _length(variables, by_value) <= MAX_LENGTH:
                key = self._key(viewer, variables, by_value)
                is_small = (size + 100) * WEIGHT < KEPT
                _plans[key] = (plan, size) if is_small else (None, 0)

    def _key(
        self, viewer: Any, variables: dict[str, Any], by_value: set[str]
    ) -> Hashable:
        """What the plan depends on; a plan's own is made of its own ``by_value``."""
        shapes = (
            (name, _shape(value, name in by_value)) for name, value in variables.items()
        )
        return (self.number, kind_of(viewer), *shapes)


def _length(variables: dict[str, Any], by_value: set[str]) -> int:
    """The characters of what counts by value."""
    return sum(len(repr(variables[name])) for name in by_value if name in variables)


_lock = Lock()
_numbers = count()
# With each the characters of its code and document.
_plans: LRUCache[Hashable, tuple[Plan | None, int]] = LRUCache(
    KEPT, getsizeof=lambda kept: (kept[1] + 100) * WEIGHT
)
_seen: LRUCache[int, int] = LRUCache(SEEN)


def _shape(value: Any, by_value: bool) -> Hashable:
    """What of a variable's value a plan depends on."""
    if isinstance(value, str) and not by_value:
        return str
    if isinstance(value, dict):
        return tuple((name, _shape(one, by_value)) for name, one in value.items())
    if isinstance(value, list):
        return (list, *(_shape(one, by_value) for one in value))
    return (type(value), value)


def _symbolic(value: Any, path: tuple[str | int, ...], numbers: Numbers) -> Any:
    """The value with symbols in the place of its texts."""
    if type(value) is str:
        return Text.at(path, numbers)
    if isinstance(value, dict):
        return {
            name: _symbolic(one, (*path, name), numbers) for name, one in value.items()
        }
    if isinstance(value, list):
        return [_symbolic(one, (*path, i), numbers) for i, one in enumerate(value)]
    return value
