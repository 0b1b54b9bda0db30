"""How people want to be told, by type: what they prefer, and change."""

import pytest

from notifications.models import NotificationPreference
from schema.base.nodes import global_id

PREFERENCES = "{ me { notificationPreferences { type inApp email } } }"
OF_SOMEBODY = """
query ($id: ID!) {
  node(id: $id) { ... on User { username notificationPreferences { type } } }
}
"""
UPDATE = """
mutation ($preferences: [NotificationPreferenceInput!]!) {
  updateNotificationPreferences(input: {preferences: $preferences}) {
    preferences { type inApp email }
    viewer { username notificationPreferences { type inApp email } }
    errors { field message code }
  }
}
"""
SYSTEM = {"type": "SYSTEM", "inApp": True, "email": "NEVER"}
EMAIL = {"type": "EMAIL", "inApp": True, "email": "IMMEDIATE"}
REMINDER = {"type": "REMINDER", "inApp": True, "email": "IMMEDIATE"}


def test_who_set_nothing_has_a_preference_a_type(as_student):
    result = as_student(PREFERENCES)

    assert result.data["me"] == {"notificationPreferences": [SYSTEM, EMAIL, REMINDER]}
    assert not NotificationPreference.objects.exists()


def test_changing_some(as_student, as_other_student, student):
    system = {"type": "SYSTEM", "inApp": False, "email": "DAILY"}
    reminder = {"type": "REMINDER", "inApp": True, "email": "NEVER"}

    result = as_student(UPDATE, preferences=[reminder, system])

    now = [system, EMAIL, reminder]
    assert result.data["updateNotificationPreferences"] == {
        "preferences": now,
        "viewer": {"username": student.username, "notificationPreferences": now},
        "errors": [],
    }
    assert as_student(PREFERENCES).data["me"]["notificationPreferences"] == now
    others = as_other_student(PREFERENCES).data["me"]["notificationPreferences"]
    assert others == [SYSTEM, EMAIL, REMINDER]


@pytest.mark.parametrize(
    ("change", "then"),
    [
        ({"inApp": True}, {"inApp": True, "email": "DAILY"}),
        ({"email": "IMMEDIATE"}, {"inApp": False, "email": "IMMEDIATE"}),
        ({"inApp": None, "email": None}, {"inApp": False, "email": "DAILY"}),
        ({}, {"inApp": False, "email": "DAILY"}),
    ],
)
def test_what_is_left_out_or_null_keeps_its_value(as_student, change, then):
    first = {"type": "EMAIL", "inApp": False, "email": "DAILY"}
    as_student(UPDATE, preferences=[first])

    result = as_student(UPDATE, preferences=[{"type": "EMAIL"} | change])

    answer = result.data["updateNotificationPreferences"]
    assert answer["preferences"] == [SYSTEM, {"type": "EMAIL"} | then, REMINDER]


@pytest.mark.parametrize(
    "preferences", [[], [{"type": "SYSTEM"}, {"type": "REMINDER", "inApp": None}]]
)
def test_changing_nothing_stores_nothing(as_student, preferences):
    result = as_student(UPDATE, preferences=preferences)

    answer = result.data["updateNotificationPreferences"]
    assert answer["preferences"] == [SYSTEM, EMAIL, REMINDER]
    assert not NotificationPreference.objects.exists()


def test_a_type_is_named_once(as_student):
    system = {"type": "SYSTEM", "inApp": False}

    result = as_student(UPDATE, preferences=[system, EMAIL, system])

    assert result.data["updateNotificationPreferences"] == {
        "preferences": None,
        "viewer": None,
        "errors": [
            {
                "field": ["preferences"],
                "message": "Name each type at most once.",
                "code": "INVALID",
            }
        ],
    }
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize(
    "preference",
    [
        {"type": "SMS"},
        {"type": "system"},
        {"type": "SYSTEM", "email": "WEEKLY"},
        {"type": "SYSTEM", "inApp": "yes"},
        {"inApp": True},
    ],
)
def test_a_word_that_there_is_not_is_refused(as_student, preference):
    result = as_student(UPDATE, preferences=[EMAIL, preference])

    assert result.codes == ["BAD_USER_INPUT"]
    assert not NotificationPreference.objects.exists()


def test_a_visitor_has_to_sign_in(visitor):
    result = visitor(UPDATE, preferences=[SYSTEM])

    assert result.codes == ["UNAUTHENTICATED"]
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize(
    "who", ["visitor", "other student", "instructor", "other instructor", "staff"]
)
def test_nobody_sees_anothers_preferences(clients, student, who):
    result = clients[who](OF_SOMEBODY, id=global_id(student))

    shown = {"username": student.username, "notificationPreferences": None}
    assert result.data == {"node": shown}
