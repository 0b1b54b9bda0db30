import strawberry

from notifications import models, services
from schema.base.context import Info
from schema.base.inputs import given
from schema.base.nodes import global_id
from schema.base.payloads import Payload, must_find, mutation
from schema.notifications.types import Notification
from schema.users.types import User


@strawberry.input(description="Which notification was read.")
class MarkNotificationReadInput:
    notification_id: strawberry.ID = strawberry.field(
        description="The global id of the notification."
    )


@strawberry.input(description="Up to which notification all were read.")
class MarkAllNotificationsReadInput:
    up_to: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="The global id of the newest notification that the viewer saw; "
        "all that there are without it.",
    )


@strawberry.input(description="Which notification to delete.")
class DeleteNotificationInput:
    notification_id: strawberry.ID = strawberry.field(
        description="The global id of the notification."
    )


@strawberry.type(description="The result of `markNotificationRead`.")
class MarkNotificationReadPayload(Payload):
    notification: Notification | None = strawberry.field(
        default=None, description="The notification as changed; null when refused."
    )
    viewer: User | None = strawberry.field(
        default=None, description="Whose it is, with the new count; null when refused."
    )


@strawberry.type(description="The result of `markAllNotificationsRead`.")
class MarkAllNotificationsReadPayload(Payload):
    marked_count: int | None = strawberry.field(
        default=None, description="How many were not read before; null when refused."
    )
    viewer: User | None = strawberry.field(
        default=None,
        description="Whose they are, with the new count; null when refused.",
    )


@strawberry.type(description="The result of `deleteNotification`.")
class DeleteNotificationPayload(Payload):
    deleted_id: strawberry.ID | None = strawberry.field(
        default=None,
        description="The global id that the notification had; null when refused.",
    )
    viewer: User | None = strawberry.field(
        default=None, description="Whose it was, with the new count; null when refused."
    )


@strawberry.type
class Mutation:
    @mutation(
        description="Mark a notification of the viewer's as read. Does nothing twice."
    )
    def mark_notification_read(
        self, info: Info, input: MarkNotificationReadInput
    ) -> MarkNotificationReadPayload | None:
        notification = _notification(info, input.notification_id, "notification_id")
        return MarkNotificationReadPayload(
            notification=services.mark_read(notification=notification),
            viewer=info.context.user,
        )

    @mutation(description="Mark the viewer's notifications as read.")
    def mark_all_notifications_read(
        self, info: Info, input: MarkAllNotificationsReadInput
    ) -> MarkAllNotificationsReadPayload | None:
        up_to = (
            _notification(info, input.up_to, "up_to") if given(input.up_to) else None
        )
        marked = services.mark_all_read(user=info.context.user, up_to=up_to)
        return MarkAllNotificationsReadPayload(
            marked_count=marked, viewer=info.context.user
        )

    @mutation(description="Delete a notification of the viewer's.")
    def delete_notification(
        self, info: Info, input: DeleteNotificationInput
    ) -> DeleteNotificationPayload | None:
        notification = _notification(info, input.notification_id, "notification_id")
        deleted_id = strawberry.ID(global_id(notification))
        services.delete(notification=notification)
        return DeleteNotificationPayload(
            deleted_id=deleted_id, viewer=info.context.user
        )


def _notification(info: Info, id: str, field: str) -> models.Notification:
    return must_find(info, models.Notification, id, field)
