"""Background jobs of courses: doors that load a row and call who does the work."""

import dramatiq

from courses.models import Course
from files.images import render_field, without_renditions


@dramatiq.actor
def render_thumbnail(course_id: int) -> None:
    """Make the sizes of a course's thumbnail; does nothing twice."""
    render_field(Course.objects.filter(pk=course_id), "thumbnail")


@dramatiq.actor
def render_missing_thumbnails() -> None:
    """Have the sizes made that were left undone."""
    for pk in without_renditions(Course.objects.all(), "thumbnail"):
        render_thumbnail.send(pk)
