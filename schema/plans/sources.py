"""Where generated code reads an object's columns: a statement's tuples, or rows."""

from typing import Any

from django.core.exceptions import FieldDoesNotExist

from schema.plans.code import Builder
from schema.plans.running import maker
from schema.plans.statements import Statement


class Tuples:
    """Objects that are tuples of a statement, from the columns at a prefix on."""

    def __init__(self, statement: Statement, model: Any, prefix: str = "") -> None:
        self.statement, self.model, self.prefix = statement, model, prefix

    def column(self, path: str) -> str:
        return f"r[{self.statement.place(self.prefix + path)}]"

    def field(self, name: str) -> Any:
        """The model's concrete field of this name, if it is one."""
        try:
            field = self.model._meta.get_field(name)
        except FieldDoesNotExist:
            return None
        return field if field.concrete else None

    def related(self, name: str) -> "Tuples":
        model = self.model._meta.get_field(name).related_model
        return Tuples(self.statement, model, f"{self.prefix}{name}__")

    def rows(self, builder: Builder) -> str:
        """The name of a list of the objects as rows of Django's."""
        key = (self.prefix, "rows")
        if key not in builder.kept:
            names = self._loaded()
            places = [self.statement.place(self.prefix + name) for name in names]
            make = builder.module.constant(maker(self.model, names, places), "rows_of")
            builder.kept[key] = builder.before(f"{make}(rows)", "objects")
        return builder.kept[key]

    def _loaded(self) -> list[str]:
        """The columns that the queryset would load, in the model's order."""
        names, is_deferred = self.statement.queryset.query.deferred_loading
        deferred = set()
        if is_deferred:
            deferred = {
                name.removeprefix(self.prefix)
                for name in names
                if name.startswith(self.prefix)
            }
        fields = self.model._meta.concrete_fields
        return [one.attname for one in fields if one.name not in deferred]


class Objects:
    """Objects of Python: rows of Django's, or what a resolver returned."""

    model: Any = None

    def column(self, path: str) -> str:
        *relations, column = path.split("__")
        source = "r"
        for relation in relations:
            source = f"related({source}, {relation!r})"
        return f"{source}.{column}"

    def field(self, name: str) -> Any:
        return None

    def rows(self, builder: Builder) -> str:
        return "rows"
