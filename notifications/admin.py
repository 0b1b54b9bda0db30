from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator

from notifications import services
from notifications.models import (
    CourseMute,
    Email,
    EmailStatus,
    Notification,
    NotificationPreference,
    Timer,
)
from users.admin.base import BaseAdmin, ReadOnly, link_to, person


@admin.register(Notification)
class NotificationAdmin(ReadOnly, BaseAdmin):
    fields = [
        "user",
        "type",
        "message",
        "link",
        "course",
        "progress",
        "key",
        "in_app",
        "email_cadence",
        "email",
        "is_read",
        "read_at",
        "created_at",
    ]
    list_display = [
        "id",
        link_to("user", ordering="user__username"),
        "type",
        "excerpt",
        "in_app",
        "is_read",
        "created_at",
    ]
    list_filter = ["type", "in_app", "is_read", "created_at"]
    list_select_related = ["user"]
    search_fields = [*person("user"), "message"]
    ordering = ["-pk"]

    @admin.display(description="message")
    def excerpt(self, notification: Notification) -> str:
        return Truncator(notification.message).chars(80)


@admin.register(Email)
class EmailAdmin(ReadOnly, BaseAdmin):
    """What was sent is not sent again, nor what was skipped: nobody wants it."""

    fields = [
        "user",
        "address",
        "kind",
        "lists",
        "status",
        "due_at",
        "tries",
        "last_error",
        "claimed_until",
        "sent_at",
        "created_at",
        "key",
    ]
    list_display = [
        "id",
        "status",
        link_to("user", ordering="user__username"),
        "address",
        "kind",
        "tries",
        "excerpt",
        "due_at",
        "sent_at",
    ]
    list_filter = ["status", "kind", "created_at", "sent_at"]
    list_select_related = ["user"]
    search_fields = [*person("user"), "last_error"]
    ordering = ["-pk"]
    actions = ["send_again"]

    def has_send_permission(self, request: Any) -> bool:
        return request.user.has_perm("notifications.change_email")

    @admin.display(ordering="user__email")
    def address(self, email: Email) -> str:
        return email.user.email

    @admin.display(description="last error")
    def excerpt(self, email: Email) -> str:
        return Truncator(email.last_error).chars(80) or "–"

    @admin.action(description="Send again", permissions=["send"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Email]) -> None:
        def deed(email: Email) -> None:
            services.send_again(email=email)

        failed = queryset.filter(status=EmailStatus.FAILED)
        self.do_to_each(request, failed, deed, "Queued again")


@admin.register(NotificationPreference)
class NotificationPreferenceAdmin(ReadOnly, BaseAdmin):
    fields = ["user", "type", "in_app", "email"]
    list_display = [
        "id",
        link_to("user", ordering="user__username"),
        "type",
        "in_app",
        "email",
    ]
    list_filter = ["type", "in_app", "email"]
    list_select_related = ["user"]
    search_fields = person("user")
    ordering = ["-pk"]


@admin.register(CourseMute)
class CourseMuteAdmin(ReadOnly, BaseAdmin):
    fields = ["user", "course"]
    list_display = [
        "id",
        link_to("user", ordering="user__username"),
        link_to("course", ordering="course__title"),
    ]
    list_select_related = ["user", "course"]
    search_fields = [*person("user"), "course__title"]
    ordering = ["-pk"]


@admin.register(Timer)
class TimerAdmin(ReadOnly, BaseAdmin):
    fields = ["name", "due_at"]
    list_display = ["name", "due_at"]
    ordering = ["due_at"]
