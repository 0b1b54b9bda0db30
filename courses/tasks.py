"""Background jobs of courses: doors that load a row and call who does the work."""

import dramatiq

from courses import fan_out, reminders
from courses.models import Announcement, Course
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


# What it leaves when it fails is continued in time: no retries.
@dramatiq.actor(max_retries=0)
def tell_students(announcement_id: int) -> None:
    """Tell the next students of an announcement, and have those after them told."""
    if fan_out.tell_next(announcement_id):
        tell_students.send(announcement_id)


@dramatiq.actor(max_retries=0)
def continue_announcements() -> None:
    """Have the announcements finished that are not; does no harm to one under way."""
    for pk in Announcement.objects.unfinished().values_list("pk", flat=True):
        tell_students.send(pk)


# What it leaves when it fails, or the worker stops, it finds an hour later.
@dramatiq.actor(max_retries=0, notify_shutdown=True)
def send_reminders() -> None:
    """Remind students of the courses that they let lie."""
    reminders.send_reminders()
