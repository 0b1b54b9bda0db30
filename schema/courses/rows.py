"""Rows that several fields show, each fetched in one way."""

from collections.abc import Iterable
from typing import Any

from django.db.models import IntegerField

from courses import models
from reviews.models import Review
from schema.base.batching import load, together
from schema.base.context import Info
from schema.base.keyset import Key, Rows
from schema.base.lists import only
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


def viewer_enrollments(course: models.Course, info: Info) -> Rows:
    """The viewer's enrollment in the course, if there is one."""
    own = models.Enrollment.objects.visible_to(info.context.viewer)
    return Rows(own.select_related("course"), of=course, link="course")


def viewer_enrollment(course: models.Course, info: Info) -> models.Enrollment | None:
    return only(viewer_enrollments(course, info), "viewerEnrollment")


def viewer_reviews(course: models.Course, info: Info) -> Rows:
    """The viewer's review of the course, if there is one."""
    viewer = info.context.viewer
    own = Review.objects.filter(student=viewer.pk)
    return Rows(
        own if viewer.is_authenticated else own.none(), of=course, link="course"
    )


def viewer_review(course: models.Course, info: Info) -> Review | None:
    return only(viewer_reviews(course, info), "viewerReview")


def viewer_has_muted(course: models.Course, info: Info) -> bool | None:
    viewer = info.context.viewer
    if not viewer.is_authenticated:
        return None

    def loader(courses: list[models.Course]) -> dict[int, bool]:
        mutes = viewer.course_mutes.filter(course__in=courses)
        return dict.fromkeys(mutes.values_list("course", flat=True), True)

    return bool(load(course, "viewer mute", loader))
