from typing import Annotated

import strawberry

from schema.base.ordering import Ordering


@strawberry.input(one_of=True, description="One key to sort reviews by.")
class ReviewOrder:
    created_at: Ordering | None = strawberry.field(
        default=strawberry.UNSET, description="By the time at which they were written."
    )
    rating: Ordering | None = strawberry.field(
        default=strawberry.UNSET, description="By their stars."
    )


ReviewOrdering = Annotated[
    list[ReviewOrder] | None,
    strawberry.argument(
        description="How to sort, the first key first; the newest first without it."
    ),
]
