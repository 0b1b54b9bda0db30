from django.contrib import admin

from users.admin.base import BaseAdmin, ReadOnly, link_to, person
from users.models import RefreshToken


@admin.register(RefreshToken)
class RefreshTokenAdmin(ReadOnly, BaseAdmin):
    fields = ["user", "family", "created_at", "expires_at", "revoked_at"]
    list_display = [
        "id",
        link_to("user", ordering="user__username"),
        "family",
        "created_at",
        "expires_at",
        "revoked_at",
    ]
    list_filter = [("revoked_at", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["user"]
    search_fields = person("user")
    ordering = ["-pk"]
