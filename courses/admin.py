from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Count, F, QuerySet
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html

from courses import enrollment, lessons
from courses.models import Category, Course, Enrollment, Lesson, Progress, Resource
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


class LessonInline(ReadOnly, admin.TabularInline):
    model = Lesson
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


class ResourceInline(admin.TabularInline):
    model = Resource
    extra = 0


@admin.register(Lesson)
class LessonAdmin(BaseAdmin):
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
        "video_file",
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
        return ["order", "created_at", *(["course"] if obj else [])]

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
class ResourceAdmin(BaseAdmin):
    """Resources are added on the page of their lesson."""

    fields = ["title", "lesson", "file"]
    readonly_fields = ["lesson"]
    list_display = [
        "title",
        link_to("lesson", ordering="lesson__title"),
        "lesson__course",
        "file",
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
