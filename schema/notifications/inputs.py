from enum import Enum
from typing import Annotated, Any

import strawberry

from notifications import models
from schema.base.inputs import given


@strawberry.enum(description="What kind of notification it is.")
class NotificationType(Enum):
    SYSTEM = strawberry.enum_value("system", description="News of the platform.")
    EMAIL = strawberry.enum_value("email", description="Also sent as an e-mail.")
    REMINDER = strawberry.enum_value(
        "reminder", description="Asks the student to go on with a course."
    )


@strawberry.enum(description="When notifications of a type are sent by e-mail.")
class EmailCadence(Enum):
    IMMEDIATE = strawberry.enum_value("immediate", description="Each one at once.")
    DAILY = strawberry.enum_value(
        "daily", description="All in one e-mail, in the person's morning."
    )
    NEVER = strawberry.enum_value("never", description="Not by e-mail.")


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


@strawberry.input(
    description="How to tell notifications of a type; what is left out, or null, keeps "
    "its value."
)
class NotificationPreferenceInput:
    type: NotificationType = strawberry.field(description="The type; once an update.")
    in_app: bool | None = strawberry.field(
        default=strawberry.UNSET,
        description="Whether they are shown in `notifications` and counted.",
    )
    email: EmailCadence | None = strawberry.field(
        default=strawberry.UNSET, description="When they are sent by e-mail."
    )

    def change(self) -> tuple[models.NotificationType, dict[str, Any]]:
        """The type, and the values to set."""
        values: dict[str, Any] = {}
        if given(self.in_app):
            values["in_app"] = self.in_app
        if given(self.email):
            values["email"] = self.email.value
        type: Any = self.type.value
        return models.NotificationType(type), values


NotificationFilters = Annotated[
    NotificationFilter | None,
    strawberry.argument(description="Which notifications; all without it."),
]
