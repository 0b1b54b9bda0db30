"""Rows that several fields show, each fetched in one way."""

from collections.abc import Iterable
from typing import Any

from django.db.models import IntegerField

from courses import models
from reviews.models import Review
from schema.base.batching import load, together
from schema.base.context import Info
from schema.base.keyset import Key, Rows
from schema.base.ordering import sort_keys
from schema.courses.inputs import CourseFilter, CourseOrder


def course_rows(
    info: Info,
    filters: CourseFilter | None = None,
    ordering: list[CourseOrder] | None = None,
    **scope: Any,
) -> Rows:
    """The visible courses, with what nearly every list of them shows."""
    courses: Any = models.Course.objects.visible_to(info.context.viewer)
    default = Key("created_at", descending=True)
    if filters:
        courses = filters.apply(courses)
        if filters.is_search:
            default = Key("relevance", descending=True, column=IntegerField())
    courses = courses.select_related("instructor", "category")
    return Rows(courses, order=sort_keys(ordering, default), **scope)


def lessons_of(courses: Iterable[Any]) -> list[models.Lesson]:
    """Their lessons in order, without the long texts that are for students."""
    lessons = models.Lesson.objects.filter(course__in=courses).defer("content")
    return together(lessons.order_by("course", "order"))


def viewer_enrollment(course: models.Course, info: Info) -> models.Enrollment | None:
    def loader(courses: list[models.Course]) -> dict[int, models.Enrollment]:
        enrollments = models.Enrollment.objects.visible_to(info.context.viewer)
        own = enrollments.filter(course__in=courses).select_related("course")
        return {enrollment.course_id: enrollment for enrollment in together(own)}

    return load(course, "viewer enrollment", loader)


def viewer_review(course: models.Course, info: Info) -> Review | None:
    def loader(courses: list[models.Course]) -> dict[int, Review]:
        if not info.context.viewer.is_authenticated:
            return {}
        own = info.context.viewer.reviews.filter(course__in=courses)
        return {review.course_id: review for review in together(own)}

    return load(course, "viewer review", loader)


def viewer_has_muted(course: models.Course, info: Info) -> bool | None:
    viewer = info.context.viewer
    if not viewer.is_authenticated:
        return None

    def loader(courses: list[models.Course]) -> dict[int, bool]:
        mutes = viewer.course_mutes.filter(course__in=courses)
        return dict.fromkeys(mutes.values_list("course", flat=True), True)

    return bool(load(course, "viewer mute", loader))
