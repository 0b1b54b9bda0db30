from contextlib import suppress
from typing import Any

from django.contrib import admin
from django.db.models import Count, ImageField, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from courses import authoring
from courses.admin.contents import WithContents
from courses.admin.lessons import LessonInline
from courses.exceptions import Gone
from courses.models import Category, Course, Lesson
from files.forms import checked_by
from files.images import cleaned_image
from users.admin.base import BaseAdmin, address, changes_of, link_to, person


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


PUBLICATION = ["slug", "is_published", "published_at", "created_at", "updated_at"]
NUMBERS = ["lesson_count", "student_count", "rating", "distribution"]


@admin.register(Course)
class CourseAdmin(WithContents, BaseAdmin):
    formfield_overrides = {ImageField: checked_by(cleaned_image)}
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

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if not change:
            obj.pk = authoring.create_course(**form.cleaned_data).pk
        elif form.changed_data:
            authoring.update_course(course=obj, **changes_of(form))

    def delete_model(self, request: HttpRequest, obj: Course) -> None:
        with suppress(Gone):  # somebody else was quicker
            authoring.delete_course(course=obj, confirm=True)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Course]) -> None:
        # Each in a transaction of its own: together they could deadlock with students.
        for course in queryset:
            self.delete_model(request, course)

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
            with suppress(Gone):
                authoring.publish_course(course=course)

        self.do_to_each(request, queryset.filter(is_published=False), deed, "Published")

    @admin.action(description="Unpublish", permissions=["change"])
    def unpublish(self, request: HttpRequest, queryset: QuerySet[Course]) -> None:
        def deed(course: Course) -> None:
            with suppress(Gone):
                authoring.unpublish_course(course=course)

        self.do_to_each(
            request, queryset.filter(is_published=True), deed, "Unpublished"
        )
