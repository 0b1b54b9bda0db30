"""What is done again and again, and how often.

Each job finds in the rows what there is to do: the more often it runs, the sooner
that is done, and it may run twice.
"""

from datetime import timedelta

from courses.tasks import (
    continue_announcements,
    render_missing_thumbnails,
    send_reminders,
)
from notifications.tasks import deliver_due, purge, send_digests
from notifications.timers import Timetable
from users.tasks import clear_tokens, render_missing_profile_images

# These do what else is done at once, where that went wrong or a queue was lost.
SWEEPS: Timetable = {
    deliver_due: timedelta(seconds=15),
    continue_announcements: timedelta(seconds=30),
    render_missing_thumbnails: timedelta(minutes=10),
    render_missing_profile_images: timedelta(minutes=10),
}
TIMETABLE: Timetable = {
    **SWEEPS,
    send_digests: timedelta(minutes=5),
    send_reminders: timedelta(hours=1),
    purge: timedelta(days=1),
    clear_tokens: timedelta(days=1),
}
