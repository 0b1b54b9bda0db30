"""How much a caller may ask in a time: a bucket of points that fills again."""

import secrets
import time
from collections.abc import Callable
from ipaddress import IPv6Address
from typing import Any

import pytest

from schema.base.nodes import global_id
from tests.client import Answer, Client
from tests.factories import NotificationFactory
from tests.live.sockets import Socket
from users.models import User

FIFTY = "{ courses(first: 50) { nodes { id } } }"
FREE = "{ __typename }"

RECEIVED = "subscription ($after: ID) { notificationReceived(after: $after) { %s } }"
LARGE = "id progress { lesson { course { lessons { id } } } }"  # 34 points


@pytest.fixture(autouse=True)
def small_bucket(settings: Any) -> None:
    """Two questions of fifty points, and as good as none come back."""
    settings.GRAPHQL_COST_BUCKET = 100
    settings.GRAPHQL_COST_RESTORE = 1


def client_of(user: User, address: str) -> Client:
    client = Client(user)
    client.address = address
    return client


def available(answers: list[Answer]) -> list[int | None]:
    """What was left after each; ``None`` for one that was refused."""
    left = [answer.cost and answer.cost.get("throttle") for answer in answers]
    return [throttle and throttle["available"] for throttle in left]


def test_who_asks_too_much_is_told_when_to_try_again(newcomer: Client) -> None:
    answers = [newcomer(FIFTY), newcomer(FIFTY)]

    result = newcomer(FIFTY)

    seconds = result.body["errors"][0]["extensions"]["retryAfter"]
    assert available(answers) == [50, 0]
    assert seconds in (49, 50)
    assert result.status == 429
    assert result.response["Retry-After"] == str(seconds)
    assert result.cost == {"requested": 50, "maximum": 10_000}
    assert result.body == {
        "errors": [
            {
                "message": "You asked for too much in a short time: try again in "
                f"{seconds} s.",
                "extensions": {"code": "RATE_LIMITED", "retryAfter": seconds},
            }
        ]
    }


def test_what_is_refused_takes_nothing(newcomer: Client) -> None:
    newcomer(FIFTY)
    newcomer("{ courses(first: 60) { nodes { id } } }")

    result = newcomer(FIFTY)

    assert result.status == 200


def test_what_is_free_is_answered_all_the_same(newcomer: Client) -> None:
    newcomer(FIFTY)
    newcomer(FIFTY)

    result = newcomer(FREE)

    assert result.data == {"__typename": "Query"}


def test_the_bucket_fills_again(newcomer: Client, settings: Any) -> None:
    settings.GRAPHQL_COST_RESTORE = 200
    first = newcomer("{ courses(first: 100) { nodes { id } } }")
    time.sleep(0.6)

    result = newcomer("{ courses(first: 100) { nodes { id } } }")

    assert (first.status, result.status) == (200, 200)
    assert available([result]) == [0]


def test_it_never_holds_more_than_it_can(newcomer: Client, settings: Any) -> None:
    settings.GRAPHQL_COST_RESTORE = 1_000
    newcomer(FIFTY)
    time.sleep(0.3)

    result = newcomer(FIFTY)

    assert available([result]) == [50]


def test_visitors_are_counted_by_their_addresses(newcomer: Client) -> None:
    neighbour = Client()
    neighbour.address = str(IPv6Address(secrets.randbits(128)))
    newcomer(FIFTY)
    newcomer(FIFTY)

    result = [newcomer(FIFTY), neighbour(FIFTY)]

    assert [answer.status for answer in result] == [429, 200]


def test_a_user_is_one_caller_from_wherever(new_student: User) -> None:
    clients = [client_of(new_student, f"192.0.2.{n}") for n in range(3)]

    result = [client(FIFTY) for client in clients]

    assert available(result) == [50, 0, None]
    assert [answer.status for answer in result] == [200, 200, 429]


def test_a_user_is_not_counted_with_their_address(
    newcomer: Client, new_student: User
) -> None:
    newcomer(FIFTY)
    newcomer(FIFTY)

    result = client_of(new_student, newcomer.address)(FIFTY)

    assert available([result]) == [50]


def test_a_wrong_token_makes_no_new_caller(newcomer: Client) -> None:
    newcomer(FIFTY)
    newcomer(FIFTY)
    newcomer.headers["authorization"] = "Bearer x"

    result = newcomer(FIFTY)

    assert result.status == 429


def test_mutations_take_from_the_bucket_before_they_run(
    new_student: User, settings: Any
) -> None:
    settings.GRAPHQL_COST_BUCKET = 30
    client = client_of(new_student, "192.0.2.1")
    rename = 'updateProfile(input: {firstName: "%s"}) { user { firstName } }'
    client("mutation { " + rename % "One" + " }")
    client("mutation { " + rename % "Two" + " }")

    result = client("mutation { " + rename % "Three" + " }")

    assert result.status == 429
    new_student.refresh_from_db()
    assert new_student.first_name == "Two"


def test_sockets_take_from_the_same_bucket(
    transactional_db: None, new_student: User, connect: Callable[..., Socket]
) -> None:
    client_of(new_student, "192.0.2.1")(FIFTY)
    socket = connect(new_student)
    socket.subscribe(FIFTY)
    socket.next()
    socket.receive()  # "complete"
    socket.subscribe(FIFTY, id="2")

    result = socket.receive()

    assert (result["id"], result["type"]) == ("2", "error")
    assert [error["extensions"]["code"] for error in result["payload"]] == [
        "RATE_LIMITED"
    ]


def test_each_large_event_of_a_subscription_takes_from_the_bucket(
    transactional_db: None, settings: Any, student: User, connect: Callable[..., Socket]
) -> None:
    settings.GRAPHQL_COST_BUCKET = 70
    first, *_ = NotificationFactory.create_batch(4, user=student)
    socket = connect(student)
    socket.subscribe(RECEIVED % LARGE, after=global_id(first))
    answers = [socket.receive()["type"], socket.receive()["type"]]

    result = socket.receive()

    assert answers == ["next", "next"]
    assert result["type"] == "error"
    assert result["payload"][0]["extensions"]["code"] == "RATE_LIMITED"


def test_small_events_take_nothing(
    transactional_db: None, settings: Any, student: User, connect: Callable[..., Socket]
) -> None:
    settings.GRAPHQL_COST_BUCKET = 2
    first, *_ = NotificationFactory.create_batch(4, user=student)
    socket = connect(student)
    socket.subscribe(RECEIVED % "id", after=global_id(first))

    result = [socket.receive()["type"] for _ in range(3)]

    assert result == ["next"] * 3


def test_documents_that_are_refused_take_from_the_bucket(newcomer: Client) -> None:
    for number in range(2):
        newcomer(f"{{ unknown{number} }}")

    result = newcomer(FIFTY)

    assert result.status == 429
