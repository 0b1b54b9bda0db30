from enum import Enum
from typing import Annotated, Any

import strawberry

from schema.base.inputs import given


@strawberry.enum(description="What kind of notification it is.")
class NotificationType(Enum):
    SYSTEM = strawberry.enum_value("system", description="News of the platform.")
    EMAIL = strawberry.enum_value("email", description="Also sent as an e-mail.")
    REMINDER = strawberry.enum_value(
        "reminder", description="Asks the student to go on with a course."
    )


@strawberry.input(
    description="Which notifications: those that meet every condition given."
)
class NotificationFilter:
    is_read: bool | None = strawberry.field(
        default=strawberry.UNSET, description="Those that were read, or were not."
    )
    type: NotificationType | None = strawberry.field(
        default=strawberry.UNSET, description="Those of this kind."
    )

    def apply(self, notifications: Any) -> Any:
        if given(self.is_read):
            notifications = notifications.filter(is_read=self.is_read)
        if given(self.type):
            notifications = notifications.filter(type=self.type.value)
        return notifications


NotificationFilters = Annotated[
    NotificationFilter | None,
    strawberry.argument(description="Which notifications; all without it."),
]
