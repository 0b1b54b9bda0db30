from collections.abc import AsyncIterator
from typing import Annotated

import strawberry

from notifications import models
from schema.base.context import Context, Info
from schema.base.errors import BadUserInput
from schema.base.live import looks
from schema.base.nodes import key_of
from schema.notifications.types import Notification

PAGE = 100  # notifications that are in memory at once

After = Annotated[
    strawberry.ID | None,
    strawberry.argument(
        description="The global id of the last notification that the client has: what "
        "came after it is sent first. Only what is new from now on without it."
    ),
]


@strawberry.type
class Subscription:
    @strawberry.subscription(
        description="Each notification of the viewer's: first what was missed since "
        "`after`, then each new one when it comes, in order, none twice. A client that "
        "connects again gives the last id that it saw and misses nothing."
    )
    async def notification_received(
        self, info: Info, after: After = None
    ) -> AsyncIterator[Notification]:
        cursor = _key(after)

        def read(context: Context) -> list[models.Notification]:
            nonlocal cursor
            own = context.user.notifications.visible_to(context.user)
            if cursor is None:
                newest = own.order_by("-pk").values_list("pk", flat=True).first()
                cursor = newest or 0
            return list(own.filter(pk__gt=cursor).order_by("pk")[:PAGE])

        async for page in looks(info, read, lambda page: len(page) == PAGE):
            for notification in page:
                yield notification
                cursor = notification.pk

    @strawberry.subscription(
        description="How many notifications the viewer has not read: the count now, "
        "then each time that it changes, on whatever device."
    )
    async def unread_notification_count(self, info: Info) -> AsyncIterator[int]:
        known = None
        async for count in looks(info, _unread_count):
            if count != known:
                yield count
            known = count


def _unread_count(context: Context) -> int:
    return context.user.notifications.unread().count()


def _key(after: str | None) -> int | None:
    """The key after which to begin. Raises ``BadUserInput``."""
    if after is None:
        return None
    key = key_of(models.Notification, after)
    if key is None:
        raise BadUserInput("`after` is not the id of a notification.")
    return key
