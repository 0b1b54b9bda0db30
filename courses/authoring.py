"""Writing courses: what their instructor, and staff, do with them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone

from courses import categories
from courses.enrollment import lock
from courses.lessons import delete_files_of
from courses.models import Category, Course, Enrollment, Lesson
from courses.tasks import render_thumbnail
from files.cleanup import delete_after_commit, store, stores_files
from files.renditions import names_of
from users.models import User

WRITTEN = [
    "title",
    "description",
    "category",
    "instructor",
    "thumbnail",
    "thumbnail_width",
    "thumbnail_height",
    "thumbnail_has_renditions",
    "updated_at",
]
NO_DESCRIPTION = ValidationError("Give the course a description.", "required")


@stores_files
def create_course(
    *,
    instructor: User,
    title: str,
    description: str = "",
    category: Category | None = None,
    thumbnail: ContentFile | None = None,
) -> Course:
    """Make a draft. Raises ``ValidationError`` with all that is wrong, or ``Gone``."""
    if category is not None:
        category = categories.lock(category)
    course = Course(instructor=instructor, title=title.strip(), category=category)
    course.description = description
    _refuse_invalid(course)
    if thumbnail is not None:
        _set_thumbnail(course, thumbnail)
    course.save()
    _render(course)
    return course


@stores_files
def update_course(*, course: Course, **changes: Any) -> Course:
    """Set any of ``title``, ``description``, ``category``, ``thumbnail`` and
    ``instructor``, who is no student of the course.

    A published course keeps a description. Raises ``ValidationError`` with all that
    is wrong, or ``Gone``.
    """
    if changes.get("category") is not None:
        changes["category"] = categories.lock(changes["category"])
    course = lock(course)
    for name in changes.keys() - {"thumbnail"}:
        value = changes[name]
        setattr(course, name, value.strip() if name == "title" else value)
    _refuse_invalid(course)
    if course.is_published and "description" in changes and not _is_described(course):
        raise ValidationError({"description": NO_DESCRIPTION})
    if "instructor" in changes:
        _refuse_student(course)
    if "thumbnail" in changes:
        _delete_thumbnail(course)
        _set_thumbnail(course, changes["thumbnail"])
    course.save(update_fields=WRITTEN)
    if "thumbnail" in changes:
        _render(course)
    return course


@transaction.atomic
def publish_course(*, course: Course) -> Course:
    """Let everybody see the course; the time of the first time is kept.

    Raises ``ValidationError`` with everything that it lacks, or ``Gone``.
    """
    course = lock(course)
    lacking = {}
    if not course.title.strip():
        lacking["title"] = ValidationError("Give the course a title.", "required")
    if not _is_described(course):
        lacking["description"] = NO_DESCRIPTION
    if not course.lesson_count:
        message = "Give the course at least one lesson."
        lacking["lessons"] = ValidationError(message, "required")
    if lacking:
        raise ValidationError(lacking)
    course.is_published = True
    course.published_at = course.published_at or timezone.now()
    course.save(update_fields=["is_published", "published_at", "updated_at"])
    return course


@transaction.atomic
def unpublish_course(*, course: Course) -> Course:
    """Hide the course from all but its active students. Raises ``Gone``."""
    course = lock(course)
    course.is_published = False
    course.save(update_fields=["is_published", "updated_at"])
    return course


@transaction.atomic
def delete_course(*, course: Course, confirm: bool = False) -> None:
    """Delete the course with all that is in it.

    Raises ``ValidationError`` for one that has students unless ``confirm``, or
    ``Gone``.
    """
    course = lock(course)
    # Whoever reports progress holds their enrollment: see delete_lesson.
    enrollments = Enrollment.objects.filter(course=course).order_by("pk")
    students = enrollments.select_for_update(no_key=True).values_list("pk", flat=True)
    if list(students) and not confirm:
        message = "This course has students: confirm that their progress goes too."
        error = ValidationError(message, "has_students")
        raise ValidationError({"confirm": error})
    # Nobody may be told of the course while the rows that name it are forgotten.
    list(course.announcements.order_by("pk").select_for_update().values_list("pk"))
    delete_files_of(Lesson.objects.filter(course=course))
    _delete_thumbnail(course)
    course.delete()


def _is_described(course: Course) -> bool:
    return bool(course.description.strip())


def _refuse_invalid(course: Course) -> None:
    course.clean_fields(exclude={"slug", "instructor", "category", "thumbnail"})


def _refuse_student(course: Course) -> None:
    students = course.enrollments.active()
    if students.filter(student=course.instructor_id).exists():
        message = "This person is a student of the course."
        raise ValidationError({"instructor": ValidationError(message, "invalid")})


def _set_thumbnail(course: Course, thumbnail: ContentFile | None) -> None:
    course.thumbnail_has_renditions = False
    if thumbnail is None:
        course.thumbnail = None
        course.thumbnail_width = course.thumbnail_height = None
    else:
        store(course.thumbnail, thumbnail)


def _delete_thumbnail(course: Course) -> None:
    if course.thumbnail:
        storage = course.thumbnail.storage
        delete_after_commit(storage, names_of(course.thumbnail.name))


def _render(course: Course) -> None:
    if course.thumbnail:
        transaction.on_commit(lambda: render_thumbnail.send(course.pk), robust=True)
