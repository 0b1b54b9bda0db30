"""Sessions in cookies as a real server sets them, and where it can't set any."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.factories import PASSWORD
from tests.live.conftest import Server
from tests.live.sockets import Socket
from users.models import RefreshToken, User

START = """
    mutation ($input: StartSessionInput!) {
      startSession(input: $input) { user { username } }
    }
"""
RENEW = "mutation { renewSession { user { username } errors { code } } }"
END = "mutation { endSession(input: {}) { errors { code } } }"
ME = "{ me { username } }"


@pytest.fixture
def browser(server: Server) -> Any:
    origin = f"http://{server.address}"
    with httpx.Client(base_url=origin, headers={"origin": origin}) as browser:
        yield browser


def ask(browser: httpx.Client, query: str, **variables: Any) -> Any:
    answer = browser.post("/graphql", json={"query": query, "variables": variables})
    return answer.json()["data"]


def test_a_browser_signs_in_goes_on_and_signs_out(
    browser: httpx.Client, student: User
) -> None:
    who = {"username": student.username}

    result = ask(browser, START, input=who | {"password": PASSWORD})

    assert result == {"startSession": {"user": who}}
    assert {cookie.path for cookie in browser.cookies.jar} == {"/", "/graphql"}
    assert ask(browser, ME) == {"me": who}
    assert ask(browser, RENEW) == {"renewSession": {"user": who, "errors": []}}
    assert ask(browser, ME) == {"me": who}
    assert ask(browser, END) == {"endSession": {"errors": []}}
    assert len(browser.cookies) == 0
    assert ask(browser, ME) == {"me": None}


@pytest.mark.parametrize("query", [START, RENEW, END])
def test_over_a_websocket_cookies_can_not_be_set(
    student: User, connect: Callable[..., Socket], query: str
) -> None:
    socket = connect(init={})
    who = {"username": student.username, "password": PASSWORD}
    socket.subscribe(query, input=who)

    result = socket.receive()["payload"]

    [error] = result["errors"]
    assert list(result["data"].values()) == [None]
    assert error["extensions"] == {"code": "BAD_USER_INPUT"}
    assert error["message"].startswith("This sets cookies: send it as a plain HTTP")
    assert not RefreshToken.objects.exists()


def test_nor_in_a_stream(browser: httpx.Client, student: User) -> None:
    who = {"username": student.username, "password": PASSWORD}
    body = {"query": START, "variables": {"input": who}}

    result = browser.post(
        "/graphql", json=body, headers={"accept": "text/event-stream"}
    )

    [data] = [line for line in result.text.splitlines() if line.startswith("data: {")]
    answer = json.loads(data.removeprefix("data: "))
    assert answer["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
    assert "set-cookie" not in result.headers
    assert not RefreshToken.objects.exists()


def test_guesses_over_a_websocket_are_counted(
    student: User, connect: Callable[..., Socket]
) -> None:
    socket = connect(init={})
    guess = f'tokenAuth(username: "{student.username}", password: "x") {{ token }}'
    for _ in range(5):
        socket.subscribe(f"mutation {{ {guess} }}")
        socket.receive()
        socket.receive()
    socket.subscribe(f"mutation {{ {guess} }}")

    result = socket.receive()["payload"]

    assert result["errors"][0]["extensions"]["code"] == "RATE_LIMITED"
