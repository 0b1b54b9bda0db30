import pytest

from notifications.models import Notification
from schema.base.nodes import global_id
from tests.factories import NotificationFactory

MARK = """
mutation ($notificationId: ID!) {
  markNotificationRead(input: {notificationId: $notificationId}) {
    notification { id isRead readAt }
    viewer { username unreadNotificationCount }
    errors { field message code }
  }
}
"""
MARK_ALL = """
mutation ($input: MarkAllNotificationsReadInput!) {
  markAllNotificationsRead(input: $input) {
    markedCount
    viewer { username unreadNotificationCount }
    errors { field message code }
  }
}
"""
NO_NOTIFICATIONS = ["", "nonsense", "Tm90aWZpY2F0aW9uOjk5OTk5", "{user}"]


@pytest.fixture
def three(student):
    """The student's notifications, none of them read, the oldest first."""
    return NotificationFactory.create_batch(3, user=student)


@pytest.fixture
def anothers():
    """A notification of somebody else."""
    return NotificationFactory()


def test_marking_one_as_read(as_student, student, three):
    result = as_student(MARK, notificationId=global_id(three[1]))

    three[1].refresh_from_db()
    assert result.data["markNotificationRead"] == {
        "notification": {
            "id": global_id(three[1]),
            "isRead": True,
            "readAt": three[1].read_at.isoformat(),
        },
        "viewer": {"username": student.username, "unreadNotificationCount": 2},
        "errors": [],
    }


def test_marking_one_again_keeps_the_time_of_the_first_reading(as_student, three):
    first = as_student(MARK, notificationId=global_id(three[1]))

    result = as_student(MARK, notificationId=global_id(three[1]))

    assert result.data == first.data


def test_marking_all_as_read(as_student, student, three, anothers):
    as_student(MARK, notificationId=global_id(three[1]))

    result = as_student(MARK_ALL, input={})

    assert result.data["markAllNotificationsRead"] == {
        "markedCount": 2,
        "viewer": {"username": student.username, "unreadNotificationCount": 0},
        "errors": [],
    }
    assert Notification.objects.unread().get() == anothers


def test_marking_all_again_marks_none(as_student, three):
    as_student(MARK_ALL, input={})
    before = list(Notification.objects.order_by("pk").values())

    result = as_student(MARK_ALL, input={"upTo": None})

    assert result.data["markAllNotificationsRead"]["markedCount"] == 0
    assert list(Notification.objects.order_by("pk").values()) == before


@pytest.mark.parametrize("same_time", [False, True])
def test_what_came_after_the_newest_one_seen_stays_unread(
    as_student, student, three, same_time
):
    if same_time:
        Notification.objects.update(created_at=three[0].created_at)

    result = as_student(MARK_ALL, input={"upTo": global_id(three[1])})

    answer = result.data["markAllNotificationsRead"]
    assert answer["markedCount"] == 2
    assert answer["viewer"]["unreadNotificationCount"] == 1
    assert Notification.objects.unread().get() == three[2]


def test_the_newest_one_seen_may_be_a_read_one(as_student, student):
    old = NotificationFactory(user=student)
    seen = NotificationFactory(user=student, read=True)
    new = NotificationFactory(user=student)

    result = as_student(MARK_ALL, input={"upTo": global_id(seen)})

    old.refresh_from_db()
    assert result.data["markAllNotificationsRead"]["markedCount"] == 1
    assert old.is_read
    assert Notification.objects.unread().get().pk == new.pk


@pytest.mark.parametrize("id", NO_NOTIFICATIONS)
def test_an_id_of_no_notification_is_not_found(as_student, student, three, id):
    id = id.format(user=global_id(student))

    result = as_student(MARK, notificationId=id), as_student(
        MARK_ALL, input={"upTo": id}
    )

    [one] = result[0].data["markNotificationRead"]["errors"]
    [all_] = result[1].data["markAllNotificationsRead"]["errors"]
    assert (one["field"], one["code"]) == (["notificationId"], "NOT_FOUND")
    assert (all_["field"], all_["code"]) == (["upTo"], "NOT_FOUND")
    assert Notification.objects.unread().count() == 3


@pytest.mark.parametrize(
    "who", ["student", "other student", "instructor", "other instructor", "staff"]
)
def test_anothers_notification_is_not_found(clients, anothers, who):
    result = clients[who](MARK, notificationId=global_id(anothers))

    assert result.data["markNotificationRead"] == {
        "notification": None,
        "viewer": None,
        "errors": [
            {
                "field": ["notificationId"],
                "message": "There is no such object.",
                "code": "NOT_FOUND",
            }
        ],
    }
    assert Notification.objects.unread().get() == anothers


def test_anothers_notification_is_no_mark(as_student, three, anothers):
    result = as_student(MARK_ALL, input={"upTo": global_id(anothers)})

    assert result.data["markAllNotificationsRead"] == {
        "markedCount": None,
        "viewer": None,
        "errors": [
            {
                "field": ["upTo"],
                "message": "There is no such object.",
                "code": "NOT_FOUND",
            }
        ],
    }
    assert Notification.objects.unread().count() == 4


def test_a_visitor_has_to_sign_in(visitor, anothers):
    result = [
        visitor(MARK, notificationId=global_id(anothers)),
        visitor(MARK_ALL, input={}),
    ]

    assert [answer.codes for answer in result] == [["UNAUTHENTICATED"]] * 2
    assert Notification.objects.unread().count() == 1


@pytest.mark.parametrize("number", [1, 5])
def test_marking_all_costs_the_same_however_many_there_are(
    as_student, student, statements, number
):
    NotificationFactory.create_batch(number, user=student)

    result = statements(lambda: as_student(MARK_ALL, input={}))

    assert result == 6
