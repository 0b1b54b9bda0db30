"""Notifications come to those who listen: those missed first, then each new one."""

from collections.abc import Callable

import pytest
from django.db import transaction

from notifications.models import Notification
from notifications.services import notify
from schema.base.nodes import global_id
from tests.client import Client
from tests.live.sockets import LEGACY, MODERN, Socket
from users.models import User

RECEIVED = """
subscription ($after: ID) {
  notificationReceived(after: $after) { message isRead }
}
"""
UNREAD = "subscription { unreadNotificationCount }"
READ = """
mutation ($id: ID!) {
  markNotificationRead(input: {notificationId: $id}) { errors { code } }
}
"""

Connect = Callable[..., Socket]


@pytest.fixture(params=[MODERN, LEGACY])
def protocol(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def seen(student: User, server: object) -> Notification:
    """The last notification that the student's device has."""
    tell(student, "seen")
    return student.notifications.get()


def tell(user: User, *messages: str) -> None:
    for message in messages:
        notify(user=user, key=message, message=message)


def received(socket: Socket, count: int = 1) -> list[str]:
    return [socket.next()["notificationReceived"]["message"] for _ in range(count)]


def unread(socket: Socket) -> int:
    return socket.next()["unreadNotificationCount"]


def test_what_was_missed_comes_first_and_then_what_is_new(
    student: User, seen: Notification, connect: Connect, protocol: str
) -> None:
    tell(student, "missed", "missed too")
    socket = connect(student, protocol=protocol)
    socket.subscribe(RECEIVED, after=global_id(seen))
    missed = received(socket, 2)
    tell(student, "new")

    result = missed + received(socket)

    assert result == ["missed", "missed too", "new"]
    assert socket.is_silent()


def test_more_was_missed_than_is_read_at_once(
    student: User, seen: Notification, connect: Connect
) -> None:
    messages = [str(number) for number in range(250)]
    tell(student, *messages)
    socket = connect(student)
    socket.subscribe(RECEIVED, after=global_id(seen))

    result = received(socket, 250)

    assert result == messages
    assert socket.is_silent()


def test_without_a_last_one_only_new_ones_come(
    student: User, seen: Notification, connect: Connect
) -> None:
    socket = connect(student)
    socket.subscribe(RECEIVED)
    assert socket.is_silent()
    tell(student, "new")

    result = received(socket)

    assert result == ["new"]


def test_a_device_that_comes_back_misses_nothing_after_a_deleted_one(
    student: User, seen: Notification, connect: Connect
) -> None:
    last_id = global_id(seen)
    seen.delete()
    tell(student, "missed")
    socket = connect(student)
    socket.subscribe(RECEIVED, after=last_id)

    result = received(socket)

    assert result == ["missed"]
    assert socket.is_silent()


def test_every_device_gets_each_notification_once(
    student: User, seen: Notification, connect: Connect
) -> None:
    devices = [connect(student) for _ in range(3)]
    for device in devices:
        device.subscribe(RECEIVED, after=global_id(seen))
    tell(student, "a", "b")

    result = [received(device, 2) for device in devices]

    assert result == [["a", "b"]] * 3
    assert all(device.is_silent() for device in devices)


def test_nobody_gets_what_another_is_told(
    student: User, other_student: User, seen: Notification, connect: Connect
) -> None:
    socket = connect(other_student)
    socket.subscribe(RECEIVED, after=global_id(seen))
    tell(student, "private")

    result = socket.is_silent()

    assert result


def test_nothing_comes_of_a_transaction_that_was_rolled_back(
    student: User, seen: Notification, connect: Connect
) -> None:
    socket = connect(student)
    socket.subscribe(RECEIVED, after=global_id(seen))
    with transaction.atomic():
        tell(student, "never was")
        transaction.set_rollback(True)

    result = socket.is_silent()

    assert result


@pytest.mark.parametrize("after", ["", "nonsense", "Q291cnNlOjE="])
def test_an_id_of_no_notification_is_refused(
    student: User, connect: Connect, after: str
) -> None:
    socket = connect(student)
    socket.subscribe(RECEIVED, after=after)

    result = socket.receive()

    assert result["type"] == "error"
    assert result["payload"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_the_count_follows_every_change_on_every_device(
    student: User, seen: Notification, connect: Connect
) -> None:
    devices = [connect(student) for _ in range(2)]
    for device in devices:
        device.subscribe(UNREAD)
    counts = [unread(device) for device in devices]
    tell(student, "second")
    counts += [unread(device) for device in devices]
    Client(student)(READ, id=global_id(seen)).data

    result = counts + [unread(device) for device in devices]

    assert result == [1, 1, 2, 2, 1, 1]
