from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, F, FileField, QuerySet
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html

from courses import enrollment, lessons
from courses.models import Category, Course, Enrollment, Lesson, Progress, Resource
from files.signing import Ticket, path_of
from users.admin import BaseAdmin, ReadOnly, address, link_to, person


@admin.register(Category)
class CategoryAdmin(BaseAdmin):
    fieldsets = [
        (None, {"fields": ["name", "slug"]}),
        ("Related", {"fields": ["lists"]}),
    ]
    prepopulated_fields = {"slug": ["name"]}
    readonly_fields = ["lists"]
    list_display = ["name", "slug", "course_count"]
    search_fields = ["name", "slug"]
    ordering = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Category]:
        return super().get_queryset(request).annotate(course_count=Count("courses"))

    @admin.display(description="courses", ordering="course_count")
    def course_count(self, category: Any) -> int:
        return category.course_count


class CourseForm(ModelForm):
    def clean_instructor(self) -> Any:
        instructor = self.cleaned_data["instructor"]
        students = Enrollment.objects.active().filter(course=self.instance.pk)
        if students.filter(student=instructor).exists():
            raise ValidationError("This person is a student of the course.")
        return instructor


@dataclass(frozen=True)
class FileLink:
    """A private file, which has an address only for who asks for it by the admin."""

    file: Any

    def __str__(self) -> str:
        return self.file.name

    @property
    def url(self) -> str:
        return address(self.file.instance, "file", self.file.instance.pk)


class PrivateFileInput(AdminFileWidget):
    def is_initial(self, value: Any) -> bool:
        return bool(value and getattr(value, "instance", None))

    def format_value(self, value: Any) -> Any:
        return FileLink(value) if self.is_initial(value) else None


class PrivateFile:
    """Mixin for the admin or an inline of a model with a ``private_file``.

    Wherever Django would link to the file at its storage there is a ``file_link``.
    """

    private_file: str
    formfield_overrides: Any = {FileField: {"widget": PrivateFileInput}}

    @admin.display(description="file")
    def file_link(self, row: Any) -> str:
        file = getattr(row, self.private_file)
        if not file:
            return "–"
        link = FileLink(file)
        return format_html('<a href="{}">{}</a>', link.url, link)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly: Any = super().get_readonly_fields(request, obj)  # type: ignore
        return [*readonly, "file_link"]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets: Any = super().get_fieldsets(request, obj)  # type: ignore
        if obj is None or self.has_change_permission(request, obj):  # type: ignore
            return fieldsets
        shown = {self.private_file: "file_link"}
        return [
            (title, {**options, "fields": [shown.get(f, f) for f in options["fields"]]})
            for title, options in fieldsets
        ]


class PrivateFileAdmin(PrivateFile, BaseAdmin):
    kind: str  # of the tickets that open the file

    def get_urls(self) -> Any:
        name = f"{self.opts.app_label}_{self.opts.model_name}_file"
        view = self.admin_site.admin_view(self.file_view)
        return [path("<path:object_id>/file/", view, name=name), *super().get_urls()]

    def file_view(self, request: Any, object_id: str) -> HttpResponseBase:
        """Send the viewer to the address that opens the file for them, or does not."""
        row = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, row):
            raise PermissionDenied
        file = getattr(row, self.private_file, None)
        if row is None or not file:
            raise Http404("There is no such file.")
        ticket = Ticket(self.kind, row.pk, request.user.pk)
        return redirect(path_of(ticket, PurePath(file.name).name))


class LessonInline(PrivateFile, ReadOnly, admin.TabularInline):
    model = Lesson
    private_file = "video_file"
    fields = ["order", "title", "is_preview", "video_file", "created_at"]
    ordering = ["order"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lesson]:
        return super().get_queryset(request).defer("content")


PUBLICATION = ["slug", "is_published", "published_at", "created_at", "updated_at"]
NUMBERS = ["lesson_count", "student_count", "rating", "distribution"]


