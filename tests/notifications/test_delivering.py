"""E-mails that are due are sent, by a real mail server."""

from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from notifications.delivery import deliver_due
from notifications.models import Email, EmailStatus
from tests.factories import UserFactory


def test_what_is_due_is_sent_over_one_connection(mail_server, mailed, deliver):
    people = UserFactory.create_batch(45)
    for person in people:
        mailed(person)

    result = deliver()

    assert result is False
    assert mail_server.recipients == [person.email for person in people]
    assert mail_server.connections == 1
    rows = Email.objects.values("status", "tries", "last_error", "claim").distinct()
    assert list(rows) == [
        {"status": "sent", "tries": 1, "last_error": "", "claim": None}
    ]
    assert not Email.objects.filter(sent_at=None).exists()


def test_what_was_sent_is_not_sent_again(mail_server, mailed, student, deliver):
    mailed(student)
    deliver()

    result = deliver(minutes=100_000)

    assert result is False
    assert mail_server.recipients == [student.email]
    assert mail_server.connections == 1


def test_it_is_what_the_person_was_told(mail_server, mailed, student, deliver):
    mailed(student, "The exam moves to Monday.")

    result = deliver()

    [message] = mail_server.received
    assert result is False
    assert "The exam moves to Monday." in message.get_body(("plain",)).get_content()
    assert "The exam moves to Monday." in message.get_body(("html",)).get_content()


def test_what_is_not_due_yet_waits(mail_server, mailed, student, deliver):
    mailed(student)

    result = deliver(minutes=-1)

    assert result is False
    assert mail_server.received == []
    assert Email.objects.get().status == EmailStatus.QUEUED


def test_the_oldest_go_first(mail_server, mailed, student, other_student, deliver):
    first, second = mailed(student), mailed(other_student)
    Email.objects.filter(pk=first.pk).update(due_at=second.due_at)
    Email.objects.filter(pk=second.pk).update(due_at=first.due_at)

    result = deliver()

    assert result is False
    assert mail_server.recipients == [other_student.email, student.email]


def test_account_mail_goes_before_all_others(mail_server, mailed, student, deliver):
    for number in range(30):
        mailed(student, f"{number}")
    person = UserFactory()
    Email.objects.create(user=person, kind="password-reset", key="test")

    result = deliver()

    assert result is False
    assert mail_server.recipients == [person.email] + [student.email] * 30


@pytest.mark.parametrize("reason", ["deactivated", "deleted", "muted", "unsubscribed"])
def test_what_nobody_wants_any_more_is_skipped(
    mail_server, mailed, student, course, deliver, reason
):
    email = mailed(student)
    if reason == "deactivated":
        student.is_active = False
        student.save()
    elif reason == "deleted":
        student.notifications.all().delete()
    elif reason == "muted":
        student.notifications.update(course=course)
        student.course_mutes.create(course=course)
    else:
        student.notification_preferences.create(type="email", email="never")

    result = deliver()

    email.refresh_from_db()
    assert result is False
    assert mail_server.received == []
    assert (email.status, email.sent_at, email.claim) == ("skipped", None, None)


def test_nothing_due_means_no_connection(mail_server, db, deliver):
    result = deliver()

    assert result is False
    assert mail_server.connections == 0


def test_a_run_ends_in_time_and_leaves_the_rest_to_another(
    mail_server, mailed, student, deliver
):
    for number in range(10):
        mailed(student, f"{number}")
    start, looks = timezone.now(), count()

    result = deliver_due(lambda: start + timedelta(seconds=5 * next(looks)))

    assert result is True
    assert 1 <= len(mail_server.received) < 10
    assert deliver() is False
    assert len(mail_server.received) == 10
