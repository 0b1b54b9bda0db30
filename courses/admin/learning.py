from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from courses import enrollment
from courses.models import Enrollment, Progress
from users.admin.base import BaseAdmin, ReadOnly, link_to, person


class ProgressInline(ReadOnly, admin.TabularInline):
    model = Progress
    fields = [
        "lesson",
        "is_completed",
        "completed_at",
        "position_seconds",
        "completion_changed_at",
    ]
    ordering = ["lesson__order"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Progress]:
        rows = super().get_queryset(request)
        return rows.select_related("lesson").defer("lesson__content")


@admin.register(Enrollment)
class EnrollmentAdmin(ReadOnly, BaseAdmin):
    fieldsets = [
        (None, {"fields": ["student", "course", "is_active", "activations"]}),
        ("Progress", {"fields": ["percent", "completed_lesson_count", "completed_at"]}),
        ("Dates", {"fields": ["enrolled_at", "returned_at", "last_activity_at"]}),
    ]
    inlines = [ProgressInline]
    list_display = [
        "id",
        link_to("student", ordering="student__username"),
        link_to("course", ordering="course__title"),
        "is_active",
        "percent",
        "enrolled_at",
        "last_activity_at",
        "completed_at",
    ]
    list_filter = [
        "is_active",
        ("completed_at", admin.EmptyFieldListFilter),
        "enrolled_at",
    ]
    list_select_related = ["student", "course"]
    search_fields = [*person("student"), "course__title"]
    ordering = ["-pk"]
    actions = ["enroll_again", "take_out"]

    def has_move_permission(self, request: Any) -> bool:
        return request.user.has_perm("courses.change_enrollment")

    @admin.display(description="done")
    def percent(self, row: Enrollment) -> str:
        return f"{row.progress_percent} %"

    def name_of(self, row: Enrollment) -> str:
        return f"{row.student} in {row.course}"

    @admin.action(description="Enroll again", permissions=["move"])
    def enroll_again(
        self, request: HttpRequest, queryset: QuerySet[Enrollment]
    ) -> None:
        def deed(row: Enrollment) -> None:
            enrollment.enroll(student=row.student, course=row.course)

        rows = queryset.filter(is_active=False).select_related("course__instructor")
        self.do_to_each(request, rows, deed, "Enrolled again")

    @admin.action(description="Take out of the course", permissions=["move"])
    def take_out(self, request: HttpRequest, queryset: QuerySet[Enrollment]) -> None:
        def deed(row: Enrollment) -> None:
            enrollment.unenroll(student=row.student, course=row.course)

        rows = queryset.filter(is_active=True)
        self.do_to_each(request, rows, deed, "Taken out")
