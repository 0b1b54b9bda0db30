"""An e-mail that nobody wants by the time at which it would be sent is not sent."""

from collections.abc import Callable

import pytest

from courses.models import Course
from notifications.account_mail import request_password_reset, request_verification
from notifications.models import (
    CourseMute,
    Email,
    EmailKind,
    EmailStatus,
    Notification,
    NotificationPreference,
)
from tests.mail.conftest import only_sent, sent, token_in
from users.models import User
from users.recovery import verify_email

Change = Callable[[User, Course], object]


def never(user: User, course: Course) -> object:
    return NotificationPreference.objects.create(user=user, type="email", email="never")


def mute(user: User, course: Course) -> object:
    return CourseMute.objects.create(user=user, course=course)


def delete(user: User, course: Course) -> object:
    return Notification.objects.all().delete()


def deactivate(user: User, course: Course) -> object:
    return User.objects.filter(pk=user.pk).update(is_active=False)


@pytest.mark.parametrize("change", [never, mute, delete, deactivate])
@pytest.mark.parametrize("kind", [EmailKind.NOTIFICATION, EmailKind.DIGEST])
def test_who_wants_no_news_any_more(
    student: User,
    course: Course,
    tell: Callable[..., None],
    kind: EmailKind,
    change: Change,
) -> None:
    tell()
    Email.objects.update(kind=kind)
    change(student, course)

    result = sent()

    assert result == []
    assert Email.objects.get().status == EmailStatus.SKIPPED


def test_a_digest_leaves_out_what_is_not_wanted_any_more(
    student: User, course: Course, tell: Callable[..., None]
) -> None:
    tell(key="1", message="Of a course that is muted.")
    tell(key="2", message="Of a type that is off.", course_id=None, type="reminder")
    tell(key="3", message="Wanted.", course_id=None)
    email = Email.objects.create(user=student, kind=EmailKind.DIGEST, key="digest")
    Notification.objects.update(email=email)
    Email.objects.exclude(pk=email.pk).delete()
    mute(student, course)
    NotificationPreference.objects.create(user=student, type="reminder", email="never")

    result = only_sent()

    assert result.subject == "1 notification for you"
    assert "Wanted." in result.body
    assert "Of a" not in result.body


def test_the_preferences_of_others_do_not_matter(
    other_student: User, course: Course, tell: Callable[..., None]
) -> None:
    tell()
    never(other_student, course)
    mute(other_student, course)

    result = sent()

    assert len(result) == 1


def test_account_mail_asks_for_no_preference(student: User, course: Course) -> None:
    for type in ("system", "email", "reminder"):
        NotificationPreference.objects.create(user=student, type=type, email="never")
    mute(student, course)
    request_verification(user=student)
    request_password_reset(email=student.email)

    result = sent()

    assert len(result) == 2


def test_who_has_left_gets_no_account_mail(student: User, course: Course) -> None:
    request_verification(user=student)
    request_password_reset(email=student.email)
    deactivate(student, course)

    result = sent()

    assert result == []


def test_an_address_that_is_verified_by_now_is_not_verified_again(
    student: User,
) -> None:
    request_verification(user=student)
    first = only_sent()
    Email.objects.update(status=EmailStatus.QUEUED, sent_at=None)
    verify_email(token=token_in(first))

    result = sent()

    assert result == [first]
    assert Email.objects.get().status == EmailStatus.SKIPPED
