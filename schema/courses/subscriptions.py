from collections.abc import AsyncIterator
from datetime import datetime
from typing import Annotated

import strawberry

from courses import models
from schema.base.batching import together
from schema.base.context import Context, Info
from schema.base.errors import BadUserInput
from schema.base.live import looks
from schema.base.nodes import key_of
from schema.courses.types import Enrollment

Which = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="The global id of the course; every course without it."
    ),
]


@strawberry.type
class Subscription:
    @strawberry.subscription(
        description="An enrollment of the viewer's, each time that it changed: lessons "
        "were done or undone, a video was watched further, the viewer came or left, on "
        "whatever device. Of several changes in quick succession the last is sent, and "
        "none of a course that is hidden from the viewer by now. To miss none, "
        "subscribe first and query after that."
    )
    async def progress_changed(
        self, info: Info, course_id: Which = None
    ) -> AsyncIterator[Enrollment]:
        known: dict[int, datetime] | None = None
        key = None if course_id is None else key_of(models.Course, course_id)
        if course_id is not None and key is None:
            raise BadUserInput("`courseId` is not the id of a course.")

        def read(context: Context) -> list[models.Enrollment]:
            nonlocal known
            rows = context.user.enrollments.all()
            current = {
                row.pk: row for row in (rows.filter(course=key) if key else rows)
            }
            changed = {
                pk
                for pk, row in current.items()
                if known is not None and known.get(pk) != row.updated_at
            }
            known = {pk: row.updated_at for pk, row in current.items()}
            # Who has left a course that is not published does not see it any more.
            visible = models.Enrollment.objects.visible_to(context.user)
            return together(visible.filter(pk__in=changed)) if changed else []

        async for changed in looks(info, read):
            for enrollment in changed:
                yield enrollment
