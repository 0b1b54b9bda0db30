"""When an e-mail could not be sent, or it is not known whether it was."""

from datetime import timedelta

import pytest
from django.utils import timezone

from notifications.models import Email, EmailStatus
from tests.factories import UserFactory
from tests.notifications.smtp import Death, running

WAITS = [1, 5, 30, 120, 360, 720, 720]  # minutes after each try that failed
CLAIM = 2  # minutes


@pytest.fixture
def email(mailed, student):
    """An e-mail to ``student`` that is due."""
    return mailed(student)


@pytest.fixture
def die(deliver, settings):
    """Has a worker begin to deliver what is due in so many minutes, and die of it."""

    def die(backend, minutes=0):
        smtp = settings.EMAIL_BACKEND
        settings.EMAIL_BACKEND = f"tests.notifications.smtp.{backend}"
        with pytest.raises(Death):
            deliver(minutes)
        settings.EMAIL_BACKEND = smtp

    return die


def fate(email):
    email.refresh_from_db()
    return email.status, email.tries


def test_while_the_server_is_away_e_mails_wait(absent_server, mailed, deliver):
    emails = [mailed(person) for person in UserFactory.create_batch(3)]

    result = deliver()

    waiting = [fate(email) for email in emails]
    assert result is False
    assert waiting == [("queued", 1), ("queued", 0), ("queued", 0)]
    assert emails[0].due_at - timezone.now() > timedelta(seconds=50)
    assert "ConnectionRefusedError" in emails[0].last_error
    assert {email.claim for email in emails} == {None}


def test_when_the_server_is_back_all_are_sent(absent_server, mailed, deliver):
    people = UserFactory.create_batch(3)
    for person in people:
        mailed(person)
    deliver()

    with running(absent_server) as server:
        result = deliver(minutes=1.1)

    assert result is False
    assert sorted(server.recipients) == sorted(person.email for person in people)
    assert not Email.objects.exclude(status="sent", last_error="").exists()


def test_a_try_that_failed_is_repeated_later_and_later(mail_server, email, deliver):
    mail_server.answer = "451 Try again later"
    passed = 0.0
    for number, wait in enumerate(WAITS, start=1):
        deliver(minutes=passed)
        deliver(minutes=passed + wait - 0.1)
        assert fate(email) == (EmailStatus.QUEUED, number)
        passed += wait + 0.1

    result = deliver(minutes=passed)

    assert result is False
    assert fate(email) == (EmailStatus.FAILED, 8)
    assert email.last_error == "SMTPDataError: (451, b'Try again later')"
    assert mail_server.connections == 8


def test_what_failed_for_good_is_kept_and_left_alone(mail_server, email, deliver):
    Email.objects.update(tries=7)
    mail_server.answer = "451 Try again later"
    deliver()
    mail_server.answer = "250 OK"

    result = deliver(minutes=100_000)

    assert result is False
    assert mail_server.received == []
    assert fate(email) == (EmailStatus.FAILED, 8)


def test_an_address_that_is_refused_for_good_fails_at_once(
    mail_server, email, mailed, student, other_student, deliver
):
    mailed(other_student)
    mail_server.refused[student.email] = "550 No such user"

    result = deliver()

    assert result is False
    assert fate(email) == (EmailStatus.FAILED, 1)
    assert email.last_error == "SMTPRecipientsRefused: 550 b'No such user'"
    assert mail_server.recipients == [other_student.email]


def test_an_address_that_is_refused_for_now_is_tried_again(
    mail_server, email, student, deliver
):
    mail_server.refused[student.email] = "450 Greylisted"
    deliver()
    del mail_server.refused[student.email]

    result = deliver(minutes=1.1)

    assert result is False
    assert mail_server.recipients == [student.email]
    assert fate(email) == (EmailStatus.SENT, 2)


def test_a_connection_that_breaks_takes_one_e_mail_along(
    mail_server, email, mailed, other_student, deliver
):
    mailed(other_student)
    mail_server.refused[email.user.email] = "421 Closing"

    result = deliver()

    assert result is False
    assert fate(email) == (EmailStatus.QUEUED, 1)
    assert mail_server.recipients == [other_student.email]


def test_an_e_mail_that_can_not_be_made_does_not_stop_the_others(
    mail_server, email, mailed, other_student, deliver
):
    type(email.user).objects.filter(pk=email.user.pk).update(email="no address\n")
    mailed(other_student)

    result = deliver()

    assert result is False
    assert fate(email) == (EmailStatus.QUEUED, 1)
    assert mail_server.recipients == [other_student.email]


@pytest.mark.parametrize(("death", "received"), [("DiesBefore", 0), ("DiesAfter", 1)])
def test_what_a_worker_had_when_it_died_is_sent_when_its_claim_has_run_out(
    mail_server, mailed, deliver, die, death, received
):
    emails = [mailed(person) for person in UserFactory.create_batch(3)]
    die(death)
    deliver(minutes=CLAIM - 0.1)
    received_before = len(mail_server.received)

    result = deliver(minutes=CLAIM + 0.1)

    ids = [message["Message-ID"] for message in mail_server.received]
    assert result is False
    assert received_before == received
    assert [fate(email) for email in emails] == [("sent", 2), ("sent", 1), ("sent", 1)]
    assert (len(ids), len(set(ids))) == (3 + received, 3)


def test_an_e_mail_that_kills_its_workers_is_given_up(
    mail_server, email, mailed, other_student, deliver, die
):
    for number in range(8):
        die("DiesBefore", minutes=number * (CLAIM + 0.1))
    mailed(other_student)

    result = deliver(minutes=8 * (CLAIM + 0.1))

    assert result is False
    assert fate(email) == (EmailStatus.FAILED, 9)
    assert email.last_error == "NotSent: Each worker that sent it died meanwhile."
    assert mail_server.recipients == [other_student.email]


def test_an_absent_server_is_not_asked_by_every_run(absent_server, mailed, deliver):
    emails = [mailed(person) for person in UserFactory.create_batch(3)]
    deliver()
    deliver(minutes=0.4)

    result = deliver(minutes=0.6)

    tries = [fate(email) for email in emails]
    assert result is False
    assert tries == [("queued", 1), ("queued", 1), ("queued", 0)]
