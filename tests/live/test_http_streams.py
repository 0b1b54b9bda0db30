"""Subscriptions over HTTP: server-sent events, and Apollo's multipart."""

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from notifications.services import notify
from tests.client import without_cost
from tests.live.conftest import Server
from users import tokens
from users.models import User

UNREAD = "subscription { unreadNotificationCount }"
EVENTS = "text/event-stream"
MULTIPART = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0,application/json'


class Stream:
    """An answer that goes on, in the pieces that it is made of."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self.is_multipart = "multipart" in response.headers["content-type"]
        self.pieces = self._pieces()

    def next(self) -> Any:
        """The next thing said; heartbeats say nothing."""
        for piece in self.pieces:
            said = self._part(piece) if self.is_multipart else self._event(piece)
            if said is not None:
                return said
        return None

    def _pieces(self) -> Iterator[str]:
        end = "\r\n--graphql" if self.is_multipart else "\n\n"
        text = ""
        for chunk in self.response.iter_text():
            text += chunk
            while end in text:
                piece, text = text.split(end, 1)
                yield piece
        yield text

    def _event(self, piece: str) -> Any:
        fields = dict(
            line.split(": ", 1) for line in piece.splitlines() if ": " in line
        )
        if fields.get("event") == "next":
            return without_cost(json.loads(fields["data"]))
        return fields.get("event")

    def _part(self, piece: str) -> Any:
        if piece == "--\r\n":
            return "complete"
        headers, _, body = piece.partition("\r\n\r\n")
        assert "content-type: application/json" in headers
        payload = json.loads(body).get("payload")
        return payload and without_cost(payload)


@pytest.fixture(params=[EVENTS, MULTIPART])
def accept(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def listen(server: Server, accept: str) -> Iterator[Callable[..., Stream]]:
    with ExitStack() as opened:
        client = opened.enter_context(httpx.Client(timeout=40))

        def start(query: str, user: User | None = None, method: str = "POST") -> Stream:
            headers = {"accept": accept}
            if user is not None:
                headers["authorization"] = f"Bearer {tokens.issue(user).token}"
            place = "json" if method == "POST" else "params"
            request = client.stream(
                method,
                f"http://{server.address}/graphql",
                headers=headers,
                **{place: {"query": query}},
            )
            return Stream(opened.enter_context(request))

        yield start


@pytest.mark.parametrize("method", ["POST", "GET"])
def test_each_change_comes_when_it_is_made(
    student: User, listen: Callable[..., Stream], method: str
) -> None:
    stream = listen(UNREAD, student, method)
    first = stream.next()
    notify(user=student, key="news", message="News")

    result = [first, stream.next()]

    assert result == [
        {"data": {"unreadNotificationCount": 0}},
        {"data": {"unreadNotificationCount": 1}},
    ]
    assert stream.response.status_code == 200
    assert "no-cache" in stream.response.headers["cache-control"]


def test_a_query_has_one_answer_and_is_complete(
    db: None, listen: Callable[..., Stream]
) -> None:
    stream = listen("{ __typename }")

    result = [stream.next(), stream.next()]

    assert result == [{"data": {"__typename": "Query"}}, "complete"]


@pytest.mark.parametrize(
    ("query", "code"),
    [
        (UNREAD, "UNAUTHENTICATED"),
        ("{ nothing }", "GRAPHQL_VALIDATION_FAILED"),
        ("{", "GRAPHQL_PARSE_FAILED"),
    ],
)
def test_a_refusal_is_an_answer_and_the_last(
    listen: Callable[..., Stream], query: str, code: str
) -> None:
    stream = listen(query)

    result = [stream.next(), stream.next()]

    assert [error["extensions"]["code"] for error in result[0]["errors"]] == [code]
    assert result[1] == "complete"


def test_a_mutation_may_not_come_by_get(listen: Callable[..., Stream]) -> None:
    stream = listen(
        'mutation { revokeToken(refreshToken: "x") { revoked } }', None, "GET"
    )

    result = stream.next()

    assert [error["extensions"]["code"] for error in result["errors"]] == [
        "BAD_USER_INPUT"
    ]
    assert "data" not in result or result["data"] is None


def test_a_foreign_page_is_refused(server: Server, accept: str) -> None:
    result = httpx.get(
        f"http://{server.address}/graphql",
        params={"query": UNREAD},
        headers={"accept": accept, "origin": "https://evil.example"},
    )

    assert result.status_code == 403
    assert result.json()["errors"][0]["extensions"]["code"] == "FORBIDDEN"


def test_a_browser_may_have_its_token_in_a_cookie(
    student: User, server: Server, accept: str
) -> None:
    token = tokens.issue(student).token

    with httpx.stream(
        "GET",
        f"http://{server.address}/graphql",
        params={"query": UNREAD},
        headers={"accept": accept, "cookie": f"lyceum-access={token}"},
    ) as response:
        result = Stream(response).next()

    assert result == {"data": {"unreadNotificationCount": 0}}


def test_a_request_that_holds_no_operation_is_refused(
    server: Server, accept: str
) -> None:
    address = f"http://{server.address}/graphql"

    result = httpx.post(address, json={"query": 1}, headers={"accept": accept})

    assert result.status_code == 400
    assert result.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_a_subscription_needs_a_stream(server: Server) -> None:
    address = f"http://{server.address}/graphql"

    result = httpx.post(address, json={"query": UNREAD})

    assert result.status_code == 400
    assert "server-sent events" in result.json()["errors"][0]["message"]
