"""Adding lessons to a course, changing them, and taking them out of it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Case, Exists, F, Max, OuterRef, QuerySet, Value, When

from courses.enrollment import lock
from courses.exceptions import Gone
from courses.models import MAX_LESSONS, Course, Enrollment, Lesson, Resource
from files.cleanup import delete_after_commit, store, stores_files
from files.uploads import UploadedFile

LAST_LESSON = "Unpublish the course first: a published course has at least one lesson."


@stores_files
def add_lesson(
    *, course: Course, lesson: Lesson, video: UploadedFile | None = None
) -> Lesson:
    """Put the new lesson at the end of the course.

    Raises ``ValidationError`` with all that is wrong, or when the course is full, or
    :class:`Gone`.
    """
    lesson.title = lesson.title.strip()
    lesson.clean_fields(exclude={"course", "order", "video_file"})
    course = lock(course)
    if course.lesson_count >= MAX_LESSONS:
        raise ValidationError(
            f"A course has at most {MAX_LESSONS} lessons.", code="too_many"
        )
    last = course.lessons.aggregate(last=Max("order"))["last"] or 0
    lesson.course, lesson.order = course, last + 1
    if video is not None:
        store(lesson.video_file, video)
    lesson.save()
    Course.objects.filter(pk=course.pk).update(lesson_count=F("lesson_count") + 1)
    course.lesson_count += 1
    return lesson


@stores_files
def update_lesson(*, lesson: Lesson, **changes: Any) -> Lesson:
    """Set any of ``title``, ``content``, ``is_preview`` and ``video_file``.

    Raises ``ValidationError`` with all that is wrong, or :class:`Gone`.
    """
    rows = Lesson.objects.select_related("course").filter(pk=lesson.pk)
    locked = rows.select_for_update(of=("self",), no_key=True).first()
    if locked is None:
        raise Gone("lesson_id")
    former = locked.video_file.name
    for name in changes.keys() - {"video_file"}:
        value = changes[name]
        setattr(locked, name, value.strip() if name == "title" else value)
    locked.clean_fields(exclude={"course", "order", "video_file"})
    if "video_file" in changes:
        delete_after_commit(locked.video_file.storage, [former])
        if changes["video_file"] is None:
            locked.video_file = None
        else:
            store(locked.video_file, changes["video_file"])
    locked.save(update_fields=["title", "content", "is_preview", "video_file"])
    return locked


@transaction.atomic
def reorder_lessons(*, course: Course, lesson_ids: list[int]) -> Course:
    """Put all lessons of the course into this order, from place 1 on.

    Raises ``ValidationError`` unless each lesson is named once, or :class:`Gone`.
    """
    course = lock(course)
    # A place is part of a key: to change it waits for whoever refers to the lesson.
    _lock_enrollments(course.pk)
    places = dict(course.lessons.values_list("pk", "order"))
    if sorted(lesson_ids) != sorted(places):
        message = "Name every lesson of the course once, and no other."
        raise ValidationError({"lesson_ids": ValidationError(message, "invalid")})
    if places:
        # No two lessons may be at one place at any time: they move out of the way
        # first, beyond the last place, and then to where they belong.
        course.lessons.update(order=F("order") + max(places.values()))
        wanted = [
            When(pk=pk, then=Value(place)) for place, pk in enumerate(lesson_ids, 1)
        ]
        course.lessons.update(order=Case(*wanted))
    return course


@transaction.atomic
def move_lesson(*, lesson: Lesson, place: int) -> Course:
    """Give the lesson the place of another, past which those between them move.

    Beyond the last place it becomes the last. Raises :class:`Gone`.
    """
    course = lock(lesson.course)
    places = dict(course.lessons.order_by("order").values_list("pk", "order"))
    if lesson.pk not in places:
        raise Gone("lesson_id")
    own = places.pop(lesson.pk)
    keys = list(places)
    passed = [
        other for other in places.values() if other < place or own < other == place
    ]
    keys.insert(len(passed), lesson.pk)
    return reorder_lessons(course=course, lesson_ids=keys)


@transaction.atomic
def delete_lesson(*, lesson: Lesson) -> None:
    """Delete the lesson with its files, and its progress, which students then lack.

    Raises ``ValidationError`` for the last one of a published course.
    """
    course = Course.objects.filter(pk=lesson.course_id)
    list(course.select_for_update(no_key=True).values_list("pk"))
    if published_courses_without([lesson.pk]).exists():
        raise ValidationError({"lesson_id": ValidationError(LAST_LESSON, "invalid")})
    _lock_enrollments(lesson.course_id)
    enrollments = Enrollment.objects.filter(course=lesson.course_id)
    enrollments.filter(progress__lesson=lesson, progress__is_completed=True).update(
        completed_lesson_count=F("completed_lesson_count") - 1
    )
    doomed = Lesson.objects.filter(pk=lesson.pk)
    delete_files_of(doomed)
    _, deleted = doomed.delete()
    course.update(lesson_count=F("lesson_count") - deleted.get("courses.Lesson", 0))


def published_courses_without(lesson_ids: list[int]) -> QuerySet[Course]:
    """The published courses that would lose their last lesson with these."""
    others = Lesson.objects.filter(course=OuterRef("pk")).exclude(pk__in=lesson_ids)
    courses = Course.objects.filter(is_published=True, lessons__in=lesson_ids)
    return courses.exclude(Exists(others)).distinct()


def delete_files_of(lessons: Any) -> None:
    """Delete the videos and resources of lessons that are about to go.

    It locks the lessons: nobody can give them another file meanwhile.
    """
    fields: Any = (
        Lesson._meta.get_field("video_file"),
        Resource._meta.get_field("file"),
    )
    locked = lessons.order_by("pk").select_for_update()
    videos = list(locked.values_list("video_file", flat=True))
    resources = Resource.objects.filter(lesson__in=lessons)
    files = list(resources.values_list("file", flat=True))
    for field, names in zip(fields, (videos, files), strict=True):
        delete_after_commit(field.storage, names)


def _lock_enrollments(course_id: int) -> None:
    """Let nobody report progress in the course, which is locked, for the moment.

    Whoever enrolls holds the course, whoever reports progress the enrollment: with
    both locked nobody does a lesson between its counting and its deletion.
    """
    rows = Enrollment.objects.filter(course=course_id).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
