"""What a client may say over a WebSocket, and how it is told that it may not."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from schema.transport import sockets
from tests.live.conftest import Server
from tests.live.sockets import LEGACY, MODERN, Socket
from users.models import User

UNREAD = "subscription { unreadNotificationCount }"

Connect = Callable[..., Socket]


@pytest.fixture(params=[MODERN, LEGACY])
def protocol(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def anonymous(connect: Connect, protocol: str) -> Socket:
    """The connection of a visitor, acknowledged."""
    return connect(init={}, protocol=protocol)


def test_a_connection_is_acknowledged(anonymous: Socket) -> None:
    result = anonymous.greeting

    assert result == {"type": "connection_ack"}


def test_a_query_has_one_answer_and_is_complete(anonymous: Socket) -> None:
    anonymous.subscribe("{ __typename }", id="q")

    result = [anonymous.receive(), anonymous.receive()]

    word = "next" if anonymous.protocol == MODERN else "data"
    assert result == [
        {"id": "q", "type": word, "payload": {"data": {"__typename": "Query"}}},
        {"id": "q", "type": "complete"},
    ]


def test_an_operation_that_is_not_valid_ends_with_an_error(anonymous: Socket) -> None:
    anonymous.subscribe("{ nothing }")

    result = anonymous.receive()

    errors = result["payload"] if anonymous.protocol == MODERN else [result["payload"]]
    assert (result["id"], result["type"]) == ("1", "error")
    assert [error["extensions"]["code"] for error in errors] == [
        "GRAPHQL_VALIDATION_FAILED"
    ]


def test_a_visitor_cannot_subscribe_and_stays_connected(anonymous: Socket) -> None:
    anonymous.subscribe(UNREAD)

    result = anonymous.receive()

    errors = result["payload"] if anonymous.protocol == MODERN else [result["payload"]]
    assert [error["extensions"]["code"] for error in errors] == ["UNAUTHENTICATED"]
    anonymous.subscribe("{ __typename }")
    assert anonymous.next() == {"__typename": "Query"}


def test_a_subscription_that_was_ended_is_silent(
    student: User, connect: Connect, protocol: str
) -> None:
    socket = connect(student, protocol=protocol)
    socket.subscribe(UNREAD)
    socket.next()
    socket.send(type="complete" if protocol == MODERN else "stop", id="1")
    assert socket.is_silent()
    socket.subscribe(UNREAD)  # by the same name

    result = socket.next()

    assert result == {"unreadNotificationCount": 0}


def test_a_ping_is_answered(anonymous: Socket) -> None:
    anonymous.send(type="ping")

    result = anonymous.receive()

    assert result == {"type": "pong"}


def test_a_legacy_client_says_goodbye(connect: Connect) -> None:
    socket = connect(init={}, protocol=LEGACY)
    socket.send(type="connection_terminate")

    result = socket.receive()

    assert result == 1000


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("not json", 4400),
        ("[]", 4400),
        ("null", 4400),
        ("{}", 4400),
        ('{"type": 1}', 4400),
        ('{"type": "nonsense"}', 4400),
        ('{"type": "connection_init", "payload": "text"}', 4400),
        ('{"type": "connection_init"}', 4429),
        ('{"type": "BEGIN"}', 4400),
        ('{"type": "BEGIN", "id": 1, "payload": {"query": "{ me { id } }"}}', 4400),
        ('{"type": "BEGIN", "id": "", "payload": {"query": "{ me { id } }"}}', 4400),
        ('{"type": "BEGIN", "id": "1", "payload": []}', 4400),
        (json.dumps({"type": "ping", "payload": {"x": "x" * 300_000}}), 1009),
        ("[" * 100_000, 4400),
    ],
)
def test_a_message_that_is_not_of_the_protocol_ends_the_connection(
    anonymous: Socket, text: str, code: int
) -> None:
    begin = "subscribe" if anonymous.protocol == MODERN else "start"
    anonymous.connection.send(text.replace("BEGIN", begin))

    result = anonymous.receive()

    assert result == code


def test_a_binary_message_ends_the_connection(anonymous: Socket) -> None:
    anonymous.connection.send(b"{}")

    result = anonymous.receive()

    assert result == 4400


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"query": ""},
        {"query": 1},
        {"query": "{ me { id } }", "variables": []},
        {"query": "{ me { id } }", "operationName": {}},
        {"query": "query a { me { id } }", "operationName": "b"},
        {"query": "{ me { id } }", "variables": "x"},
    ],
)
def test_an_operation_that_cannot_be_read_is_refused(
    anonymous: Socket, payload: dict[str, Any]
) -> None:
    begin = "subscribe" if anonymous.protocol == MODERN else "start"
    anonymous.send(type=begin, id="1", payload=payload)

    result = anonymous.receive()

    errors = result["payload"] if anonymous.protocol == MODERN else [result["payload"]]
    assert result["type"] == "error"
    assert [error["extensions"]["code"] for error in errors] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "query",
    [
        "subscription { unreadNotificationCount @skip(if: true) }",
        "subscription($x: Boolean!) { unreadNotificationCount @skip(if: $x) }",
        "subscription { a: unreadNotificationCount b: unreadNotificationCount }",
    ],
)
def test_a_subscription_without_one_field_is_refused(
    student: User, connect: Connect, query: str
) -> None:
    socket = connect(student)
    socket.subscribe(query, x=True)

    result = socket.receive()

    assert (result["id"], result["type"]) == ("1", "error")
    assert result["payload"][0]["extensions"]["code"] in (
        "BAD_USER_INPUT",
        "GRAPHQL_VALIDATION_FAILED",
    )
    socket.subscribe("{ __typename }")
    assert socket.next() == {"__typename": "Query"}


def test_an_operation_before_the_greeting_ends_the_connection(
    connect: Connect, protocol: str
) -> None:
    socket = connect(protocol=protocol)
    socket.subscribe("{ __typename }")

    result = socket.receive()

    assert result == 4401


def test_a_name_that_is_in_use_ends_the_connection(
    student: User, connect: Connect, protocol: str
) -> None:
    socket = connect(student, protocol=protocol)
    socket.subscribe(UNREAD)
    socket.next()
    socket.subscribe(UNREAD)

    result = socket.receive()

    assert result == 4409


def test_a_connection_runs_so_many_operations_at_once(
    student: User, connect: Connect
) -> None:
    socket = connect(student)
    for number in range(sockets.MAX_OPERATIONS):
        socket.subscribe(UNREAD, id=str(number))
        socket.next()
    socket.subscribe(UNREAD, id="one more")

    result = socket.receive()

    assert (result["id"], result["type"]) == ("one more", "error")
    assert result["payload"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_silence_is_ended(
    connect: Connect, protocol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sockets, "INIT_TIMEOUT", 0.2)
    socket = connect(protocol=protocol)

    result = socket.receive()

    assert result == 4408


def test_an_unknown_protocol_is_refused(connect: Connect) -> None:
    socket = connect(protocol="wamp")

    result = socket.receive()

    assert result == 4406


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "https://OURS"},
        {"Host": "evil.example"},
    ],
)
def test_a_foreign_page_or_host_is_refused(
    server: Server, connect: Connect, headers: dict[str, str]
) -> None:
    headers = {
        name: value.replace("OURS", server.address) for name, value in headers.items()
    }

    with pytest.raises(InvalidStatus) as refused:
        connect(init={}, headers=headers)

    assert refused.value.response.status_code == 403


def test_our_own_pages_are_welcome(server: Server, connect: Connect) -> None:
    headers = {"Origin": f"http://{server.address}"}

    result = connect(init={}, headers=headers).greeting

    assert result == {"type": "connection_ack"}


def test_pages_of_the_settings_are_welcome(connect: Connect, settings: Any) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://school.example"]
    headers = {"Origin": "https://school.example"}

    result = connect(init={}, headers=headers).greeting

    assert result == {"type": "connection_ack"}
