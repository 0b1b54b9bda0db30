"""What stands for the viewer and the objects when a resolver is asked for its rows."""

import inspect
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser

from schema.base.placeholders import Numbers, Text
from schema.plans.statements import VIEWER
from users.models import User

OWN_NAMES = ("self", "root")


def viewer_like(viewer: Any, numbers: Numbers) -> Any:
    """What stands for every viewer who may see what this one may."""
    if not viewer.is_authenticated:
        return AnonymousUser()
    symbol = User(pk=numbers.new(VIEWER), is_staff=viewer.is_staff)
    for name in list(vars(symbol)):
        if name not in ("_state", "id", "is_staff"):
            del vars(symbol)[name]  # what is not its kind must not be relied on
    symbol.refresh_from_db = _refuse  # type: ignore[method-assign]
    return symbol


def kind_of(viewer: Any) -> str:
    """What of a viewer the plans depend on."""
    if not viewer.is_authenticated:
        return "visitor"
    return "staff" if viewer.is_staff else "user"


class SymbolicInfo:
    """An ``info`` whose viewer is a symbol; nothing else of it is known."""

    def __init__(self, viewer: Any, numbers: Numbers) -> None:
        self.context = SimpleNamespace(viewer=viewer)

    def call(self, field: Any, arguments: dict[str, Any]) -> Any:
        """What the field's resolver returns, of an object that is not known."""
        function = field.base_resolver.wrapped_func
        names = inspect.signature(function).parameters
        own: dict[str, Any] = {name: OBJECT for name in OWN_NAMES if name in names}
        if "info" in names:
            own["info"] = self
        return function(**own, **arguments)


class _Object:
    """An object of which nothing is known but that there is one."""


OBJECT = _Object()


def texts_in(value: Any) -> set[tuple[str | int, ...]]:
    """The paths of the variables' texts that are in an argument's value."""
    if isinstance(value, Text):
        return {value.path}
    if isinstance(value, dict):
        return set().union(*map(texts_in, value.values()))
    if isinstance(value, list):
        return set().union(*map(texts_in, value))
    if hasattr(value, "__strawberry_definition__"):
        return texts_in(vars(value))
    return set()


def _refuse(*_: Any, **__: Any) -> None:
    raise AttributeError("A plan depends on the viewer's kind and key alone.")
