"""Bringing an announcement to the students, some at a time."""

from django.db import transaction
from django.utils import timezone

from courses.models import Announcement, Enrollment
from notifications.models import Notification, NotificationType
from notifications.services import notify_all

BATCH = 1000  # students of one transaction


@transaction.atomic
def tell_next(announcement_id: int) -> bool:
    """Notify the next students, and say whether there may be more of them.

    Does nothing while another worker does it, or after the last.
    """
    rows = Announcement.objects.unfinished().filter(pk=announcement_id)
    announcement = rows.select_for_update(skip_locked=True).first()
    if announcement is None:
        return False
    untold = Enrollment.objects.untold(announcement).order_by("pk")
    students = list(untold.values_list("pk", "student")[:BATCH])
    notify_all(
        Notification(
            user_id=student,
            key=f"announcement:{announcement.pk}",
            message=announcement.message,
            link=announcement.link,
            type=NotificationType.EMAIL,
            course_id=announcement.course_id,
        )
        for _, student in students
    )
    if students:
        announcement.told_up_to = students[-1][0]
    if len(students) < BATCH:
        announcement.finished_at = timezone.now()
    announcement.save(update_fields=["told_up_to", "finished_at"])
    return announcement.finished_at is None
