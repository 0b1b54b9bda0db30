"""How people want to be told: by type, and of which courses not at all."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from notifications.models import (
    CourseMute,
    EmailCadence,
    Notification,
    NotificationPreference,
    NotificationType,
)
from users.models import User

# Without a preference all are shown in the app, and mailed as this says.
DEFAULTS = {
    NotificationType.SYSTEM: EmailCadence.NEVER,
    NotificationType.EMAIL: EmailCadence.IMMEDIATE,
    NotificationType.REMINDER: EmailCadence.IMMEDIATE,
}


def preferences_of(user: User) -> list[NotificationPreference]:
    """One a type, in the order of the types; those by default have no key."""
    stored = {one.type: one for one in user.notification_preferences.all()}
    return [
        stored.get(type)
        or NotificationPreference(user=user, type=type, email=DEFAULTS[type])
        for type in NotificationType
    ]


@transaction.atomic
def update_preferences(
    *, user: User, changes: Mapping[NotificationType, Mapping[str, Any]]
) -> list[NotificationPreference]:
    """Set ``in_app``, ``email`` or both of some types; returns all, as they are now."""
    # Of two devices that set something at once none may undo what the other does.
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    preferences = preferences_of(user)
    for one in preferences:
        values = changes.get(NotificationType(one.type), {})
        for name, value in values.items():
            setattr(one, name, value)
        if values:
            one.save()
    return preferences


def mute_course(*, user: User, course_id: int, is_muted: bool = True) -> None:
    """Tell the user nothing more of the course, or tell again. Does nothing twice."""
    if is_muted:
        CourseMute.objects.get_or_create(user=user, course_id=course_id)
    else:
        CourseMute.objects.filter(user=user, course_id=course_id).delete()


def apply_to(notifications: Iterable[Notification]) -> None:
    """Set on each, which is new, whether and how its user wants to be told of it."""
    news = list(notifications)
    users = {one.user_id for one in news}
    courses = {one.course_id for one in news if one.course_id}
    stored = NotificationPreference.objects.filter(user__in=users)
    preferences = {(one.user_id, one.type): one for one in stored}
    muted = CourseMute.objects.filter(user__in=users, course__in=courses)
    mutes = set(muted.values_list("user", "course"))
    for one in news:
        preference = preferences.get((one.user_id, one.type))
        if (one.user_id, one.course_id) in mutes:
            one.in_app, one.email_cadence = False, EmailCadence.NEVER
        elif preference:
            one.in_app, one.email_cadence = preference.in_app, preference.email
        else:
            one.email_cadence = DEFAULTS[NotificationType(one.type)]
