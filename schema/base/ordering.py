"""The directions and inputs by which lists are sorted."""

from enum import Enum
from typing import Any

import strawberry

from schema.base.keyset import Key


@strawberry.enum(description="In which direction a list is sorted.")
class Ordering(Enum):
    ASC = strawberry.enum_value(
        "ASC", description="From the lowest, earliest or first in the alphabet."
    )
    DESC = strawberry.enum_value(
        "DESC", description="From the highest, latest or last in the alphabet."
    )


def sort_keys(ordering: list[Any] | None, *default: Key) -> tuple[Key, ...]:
    """The sort keys that a list of one-of inputs asks for, else the default.

    Each input's fields are named as the columns that they sort by, unless its
    ``KEYS`` gives another key. What is named twice counts where it comes first.
    """
    keys: dict[str, Key] = {}
    for one in ordering or []:
        for name, direction in vars(one).items():
            if isinstance(direction, Ordering):
                key = getattr(one, "KEYS", {}).get(name, Key(name))
                key = key.reversed() if direction is Ordering.DESC else key
                keys.setdefault(key.name, key)
    return tuple(keys.values()) or default
