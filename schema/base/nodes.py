"""Objects with a global id, and how a field reads them."""

import base64
import re
from typing import Any, TypeVar

import strawberry
from django.db.models import Model
from strawberry_django.fields.field import StrawberryDjangoField

from schema.base.batching import related, together
from schema.base.context import Info
from schema.base.placeholders import Text

M = TypeVar("M", bound=Model)

GLOBAL_ID = re.compile(rb"([A-Za-z]+):([1-9][0-9]{0,17})")  # the key fits in 64 bits


class Field(StrawberryDjangoField):
    """A field that is read off a model: a column, a property or a relation.

    Relations are loaded for all rows of the batch.
    """

    @property
    def is_basic_field(self) -> bool:
        """Whether reading it needs nothing but the row, which is quickest."""
        return self.base_resolver is None and not self.extensions

    def get_result(
        self, source: Any, info: Any, args: list[Any], kwargs: dict[str, Any]
    ) -> Any:
        if self.base_resolver is not None:
            return super().get_result(source, info, args, kwargs)
        name = self.django_name or self.python_name
        return related(source, name) if self.is_relation else getattr(source, name)


@strawberry.interface(
    description="An object that `node` fetches by its id, for who may see it."
)
class Node:
    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Make every ``strawberry_django.field`` one that loads for all rows."""
        super().__init_subclass__(**kwargs)
        for value in vars(cls).values():
            if isinstance(value, StrawberryDjangoField):
                value.__class__ = Field

    @strawberry.field(
        description="The global id: unique among all objects, opaque, and stable."
    )
    @staticmethod
    def id(root: strawberry.Parent[Any]) -> strawberry.ID:
        return strawberry.ID(global_id(root))


def global_id(row: Model) -> str:
    """``Type:key`` in base 64; GraphQL types are named as their models are."""
    name = f"{row._meta.object_name}:{row.pk}"
    return base64.urlsafe_b64encode(name.encode()).decode()


def key_of(model: type[Model], id: str) -> int | None:
    """The primary key in a global id, or ``None`` for one that is not a ``model``'s."""
    if isinstance(id, Text):
        return id.key_of(model)
    name, key = _split(id)
    return key if name == model._meta.object_name else None


def find(info: Info, model: type[M], id: str, *relations: str) -> M | None:
    """The visible object of this model and id; hidden equals absent.

    Its ``relations`` come with it, as they were at the same moment.
    """
    key = key_of(model, id)
    if key is None:
        return None
    manager: Any = model._default_manager
    rows = manager.visible_to(info.context.viewer).filter(pk=key)
    return (rows.select_related(*relations) if relations else rows).first()


def find_all(info: Info, ids: list[str]) -> list[Any]:
    """The visible nodes of these ids in their order, with ``None`` for the others.

    It takes one statement a type, however many ids there are.
    """
    wanted: dict[str, set[int]] = {}
    for name, key in map(_split, ids):
        wanted.setdefault(name, set()).add(key)
    found: dict[tuple[str, int], Any] = {}
    for name, keys in wanted.items():
        model = _model_of(info, name)
        if model is not None:
            rows: Any = model._default_manager
            visible = rows.visible_to(info.context.viewer).filter(pk__in=keys)
            found |= {(name, row.pk): row for row in together(visible)}
    return [found.get(_split(id)) for id in ids]


def _model_of(info: Info, name: str) -> type[Model] | None:
    origin = getattr(info.schema.get_type_by_name(name), "origin", None)
    if isinstance(origin, type) and Node in origin.__bases__:
        return getattr(origin, "__strawberry_django_definition__").model
    return None


def _split(id: str) -> tuple[str, int]:
    """The type's name and key in a global id; ``("", 0)`` for a malformed one."""
    try:
        text = base64.b64decode(id, altchars=b"-_", validate=True)
    except ValueError:
        return "", 0
    match = GLOBAL_ID.fullmatch(text)
    return (match[1].decode(), int(match[2])) if match else ("", 0)
