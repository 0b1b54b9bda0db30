"""Pictures and times, which are written past what the models see to."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.models import Course, Enrollment, Lesson, Progress
from notifications.models import Notification
from reviews.models import Review
from users.models import Profile


def show_pictures() -> None:
    """Some rows have one, large or small, with renditions or without."""
    for model, name in ((Course, "thumbnail"), (Profile, "profile_image")):
        for n, row in enumerate(model.objects.order_by("pk")):
            values = {
                name: f"{name}/pictüre {n}.webp",
                f"{name}_width": (64, 2560, 1000)[n % 3],
                f"{name}_height": (48, 1, 3000)[n % 3],
                f"{name}_has_renditions": n % 2 == 0,
            }
            if n % 4 != 3:
                model.objects.filter(pk=row.pk).update(**values)


def set_times() -> None:
    """Several rows have one time; some have microseconds, some none."""
    now = timezone.now().replace(microsecond=0)
    columns: dict[Any, list[str]] = {
        Course: ["created_at", "updated_at", "published_at"],
        Lesson: ["created_at"],
        Enrollment: ["enrolled_at", "last_activity_at", "completed_at"],
        Progress: ["completed_at"],
        Review: ["created_at", "updated_at"],
        Notification: ["created_at", "read_at"],
    }
    for model, names in columns.items():
        for n, row in enumerate(model.objects.order_by("pk")):
            back = timedelta(days=n // 3 * 7, microseconds=n // 3 % 2 * 123456)
            values = {
                name: now - back for name in names if getattr(row, name) is not None
            }
            model.objects.filter(pk=row.pk).update(**values)
