from typing import Any

from django.db.models import CASCADE
from django.http import HttpRequest


class WithContents:
    """Mixin for the admin of a model whose rows are deleted with all that is in them.

    The right to delete a row is enough. The page that asks counts what goes with it:
    listed, the progress of all students would be too much to read, or to send.
    """

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        counts = {}
        relations: Any = self.opts.related_objects  # type: ignore[attr-defined]
        for relation in relations:
            if relation.on_delete is CASCADE:
                model = relation.related_model
                here = {f"{relation.field.name}__in": objs}
                rows = model._default_manager.filter(**here)
                counts[model._meta.verbose_name_plural] = rows.count()
        return [str(row) for row in objs], counts, set(), []
