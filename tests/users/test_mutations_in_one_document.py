"""Several mutations in one document: each answers what is so after it."""

from collections.abc import Callable
from typing import Any

import pytest

from courses.models import Enrollment, Lesson
from notifications.models import Notification
from schema.base.nodes import global_id
from tests.client import Client
from tests.factories import NotificationFactory
from users.models import User

MARK = """
    mutation ($a: ID!) {
      a: markNotificationRead(input: {notificationId: $a}) {
        viewer { unreadNotificationCount }
      }
    }
"""
MARK_TWO = """
    mutation ($a: ID!, $b: ID!) {
      a: markNotificationRead(input: {notificationId: $a}) {
        viewer { unreadNotificationCount }
      }
      b: markNotificationRead(input: {notificationId: $b}) {
        viewer { unreadNotificationCount }
      }
    }
"""
MARK_DELETE_AND_MARK_ALL = """
    mutation ($a: ID!, $b: ID!) {
      a: markNotificationRead(input: {notificationId: $a}) {
        viewer { unreadNotificationCount notifications { totalCount } }
      }
      b: deleteNotification(input: {notificationId: $b}) {
        viewer { unreadNotificationCount notifications { totalCount } }
      }
      c: markAllNotificationsRead(input: {}) {
        viewer { unreadNotificationCount notifications { totalCount } }
      }
    }
"""
RENAME_TWICE = """
    mutation {
      a: markAllNotificationsRead(input: {}) { viewer { firstName profile { bio } } }
      b: updateProfile(input: {firstName: "Grace", bio: "Hm."}) { user { firstName } }
      c: markAllNotificationsRead(input: {}) { viewer { firstName profile { bio } } }
      d: updateProfile(input: {firstName: "Edsger", bio: ""}) { user { firstName } }
      e: markAllNotificationsRead(input: {}) { viewer { firstName profile { bio } } }
    }
"""
COMPLETE_TWO = """
    mutation ($a: ID!, $b: ID!) {
      a: completeLesson(input: {lessonId: $a}) {
        enrollment { progressPercent nextLesson { id } }
      }
      b: completeLesson(input: {lessonId: $b}) {
        enrollment { progressPercent nextLesson { id } }
      }
    }
"""


@pytest.fixture
def three(student: User) -> list[Notification]:
    """The student's notifications, none of them read."""
    return NotificationFactory.create_batch(3, user=student)


@pytest.fixture
def two_ids(three: list[Notification]) -> dict[str, str]:
    return {"a": global_id(three[0]), "b": global_id(three[1])}


def test_each_reading_counts_what_is_unread_after_it(
    as_student: Client, two_ids: dict[str, str]
) -> None:
    result = as_student(MARK_TWO, **two_ids)

    assert result.data == {
        "a": {"viewer": {"unreadNotificationCount": 2}},
        "b": {"viewer": {"unreadNotificationCount": 1}},
    }


def test_three_ways_of_having_less_to_read_count_one_after_the_other(
    as_student: Client, two_ids: dict[str, str]
) -> None:
    result = as_student(MARK_DELETE_AND_MARK_ALL, **two_ids)

    counts = [
        (viewer["unreadNotificationCount"], viewer["notifications"]["totalCount"])
        for viewer in (result.data[name]["viewer"] for name in "abc")
    ]
    assert counts == [(2, 3), (1, 2), (0, 2)]


def test_a_second_mutation_costs_what_the_first_does(
    as_student: Client,
    three: list[Notification],
    two_ids: dict[str, str],
    statements: Callable[[Callable[[], Any]], int],
) -> None:
    one = statements(lambda: as_student(MARK, a=global_id(three[2])).data)

    result = statements(lambda: as_student(MARK_TWO, **two_ids).data)

    assert result == 2 * one


def test_people_are_called_what_they_are_called_by_then(
    as_student: Client, student: User
) -> None:
    result = as_student(RENAME_TWICE)

    assert result.data == {
        "a": {"viewer": {"firstName": "Ada", "profile": {"bio": ""}}},
        "b": {"user": {"firstName": "Grace"}},
        "c": {"viewer": {"firstName": "Grace", "profile": {"bio": "Hm."}}},
        "d": {"user": {"firstName": "Edsger"}},
        "e": {"viewer": {"firstName": "Edsger", "profile": {"bio": ""}}},
    }


def test_each_lesson_done_adds_to_the_percent(
    as_student: Client, enrollment: Enrollment, lessons: list[Lesson]
) -> None:
    ids = [global_id(lesson) for lesson in lessons]

    result = as_student(COMPLETE_TWO, a=ids[0], b=ids[1])

    assert result.data == {
        "a": {"enrollment": {"progressPercent": 33, "nextLesson": {"id": ids[1]}}},
        "b": {"enrollment": {"progressPercent": 66, "nextLesson": {"id": ids[2]}}},
    }
