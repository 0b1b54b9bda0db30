from typing import Annotated

import strawberry

from schema.base.context import Info
from schema.base.errors import BadUserInput
from schema.base.nodes import Node, find_all

MAX_IDS = 100


@strawberry.type
class Query:
    @strawberry.field(
        description="Any object by its global id; null for an unknown or malformed id "
        "and for an object that the viewer may not see."
    )
    def node(
        self,
        info: Info,
        id: Annotated[
            strawberry.ID, strawberry.argument(description="The object's global id.")
        ],
    ) -> Node | None:
        return find_all(info, [id])[0]

    @strawberry.field(
        description="Objects by their global ids, in the order of the ids, each null "
        "where `node` would be."
    )
    def nodes(
        self,
        info: Info,
        ids: Annotated[
            list[strawberry.ID],
            strawberry.argument(description=f"The global ids, at most {MAX_IDS}."),
        ],
    ) -> list[Node | None]:
        if len(ids) > MAX_IDS:
            raise BadUserInput(f"`ids` has at most {MAX_IDS} ids.")
        return find_all(info, ids)
