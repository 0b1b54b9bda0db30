from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import Truncator

from reviews import services
from reviews.models import Review
from users.admin.base import BaseAdmin, changes_of, link_to, person


@admin.register(Review)
class ReviewAdmin(BaseAdmin):
    """Reviews are written by students alone; support moderates them."""

    fields = ["course", "student", "rating", "comment", "created_at", "updated_at"]
    readonly_fields = ["course", "student", "created_at", "updated_at"]
    list_display = [
        "id",
        link_to("course", ordering="course__title"),
        link_to("student", ordering="student__username"),
        "rating",
        "excerpt",
        "created_at",
    ]
    list_filter = ["rating", ("comment", admin.EmptyFieldListFilter), "created_at"]
    list_select_related = ["course", "student"]
    search_fields = ["course__title", *person("student"), "comment"]
    ordering = ["-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @admin.display(description="comment")
    def excerpt(self, review: Review) -> str:
        return Truncator(review.comment).chars(80)

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        services.update_review(review=obj, **changes_of(form))

    def delete_model(self, request: HttpRequest, obj: Review) -> None:
        services.delete_review(review=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Review]) -> None:
        # Each in a transaction of its own: together they could deadlock with students.
        for review in queryset:
            services.delete_review(review=review)
