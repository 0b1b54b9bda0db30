"""Stopping e-mails by a link in one of them, which needs no sign-in."""

from dataclasses import dataclass
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import TextChoices

from notifications.models import (
    CourseMute,
    EmailCadence,
    NotificationType,
)
from notifications.preferences import (
    mute_course,
    preferences_of,
    update_preferences,
)
from users.models import User

KINDS = {
    NotificationType.SYSTEM: "notices, such as of new reviews",
    NotificationType.EMAIL: "news of your courses, such as announcements",
    NotificationType.REMINDER: "reminders to go on with a course",
}


class Scope(TextChoices):
    TYPE = "type"
    COURSE = "course"
    DIGEST = "digest"


@dataclass(frozen=True)
class Subscription:
    """What a user can stop; ``name`` tells it in the words of a person.

    ``of`` is a type of notification, or the key of a course.
    """

    user: User
    scope: Scope
    of: str
    name: str

    @property
    def token(self) -> str:
        """Names it in an address, for ever: old e-mails have to work too."""
        return _signer().sign_object([self.user.pk, self.scope, self.of])


def to_type(user: User, type: NotificationType) -> Subscription:
    return Subscription(user, Scope.TYPE, type.value, f"e-mails with {KINDS[type]}")


def to_course(user: User, course: Any) -> Subscription:
    name = f"notifications of the course “{course.title}”"
    return Subscription(user, Scope.COURSE, str(course.pk), name)


def to_digests(user: User) -> Subscription:
    return Subscription(user, Scope.DIGEST, "", "daily summaries by e-mail")


def subscription_of(token: str) -> Subscription | None:
    """``None`` for a token that is not ours, or of what is no more."""
    try:
        user_id, scope, of = _signer().unsign_object(token)
    except BadSignature:
        return None
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    if scope == Scope.TYPE:
        return to_type(user, NotificationType(of))
    if scope == Scope.DIGEST:
        return to_digests(user)
    model: Any = CourseMute._meta.get_field("course").related_model
    course = model.objects.filter(pk=of).first()
    return to_course(user, course) if course else None


def _signer() -> Signer:
    return Signer(sep=".", salt="notifications.unsubscribing")


def stop(subscription: Subscription) -> None:
    """Send the user no more of it. Does nothing twice."""
    user = subscription.user
    if subscription.scope == Scope.COURSE:
        mute_course(user=user, course_id=int(subscription.of))
        return
    types = [
        NotificationType(one.type)
        for one in preferences_of(user)
        if subscription.of == one.type
        or (subscription.scope == Scope.DIGEST and one.email == EmailCadence.DAILY)
    ]
    never = {"email": EmailCadence.NEVER}
    update_preferences(user=user, changes={type: never for type in types})
