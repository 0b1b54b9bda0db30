"""An e-mail is a row first, in the fact's transaction; a worker sends it after that."""

from contextlib import suppress

import dramatiq
import pytest
from django.db import connection, transaction

from courses.enrollment import enroll
from notifications.models import Email, Notification, NotificationType
from notifications.services import notify_all
from notifications.tasks import deliver_due
from schema.base.nodes import global_id
from tests.factories import NotificationFactory, UserFactory
from users.models import User

ENROLL = """
mutation ($courseId: ID!) { enroll(input: {courseId: $courseId}) { errors { code } } }
"""


class Failure(Exception):
    """What goes wrong after a deed in the same transaction."""


@pytest.fixture
def crowd(db):
    """Makes so many people."""

    def crowd(number):
        return User.objects.bulk_create(
            User(username=f"c{number}-{n}", email=f"c{number}-{n}@example.com")
            for n in range(number)
        )

    return crowd


def news(people):
    """To be mailed to each."""
    return [
        Notification(user=person, type=NotificationType.EMAIL, key="news", message="!")
        for person in people
    ]


def test_a_worker_sends_it_after_the_commit(
    as_student, student, course, finish_jobs, mailoutbox
):
    as_student(ENROLL, courseId=global_id(course))

    result = finish_jobs()

    assert result is None
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [
        ([student.email], f"Welcome to {course.title}!")
    ]
    assert Email.objects.get().status == "sent"


def test_nothing_is_sent_of_what_was_rolled_back(
    student, course, finish_jobs, mailoutbox
):
    with suppress(Failure), transaction.atomic():
        enroll(student=student, course=course)
        raise Failure

    result = finish_jobs()

    assert result is None
    assert mailoutbox == []
    assert not Email.objects.exists()


def test_a_queue_that_was_lost_loses_no_e_mail(
    as_student, student, course, finish_jobs, mailoutbox
):
    as_student(ENROLL, courseId=global_id(course))
    dramatiq.get_broker().flush_all()
    deliver_due.send()  # as the timers do

    result = finish_jobs()

    assert result is None
    assert [mail.to for mail in mailoutbox] == [[student.email]]


def test_a_thousand_are_told_in_as_many_statements_as_one(crowd, statements):
    person, people = crowd(1), crowd(1000)
    few = statements(lambda: notify_all(news(person)))
    # SQLite takes at most 999 values a statement, and less than a hundred rows of ours.
    more = 0 if connection.vendor == "postgresql" else 25

    result = statements(lambda: notify_all(news(people)))

    assert few == 4
    assert few <= result <= few + more
    assert Email.objects.count() == Notification.objects.count() == 1001


def test_nobody_to_tell_costs_nothing(db, statements):
    result = statements(lambda: notify_all([]))

    assert result == 0


def test_of_many_only_who_was_not_told_before_is(crowd):
    people = crowd(10)
    notify_all(news(people[:5]))
    Email.objects.update(status="sent", sent_at="2026-05-01T12:00Z")
    notify_all([*news(people), *news(people)])

    result = Email.objects.filter(status="queued").values_list("user", flat=True)

    assert sorted(result) == [person.pk for person in people[5:]]
    assert Notification.objects.values("user").distinct().count() == 10
    assert Notification.objects.count() == Email.objects.count() == 10


def test_each_e_mail_knows_what_it_is_about(crowd):
    people = crowd(3)
    notify_all(news(people))

    result = Notification.objects.order_by("pk").values_list("user", "email__user")

    assert list(result) == [(person.pk, person.pk) for person in people]


def test_an_e_mail_to_be_sent_outlives_the_notification(db):
    email = Email.objects.create(user=UserFactory(), kind="notification", key="test")
    notification = NotificationFactory(user=email.user, email=email)

    result = notification.delete()

    email.refresh_from_db()
    assert result[0] == 1
    assert email.status == "queued"
