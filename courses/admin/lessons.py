from typing import Any

from django.contrib import admin
from django.db.models import FileField, QuerySet
from django.forms import BaseInlineFormSet
from django.http import HttpRequest

from courses import lessons, resources
from courses.admin.contents import WithContents
from courses.admin.private_files import PrivateFile, PrivateFileAdmin, PrivateFileInput
from courses.models import Lesson, Resource
from files.forms import checked_by
from files.uploads import received
from files.videos import checked_video
from users.admin.base import ReadOnly, changes_of, link_to


class LessonInline(PrivateFile, ReadOnly, admin.TabularInline):
    model = Lesson
    private_file = "video_file"
    fields = ["order", "title", "is_preview", "video_file", "created_at"]
    ordering = ["order"]
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Lesson]:
        return super().get_queryset(request).defer("content")


class ResourceFormSet(BaseInlineFormSet):
    def save_new(self, form: Any, commit: bool = True) -> Resource:
        title, file = form.cleaned_data["title"], form.cleaned_data["file"]
        return resources.add_resource(lesson=self.instance, title=title, file=file)

    def save_existing(self, form: Any, obj: Resource, commit: bool = True) -> Resource:
        return resources.update_resource(resource=obj, **changes_of(form))

    def delete_existing(self, obj: Resource, commit: bool = True) -> None:
        resources.delete_resource(resource=obj)


RESOURCE: Any = {FileField: checked_by(received, widget=PrivateFileInput)}


class ResourceInline(PrivateFile, admin.TabularInline):
    """Who may not change a lesson and its files only looks at them."""

    model = Resource
    formset = ResourceFormSet
    formfield_overrides = RESOURCE
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
class LessonAdmin(WithContents, PrivateFileAdmin):
    """A new lesson stands at the end; ``order`` moves it to the place of another."""

    kind = "video"
    private_file = "video_file"
    formfield_overrides = {
        FileField: checked_by(checked_video, widget=PrivateFileInput)
    }
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
        return [*readonly, "created_at", *(["course"] if obj else [])]

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        if not change:
            video = form.cleaned_data["video_file"]
            lessons.add_lesson(course=obj.course, lesson=obj, video=video)
            return
        changes = changes_of(form)
        # First, because it locks the course: see courses.enrollment.
        if place := changes.pop("order", None):
            lessons.move_lesson(lesson=obj, place=place)
        lessons.update_lesson(lesson=obj, **changes)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """With what the deletion is refused for, in place of a failure of it."""
        *found, protected = super().get_deleted_objects(objs, request)
        bare = lessons.published_courses_without([lesson.pk for lesson in objs])
        reasons = [f"{course}: {lessons.LAST_LESSON}" for course in bare]
        return *found, [*protected, *reasons]

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
    formfield_overrides = RESOURCE
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

    def save_model(self, request: Any, obj: Any, form: Any, change: bool) -> None:
        resources.update_resource(resource=obj, **changes_of(form))

    def delete_model(self, request: HttpRequest, obj: Resource) -> None:
        resources.delete_resource(resource=obj)

    def delete_queryset(
        self, request: HttpRequest, queryset: QuerySet[Resource]
    ) -> None:
        for resource in queryset:
            resources.delete_resource(resource=resource)