@admin.register(Course)
class CourseAdmin(BaseAdmin):
    """A course with students is not deleted but unpublished."""

    form = CourseForm
    fieldsets = [
        (
            None,
            {"fields": ["title", "description", "instructor", "category", "thumbnail"]},
        ),
        ("Publication", {"fields": [*PUBLICATION]}),
        ("Numbers", {"fields": [*NUMBERS]}),
        ("Related", {"fields": ["lists", "new_lesson"]}),
    ]
    autocomplete_fields = ["instructor", "category"]
    inlines = [LessonInline]
    readonly_fields = [*PUBLICATION, *NUMBERS, "lists", "new_lesson"]
    list_display = [
        "title",
        link_to("instructor", ordering="instructor__username"),
        "category",
        "is_published",
        "lesson_count",
        "student_count",
        "rating",
        "created_at",
    ]
    list_filter = ["is_published", "category", "created_at"]
    list_select_related = ["instructor", "category"]
    search_fields = ["title", *person("instructor")]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    actions = ["publish", "unpublish"]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        return self.inlines if obj else []

    @admin.display(ordering="rating_average")
    def rating(self, course: Course) -> str:
        if not course.rating_count:
            return "–"
        return f"{course.rating_average:.1f} ({course.rating_count})"

    @admin.display(description="reviews by stars")
    def distribution(self, course: Course) -> str:
        numbers = enumerate(course.rating_distribution, start=1)
        return ", ".join(f"{stars}★ {number}" for stars, number in numbers)

    @admin.display(description="new")
    def new_lesson(self, course: Course) -> str:
        url = address(Lesson, "add")
        return format_html('<a href="{}?course={}">lesson</a>', url, course.pk)

    @admin.action(description="Publish", permissions=["change"])
    def publish(self, request: HttpRequest, queryset: QuerySet[Course]) -> None:
        def deed(course: Course) -> None:
            now = timezone.now()
            Course.objects.filter(pk=course.pk).update(
                is_published=True,
                published_at=Coalesce(F("published_at"), now),
                updated_at=now,
            )

        self.do_to_each(request, queryset.filter(is_published=False), deed, "Published")

    @admin.action(description="Unpublish", permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Course]) -> None:
        def deed(course: Course) -> None:
            Course.objects.filter(pk=course.pk).update(
                is_published=False, updated_at=timezone.now()
            )

        self.do_to_each(
            request, queryset.filter(is_published=True), deed, "Unpublished"
        )


class ResourceInline(PrivateFile, admin.TabularInline):
    """Who may not change a lesson and its files only looks at them."""

    model = Resource
    private_file = "file"
    fields = ["title", "file"]
    extra = 0

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        permitted = super().has_change_permission(request, obj)
        return permitted and request.user.has_perm("courses.change_lesson")

    def has_add_permission(self, request: Any, obj: Any = None) -> bool:
        permitted = super().has_add_permission(request, obj)
        return permitted and (obj is None or self.has_change_permission(request, obj))


@admin.register(Lesson)
class LessonAdmin(PrivateFileAdmin):
    kind = "video"
    private_file = "video_file"
    fieldsets = [
        (None, {"fields": ["course", "title", "content", "video_file", "is_preview"]}),
        ("Place", {"fields": ["order", "created_at"]}),
    ]
    autocomplete_fields = ["course"]
    inlines = [ResourceInline]
    list_display = [
        "title",
        "order",
        link_to("course", ordering="course__title"),
        "is_preview",
        "file_link",
        "created_at",
    ]
    list_filter = [
        "is_preview",
        ("video_file", admin.EmptyFieldListFilter),
        "created_at",
    ]
    list_select_related = ["course"]
    search_fields = ["title", "course__title"]
    ordering = ["course_id", "order"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lesson]:
        return super().get_queryset(request).defer("content")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        readonly = super().get_readonly_fields(request, obj)
        return [*readonly, "order", "created_at", *(["course"] if obj else [])]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
        else:
            lessons.add_lesson(course=obj.course, lesson=obj)

    def delete_model(self, request: HttpRequest, obj: Lesson) -> None:
        lessons.delete_lesson(lesson=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Lesson]) -> None:
        # Each in a transaction of its own: together they could deadlock with students.
        for lesson in queryset:
            lessons.delete_lesson(lesson=lesson)


@admin.register(Resource)
class ResourceAdmin(PrivateFileAdmin):
    """Resources are added on the page of their lesson."""

    kind = "resource"
    private_file = "file"
    fields = ["title", "lesson", "file"]
    readonly_fields = ["lesson"]
    list_display = [
        "title",
        link_to("lesson", ordering="lesson__title"),
        "lesson__course",
        "file_link",
    ]
    list_select_related = ["lesson__course"]
    search_fields = ["title", "lesson__title", "lesson__course__title"]
    ordering = ["-pk"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


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
        ("Dates", {"fields": ["enrolled_at", "last_activity_at"]}),
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
