from typing import Any

from django.db.models import QuerySet

BATCH = 1000  # rows of one transaction


def delete_in_batches(rows: QuerySet[Any]) -> int:
    """Delete the rows in short transactions, and return how many that were.

    Call it outside of any other. What it leaves when it dies, the next call finds.
    """
    total = 0
    rest = rows.order_by("pk").values_list("pk", flat=True)
    keys = list(rest[:BATCH])
    while keys:
        total += rows.filter(pk__in=keys).delete()[0]
        keys = list(rest.filter(pk__gt=keys[-1])[:BATCH])
    return total
