from django.contrib import admin
from django.utils.text import Truncator

from notifications.models import Notification
from users.admin import BaseAdmin, ReadOnly, link_to, person


@admin.register(Notification)
class NotificationAdmin(ReadOnly, BaseAdmin):
    fields = [
        "user",
        "type",
        "message",
        "link",
        "progress",
        "key",
        "is_read",
        "read_at",
        "created_at",
    ]
    list_display = [
        "id",
        link_to("user", ordering="user__username"),
        "type",
        "excerpt",
        "is_read",
        "created_at",
    ]
    list_filter = ["type", "is_read", "created_at"]
    list_select_related = ["user"]
    search_fields = [*person("user"), "message"]
    ordering = ["-pk"]

    @admin.display(description="message")
    def excerpt(self, notification: Notification) -> str:
        return Truncator(notification.message).chars(80)
