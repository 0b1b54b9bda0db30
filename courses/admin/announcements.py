from django.contrib import admin
from django.utils.text import Truncator

from courses.models import Announcement
from users.admin.base import BaseAdmin, ReadOnly, link_to


@admin.register(Announcement)
class AnnouncementAdmin(ReadOnly, BaseAdmin):
    fields = ["course", "message", "link", "created_at", "finished_at"]
    list_display = [
        "id",
        link_to("course", ordering="course__title"),
        "excerpt",
        "created_at",
        "finished_at",
    ]
    list_filter = [("finished_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["course"]
    search_fields = ["course__title", "message"]
    ordering = ["-pk"]

    @admin.display(description="message")
    def excerpt(self, announcement: Announcement) -> str:
        return Truncator(announcement.message).chars(80)
