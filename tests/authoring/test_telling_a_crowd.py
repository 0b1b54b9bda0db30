"""An announcement reaches thousands of students, some at a time."""

import tracemalloc
from contextlib import suppress

import dramatiq
import pytest
from django.db import connection, transaction

from courses.enrollment import enroll, unenroll
from courses.fan_out import BATCH, tell_next
from courses.models import Announcement, Course, Enrollment
from courses.tasks import continue_announcements
from notifications.models import (
    CourseMute,
    Email,
    EmailCadence,
    Notification,
    NotificationPreference,
)
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory
from users.models import User

ANNOUNCE = """
mutation ($input: AnnounceInput!) {
  announce(input: $input) { recipientCount errors { field code } }
}
"""
DELETE = """
mutation ($id: ID!) {
  deleteCourse(input: {courseId: $id, confirm: true}) { errors { code } }
}
"""
TOLD = "{ me { notifications { nodes { message } } } }"
MANY = 2 * BATCH + 500


class Failure(Exception):
    """What goes wrong in the middle of a batch."""


@pytest.fixture
def crowd(course):
    """Makes so many students of ``course``, who want no e-mails unless said else."""

    def crowd(number, email=EmailCadence.NEVER):
        users = User.objects.bulk_create(
            User(username=f"crowd{n}", email=f"crowd{n}@example.com")
            for n in range(number)
        )
        Enrollment.objects.bulk_create(
            Enrollment(student=user, course=course) for user in users
        )
        Course.objects.update(student_count=number)
        NotificationPreference.objects.bulk_create(
            NotificationPreference(user=user, type="email", email=email)
            for user in users
        )

    return crowd


@pytest.fixture
def announce(as_instructor, course):
    """Has the instructor say so many words to the students of ``course``."""

    def announce(words=1):
        given = {"courseId": global_id(course), "message": "Hello " * words}
        return as_instructor(ANNOUNCE, input=given)

    return announce


def told():
    """How many students were told, and how often altogether."""
    rows = Notification.objects.filter(key__startswith="announcement:")
    return rows.values("user").distinct().count(), rows.count()


def test_all_of_a_crowd_are_told_once(crowd, announce, finish_jobs):
    crowd(MANY)

    result = announce()

    finish_jobs()
    assert result.data["announce"] == {"recipientCount": MANY, "errors": []}
    assert told() == (MANY, MANY)
    assert Announcement.objects.get().finished_at


def test_what_a_worker_left_when_it_died_is_continued(crowd, announce, finish_jobs):
    crowd(MANY)
    announce()
    tell_next(Announcement.objects.get().pk)
    dramatiq.get_broker().flush_all()  # what it had to do went with it
    continue_announcements.send()

    result = finish_jobs()

    assert result is None
    assert told() == (MANY, MANY)
    assert Announcement.objects.get().finished_at


def test_a_batch_that_failed_is_told_by_nobody_and_done_again(crowd, announce):
    crowd(BATCH, email=EmailCadence.IMMEDIATE)
    announce()
    key = Announcement.objects.get().pk
    with suppress(Failure), transaction.atomic():
        tell_next(key)
        assert told() == (BATCH, BATCH)
        raise Failure
    assert told() == (0, 0)

    result = [tell_next(key), tell_next(key), tell_next(key)]

    assert result == [True, False, False]
    assert told() == (BATCH, BATCH)
    assert Email.objects.count() == BATCH


def test_what_is_finished_is_not_continued(crowd, announce, finish_jobs):
    crowd(3)
    announce()
    finish_jobs()
    before = list(Announcement.objects.values())
    continue_announcements.send()

    result = finish_jobs()

    assert result is None
    assert list(Announcement.objects.values()) == before
    assert told() == (3, 3)


def test_who_joins_later_is_not_told(
    as_student, student, other_student, course, announce
):
    EnrollmentFactory(student=other_student, course=course)
    announce()
    enroll(student=student, course=course)

    result = tell_next(Announcement.objects.get().pk)

    [welcome] = as_student(TOLD).data["me"]["notifications"]["nodes"]
    assert result is False
    assert told() == (1, 1)
    assert welcome["message"].startswith("Welcome")


def test_who_left_before_the_job_came_to_them_is_not_told(
    student, other_student, course, announce
):
    for person in (student, other_student):
        EnrollmentFactory(student=person, course=course)
    counted = announce().data["announce"]["recipientCount"]
    unenroll(student=student, course=course)

    result = tell_next(Announcement.objects.get().pk)

    assert result is False
    assert counted == 2
    assert told() == (1, 1)
    assert not student.notifications.filter(message="Hello").exists()


def test_who_comes_back_later_is_not_told(student, course, announce):
    EnrollmentFactory(student=student, course=course, left=True)
    announce()
    enroll(student=student, course=course)

    result = tell_next(Announcement.objects.get().pk)

    assert result is False
    assert told() == (0, 0)


def test_who_came_back_before_is_told(student, course, announce):
    EnrollmentFactory(student=student, course=course, left=True)
    enroll(student=student, course=course)
    announce()

    result = tell_next(Announcement.objects.get().pk)

    assert result is False
    assert told() == (1, 1)


def test_who_muted_the_course_hears_nothing(as_student, student, enrollment, announce):
    CourseMute.objects.create(user=student, course=enrollment.course)
    Email.objects.all().delete()
    Notification.objects.all().delete()
    announce()

    result = tell_next(Announcement.objects.get().pk)

    assert result is False
    assert as_student(TOLD).data["me"]["notifications"]["nodes"] == []
    assert not Email.objects.exists()


def test_a_course_that_is_deleted_takes_its_announcements_along(
    as_instructor, crowd, course, announce
):
    crowd(BATCH)
    announce()
    key = Announcement.objects.get().pk
    tell_next(key)

    result = as_instructor(DELETE, id=global_id(course))

    assert result.data["deleteCourse"] == {"errors": []}
    assert tell_next(key) is False
    assert told() == (BATCH, BATCH)
    assert not Announcement.objects.exists()


@pytest.mark.parametrize("number", [0, 3, BATCH])
def test_announcing_costs_the_same_however_many_there_are(
    crowd, announce, statements, number
):
    crowd(number)

    result = statements(announce)

    assert result == 7


def test_a_batch_costs_the_same_however_many_are_in_it(crowd, announce, statements):
    crowd(BATCH, email=EmailCadence.IMMEDIATE)
    announce()
    announce()
    one, other = Announcement.objects.order_by("pk")
    Announcement.objects.filter(pk=one.pk).update(told_up_to=one.last_enrollment - 2)
    few = statements(lambda: tell_next(one.pk))
    # SQLite takes at most 999 values a statement, and less than a hundred rows of ours.
    more = 0 if connection.vendor == "postgresql" else 25

    result = statements(lambda: tell_next(other.pk))

    assert few <= result <= few + more
    assert told() == (BATCH, BATCH + 2)


def test_a_crowd_is_told_in_bounded_memory(crowd, announce):
    crowd(MANY, email=EmailCadence.IMMEDIATE)
    announce(words=300)
    key = Announcement.objects.get().pk
    tell_next(key)
    tracemalloc.start()

    result = [tell_next(key), tell_next(key)]

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert result == [True, False]
    assert told() == (MANY, MANY)
    assert peak < 32 * 1024 * 1024
