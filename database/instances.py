"""Rows of Django's models, made of values that a statement gave."""

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.db.models.base import ModelState


def instance(model: Any, names: Sequence[str], values: Sequence[Any]) -> Any:
    """The row of a model with these values of its attributes; others are deferred.

    It is made as unpickling makes it, which takes a fraction of what ``from_db`` does:
    there are no signals, and no descriptor has a say. Values are as fields have them.
    """
    row = model.__new__(model)
    row.__dict__.update(zip(names, values, strict=True))
    row._state = state = ModelState()
    state.adding, state.db = False, "default"
    return row


@cache
def columns(model: Any) -> list[str]:
    """The columns of the model that are read; a search document never is.

    They have the names of the attributes.
    """
    return [
        one.attname
        for one in model._meta.concrete_fields
        if one.db_returning or not one.generated
    ]
