"""Several workers and requests that tell people something at one moment."""

from functools import partial
from threading import Event

import pytest
from django.db import transaction

from courses.announcements import announce
from courses.authoring import delete_course
from courses.fan_out import BATCH, tell_next
from courses.models import Announcement, Course, Enrollment
from notifications.models import Email, Notification, NotificationType
from notifications.services import notify, notify_all
from tests.client import Client
from tests.factories import UserFactory
from tests.users.threads import at_once
from users.models import User

UPDATE = """
mutation ($preferences: [NotificationPreferenceInput!]!) {
  updateNotificationPreferences(input: {preferences: $preferences}) {
    errors { code }
  }
}
"""
PREFERENCES = "{ me { notificationPreferences { type inApp email } } }"
MANY = 3 * BATCH + 100

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def announcement(course):
    """One to thousands of students of ``course``, of whom none was told yet."""
    users = User.objects.bulk_create(
        User(username=f"crowd{n}", email=f"crowd{n}@example.com") for n in range(MANY)
    )
    Enrollment.objects.bulk_create(
        Enrollment(student=user, course=course) for user in users
    )
    Course.objects.update(student_count=MANY)
    announce(course=course, message="Hear me!")
    return Announcement.objects.get()


def tell_all(announcement):
    """What a worker does that goes on whatever others do; how often it had a part."""
    parts = 0
    while Announcement.objects.unfinished().filter(pk=announcement.pk).exists():
        tell_next(announcement.pk)
        parts += 1
    return parts


def test_several_workers_tell_nobody_twice(announcement):
    result = at_once(*[partial(tell_all, announcement)] * 4)

    announcement.refresh_from_db()
    assert sum(result) >= 4
    assert Notification.objects.values("user").distinct().count() == MANY
    assert Notification.objects.count() == Email.objects.count() == MANY
    assert announcement.finished_at


def test_a_course_is_deleted_while_its_students_are_told(announcement, course):
    tell = partial(tell_all, announcement)
    delete = partial(delete_course, course=course, confirm=True)

    result = at_once(tell, tell, delete)

    assert result[2] is None
    assert not Announcement.objects.exists()
    assert not Notification.objects.exclude(course=None).exists()


def test_a_fact_is_told_and_mailed_once(student):
    type = NotificationType.EMAIL
    tell = partial(notify, user=student, type=type, key="news", message="News.")

    result = at_once(*[tell] * 10)

    assert result == [None] * 10
    assert Notification.objects.count() == Email.objects.count() == 1


def tell_all_of(people, number):
    notify_all(
        Notification(user=person, key=f"news:{number}", message="News.")
        for person in people
    )


def test_who_tell_the_same_people_do_not_block_each_other(db):
    people = UserFactory.create_batch(30)
    calls = [
        partial(tell_all_of, people if number % 2 else people[::-1], number)
        for number in range(10)
    ]

    result = at_once(*calls)

    assert result == [None] * 10
    assert Notification.objects.count() == 300


def tell_slowly(student, has_told, other_has_told):
    """Whether the other told something before this one's commit."""
    with transaction.atomic():
        notify(user=student, key="first", message="First.")
        has_told.set()
        return other_has_told.wait(0.5)


def tell_after(student, other_has_told, has_told):
    other_has_told.wait(10)
    notify(user=student, key="second", message="Second.")
    has_told.set()


def test_the_keys_of_a_persons_notifications_stand_in_the_order_of_commits(student):
    events = Event(), Event()

    result = at_once(
        partial(tell_slowly, student, *events), partial(tell_after, student, *events)
    )

    told = student.notifications.order_by("pk").values_list("message", flat=True)
    assert result == [False, None]
    assert list(told) == ["First.", "Second."]


def test_two_devices_set_a_preference_each_and_both_stand(student):
    preferences = [
        {"type": "EMAIL", "inApp": False},
        {"type": "EMAIL", "email": "DAILY"},
    ]
    calls = [
        partial(Client(student), UPDATE, preferences=[preference])
        for preference in preferences * 5
    ]

    result = at_once(*calls)

    stored = Client(student)(PREFERENCES).data["me"]["notificationPreferences"]
    assert {str(answer.data) for answer in result} == {
        "{'updateNotificationPreferences': {'errors': []}}"
    }
    assert stored[1] == {"type": "EMAIL", "inApp": False, "email": "DAILY"}
