"""Every answer has an id by which people can speak of the request."""

import re
from collections.abc import Callable

import httpx
import pytest

Ask = Callable[..., httpx.Response]

TYPENAME = {"query": "{ __typename }"}
MADE = re.compile(r"[0-9a-f]{32}")
ANSWERS = [
    ("POST", {"json": TYPENAME}, 200),
    ("POST", {"json": TYPENAME, "headers": {"accept": "text/event-stream"}}, 200),
    ("POST", {"json": {}}, 400),
    ("POST", {"json": TYPENAME, "headers": {"accept": "image/png"}}, 406),
    ("POST", {"content": "x", "headers": {"content-type": "text/plain"}}, 415),
    ("GET", {"params": TYPENAME}, 403),
    ("PUT", {"json": TYPENAME}, 405),
]


@pytest.mark.parametrize(("method", "request_", "status"), ANSWERS)
def test_an_answer_has_an_id(
    ask: Ask, method: str, request_: dict, status: int
) -> None:
    result = ask(method, **request_)

    assert result.status_code == status
    assert MADE.fullmatch(result.headers["x-request-id"])


@pytest.mark.parametrize(("method", "request_", "status"), ANSWERS)
def test_it_is_that_of_a_client_that_has_one(
    ask: Ask, method: str, request_: dict, status: int
) -> None:
    headers = {**request_.get("headers", {}), "x-request-id": "mine.1"}

    result = ask(method, **{**request_, "headers": headers})

    assert result.status_code == status
    assert result.headers["x-request-id"] == "mine.1"


@pytest.mark.parametrize("given", ["", "a b", "x" * 65, "ä"])
def test_one_that_could_not_be_logged_is_replaced(ask: Ask, given: str) -> None:
    headers = {"x-request-id": given.encode()}

    result = ask("POST", json=TYPENAME, headers=headers)

    assert MADE.fullmatch(result.headers["x-request-id"])
