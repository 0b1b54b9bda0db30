"""Several workers that deliver e-mails at one moment."""

from collections import Counter
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from notifications.delivery import deliver_due
from notifications.models import Email
from tests.factories import UserFactory
from tests.notifications.conftest import (  # noqa: F401
    absent_server,
    mail_server,
    mailed,
)
from tests.users.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def addresses(mailed):  # noqa: F811
    """A hundred people who have an e-mail to come."""
    people = UserFactory.create_batch(100)
    for person in people:
        mailed(person)
    return {person.email for person in people}


@pytest.fixture
def after_its_claim():
    """Makes another worker, which delivers when the claim of an e-mail has run out."""

    def worker(email):
        def work():
            claimed: Any = Email.objects.get(pk=email.pk)
            now = claimed.claimed_until + timedelta(seconds=1)
            try:
                deliver_due(lambda: now)
            finally:
                connection.close()

        return work

    return worker


def test_each_e_mail_is_sent_by_one_of_them(mail_server, addresses):  # noqa: F811
    result = at_once(*[deliver_due] * 6)

    assert result == [False] * 6
    assert Counter(mail_server.recipients) == Counter(addresses)
    assert set(Email.objects.values_list("status", "tries")) == {("sent", 1)}


def test_what_another_has_claimed_since_is_left_to_it(
    mail_server, mailed, student, other_student, after_its_claim  # noqa: F811
):
    first, second = mailed(student), mailed(other_student)
    start, looks = timezone.now(), count()
    # The claim of the first is renewed 10 seconds after both were claimed.
    mail_server.before_answer = after_its_claim(second)

    result = deliver_due(lambda: start + timedelta(seconds=5 * next(looks)))

    times: dict[int, Any] = dict(Email.objects.values_list("pk", "sent_at"))
    assert result is False
    assert mail_server.recipients == [student.email, other_student.email]
    assert times[second.pk] - times[first.pk] > timedelta(minutes=1)
    assert set(Email.objects.values_list("status", "tries")) == {("sent", 1)}


def test_one_that_was_too_slow_is_told_from_one_that_was_not_sent(
    mail_server, mailed, student, after_its_claim  # noqa: F811
):
    email = mailed(student)
    start = timezone.now()
    mail_server.before_answer = after_its_claim(email)

    result = deliver_due(lambda: start)

    email.refresh_from_db()
    ids = {message["Message-ID"] for message in mail_server.received}
    assert result is False
    assert (email.status, email.claim) == ("sent", None)
    assert (len(mail_server.received), len(ids)) == (2, 1)
    assert deliver_due(lambda: start + timedelta(days=1)) is False
    assert len(mail_server.received) == 2
