import strawberry

from schema.base.context import Info
from schema.users.types import User
from users.models import User as UserRow


@strawberry.type
class Query:
    @strawberry.field(description="Who is signed in; null when nobody is.")
    def me(self, info: Info) -> User | None:
        viewer = info.context.viewer
        return viewer if isinstance(viewer, UserRow) else None
