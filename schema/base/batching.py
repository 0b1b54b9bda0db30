"""Loading what several rows need at once, so that no list costs a query a row.

Rows that were fetched together know each other. The first one that is asked for
something that has to be loaded loads it for all of them, so the number of
statements depends on the document alone and never on how many rows there are.
"""

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

from django.db.models import Model

from schema.base.errors import Vanished

Row = TypeVar("Row", bound=Model)


class Batch:
    """Rows that were fetched together, and what was loaded for them, by row."""

    def __init__(self, rows: list[Any]) -> None:
        self.rows = rows
        self.loaded: dict[Hashable, dict[Any, Any]] = {}


def together(rows: Iterable[Row]) -> list[Row]:
    """The rows as a list that will load what it needs together."""
    rows = list(rows)
    batch = Batch(rows)
    for row in rows:
        row.__dict__["_batch"] = batch
    return rows


def load(
    row: Model, key: Hashable, loader: Callable[[list[Any]], dict[Any, Any]]
) -> Any:
    """What ``loader`` has for the row: it is called once for all rows of the batch.

    ``loader`` takes the rows and returns a mapping from primary keys; ``None``
    stands for a row that is not in it.
    """
    batch = _batch_of(row)
    if key not in batch.loaded:
        batch.loaded[key] = loader(batch.rows)
    return batch.loaded[key].get(row.pk)


def related(row: Model, name: str) -> Any:
    """The row's related object by a foreign key, or one-to-one from either side.

    Raises :class:`Vanished` where there always is one, but for a deletion meanwhile.
    """
    field: Any = row._meta.get_field(name)
    own, theirs = (
        (field.attname, "pk") if field.concrete else ("pk", field.field.attname)
    )

    def loader(rows: list[Any]) -> dict[Any, Any]:
        lacking = [peer for peer in rows if not field.is_cached(peer)]
        keys = {getattr(peer, own) for peer in lacking} - {None}
        peers = field.related_model._base_manager.filter(**{f"{theirs}__in": keys})
        found = {getattr(one, theirs): one for one in peers}
        for peer in lacking:
            field.set_cached_value(peer, found.get(getattr(peer, own)))
        objects = {peer.pk: field.get_cached_value(peer) for peer in rows}
        together({id(one): one for one in objects.values() if one}.values())
        return objects

    found = load(row, ("related", name), loader)
    if found is None and field.concrete and not field.null:
        raise Vanished
    return found


def _batch_of(row: Model) -> Batch:
    if "_batch" not in row.__dict__:
        together([row])
    return row.__dict__["_batch"]
