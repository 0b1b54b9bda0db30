"""Values of inputs: a field that is left out is ``UNSET``, which is not ``null``."""

from typing import Any, TypeGuard, TypeVar

from strawberry import UNSET

T = TypeVar("T")


def given(value: T | None) -> TypeGuard[T]:
    """Whether there is a value: not one left out, and not ``null``."""
    return value is not UNSET and value is not None


def changes(input: Any, *names: str) -> dict[str, Any]:
    """The fields among ``names`` that were not left out, ``null`` included."""
    values = {name: getattr(input, name) for name in names}
    return {name: value for name, value in values.items() if value is not UNSET}


def value_of(value: T | None) -> T | None:
    """The value, or ``None`` for one that was left out."""
    return value if given(value) else None
