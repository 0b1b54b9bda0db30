import strawberry
from django.core.exceptions import ValidationError

from courses import muting
from courses.models import Course as CourseRow
from notifications import models, preferences, services
from schema.base.context import Info
from schema.base.inputs import given
from schema.base.nodes import global_id
from schema.base.payloads import Payload, must_find, mutation
from schema.courses.types import Course
from schema.notifications.inputs import NotificationPreferenceInput
from schema.notifications.types import Notification, NotificationPreference
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


@strawberry.input(description="How the viewer wants to be told notifications.")
class UpdateNotificationPreferencesInput:
    preferences: list[NotificationPreferenceInput] = strawberry.field(
        description="The types to change, each at most once; the others stay as they "
        "are."
    )


@strawberry.input(description="Of which course to hear nothing, or to hear again.")
class MuteCourseInput:
    course_id: strawberry.ID = strawberry.field(
        description="The global id of the course."
    )
    is_muted: bool = strawberry.field(
        description="Whether the viewer wants to hear nothing of it."
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


@strawberry.type(description="The result of `updateNotificationPreferences`.")
class UpdateNotificationPreferencesPayload(Payload):
    preferences: list[NotificationPreference] | None = strawberry.field(
        default=None,
        description="For every type how it is told from now on; null when refused.",
    )
    viewer: User | None = strawberry.field(
        default=None, description="Whose they are; null when refused."
    )


@strawberry.type(description="The result of `muteCourse`.")
class MuteCoursePayload(Payload):
    course: Course | None = strawberry.field(
        default=None, description="The course; null when refused."
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

    @mutation(
        description="Set how the viewer is told notifications. It holds for those that "
        "come from now on; e-mails that are not sent yet are not sent any more when "
        "they are not wanted."
    )
    def update_notification_preferences(
        self, info: Info, input: UpdateNotificationPreferencesInput
    ) -> UpdateNotificationPreferencesPayload | None:
        changes = dict(one.change() for one in input.preferences)
        if len(changes) < len(input.preferences):
            error = ValidationError("Name each type at most once.", "invalid")
            raise ValidationError({"preferences": error})
        user = info.context.user
        return UpdateNotificationPreferencesPayload(
            preferences=preferences.update_preferences(user=user, changes=changes),
            viewer=user,
        )

    @mutation(
        description="Hear nothing of a course any more, in the app or by e-mail, or "
        "hear of it again. Does nothing twice."
    )
    def mute_course(
        self, info: Info, input: MuteCourseInput
    ) -> MuteCoursePayload | None:
        course = must_find(info, CourseRow, input.course_id, "course_id")
        muted = muting.mute_course(
            user=info.context.user, course=course, is_muted=input.is_muted
        )
        return MuteCoursePayload(course=muted)


def _notification(info: Info, id: str, field: str) -> models.Notification:
    return must_find(info, models.Notification, id, field)
