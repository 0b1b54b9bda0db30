import pytest

from notifications.models import Notification
from schema.base.nodes import global_id
from tests.factories import NotificationFactory

DELETE = """
mutation ($notificationId: ID!) {
  deleteNotification(input: {notificationId: $notificationId}) {
    deletedId
    viewer { username unreadNotificationCount }
    errors { field message code }
  }
}
"""


@pytest.fixture
def notification(student):
    return NotificationFactory(user=student)


def test_deleting_a_notification(as_student, student, notification):
    other = NotificationFactory(user=student)

    result = as_student(DELETE, notificationId=global_id(notification))

    assert result.data["deleteNotification"] == {
        "deletedId": global_id(notification),
        "viewer": {"username": student.username, "unreadNotificationCount": 1},
        "errors": [],
    }
    assert Notification.objects.get().pk == other.pk


def test_a_deleted_notification_is_not_found(as_student, notification):
    as_student(DELETE, notificationId=global_id(notification))

    result = as_student(DELETE, notificationId=global_id(notification))

    assert result.data["deleteNotification"] == {
        "deletedId": None,
        "viewer": None,
        "errors": [
            {
                "field": ["notificationId"],
                "message": "There is no such object.",
                "code": "NOT_FOUND",
            }
        ],
    }


@pytest.mark.parametrize("id", ["", "nonsense", "Tm90aWZpY2F0aW9uOjk5OTk5", "{user}"])
def test_an_id_of_no_notification_is_not_found(as_student, student, notification, id):
    result = as_student(DELETE, notificationId=id.format(user=global_id(student)))

    [error] = result.data["deleteNotification"]["errors"]
    assert (error["field"], error["code"]) == (["notificationId"], "NOT_FOUND")
    assert Notification.objects.get() == notification


@pytest.mark.parametrize(
    "who", ["other student", "instructor", "other instructor", "staff"]
)
def test_anothers_notification_is_not_found(clients, notification, who):
    result = clients[who](DELETE, notificationId=global_id(notification))

    [error] = result.data["deleteNotification"]["errors"]
    assert (error["field"], error["code"]) == (["notificationId"], "NOT_FOUND")
    assert Notification.objects.get() == notification


def test_a_visitor_has_to_sign_in(visitor, notification):
    result = visitor(DELETE, notificationId=global_id(notification))

    assert result.codes == ["UNAUTHENTICATED"]
    assert Notification.objects.get() == notification
