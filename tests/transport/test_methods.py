"""Methods and bodies that a real server takes, and those that it refuses."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.client import Client, without_cost

Ask = Callable[..., httpx.Response]

HEADERS = {"graphql-require-preflight": "1"}
MEGABYTE = 1024 * 1024
JSON = HEADERS | {"content-type": "application/json"}
REVOKE = 'mutation { revokeToken(refreshToken: "x") { revoked } }'


def body_of(size: int) -> bytes:
    """A request of so many bytes for the name of the root type."""
    whole = b'{"query": "{ __typename }", "variables": {"x": ""}}'
    return whole.replace(b'""', b'"' + b"x" * (size - len(whole)) + b'"')


@pytest.mark.parametrize("path", ["/graphql", "/graphql/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_queries_come_by_get_and_by_post(ask: Ask, method: str, path: str) -> None:
    place = "params" if method == "GET" else "json"
    operation = {place: {"query": "{ __typename }"}}

    result = ask(method, path=path, headers=HEADERS, **operation)

    assert result.status_code == 200
    assert without_cost(result.json()) == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(ask: Ask, method: str) -> None:
    result = ask(method, headers=JSON, content=body_of(60))

    assert result.status_code == 405
    assert result.headers["allow"] == "GET, POST"
    assert result.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


@pytest.mark.parametrize("accept", ["*/*", "application/graphql-response+json"])
def test_a_mutation_may_not_come_by_get(ask: Ask, accept: str) -> None:
    headers = HEADERS | {"accept": accept}

    result = ask("GET", params={"query": REVOKE}, headers=headers)

    assert result.status_code == 405
    assert result.headers["allow"] == "POST"
    assert result.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_subscription_is_no_single_answer(visitor: Client) -> None:
    result = visitor("subscription { unreadNotificationCount }")

    assert result.status == 400
    assert result.codes == ["BAD_USER_INPUT"]


def test_a_body_of_a_megabyte_is_read(ask: Ask) -> None:
    result = ask(content=body_of(MEGABYTE), headers=JSON)

    assert result.status_code == 200
    assert without_cost(result.json()) == {"data": {"__typename": "Query"}}


def test_a_longer_body_is_refused(ask: Ask) -> None:
    result = ask(content=body_of(MEGABYTE + 1), headers=JSON)

    assert result.status_code == 413
    assert result.headers["content-type"] == "application/json; charset=utf-8"
    assert result.json() == {
        "errors": [
            {
                "message": "This request has at most 1,048,576 bytes.",
                "extensions": {"code": "BAD_USER_INPUT"},
            }
        ]
    }


def test_a_body_that_never_ends_is_refused(ask: Ask) -> None:
    def pieces() -> Any:
        for _ in range(32):
            yield b"x" * (MEGABYTE // 16)

    result = ask(content=pieces(), headers=JSON)

    assert result.status_code == 413


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/graphql",
        "application/jsonp",
        "application/graphql-response+json",
        "MULTIPART/form-data; boundary=x",
        "nonsense",
        "",
    ],
)
def test_a_body_that_is_not_json_is_refused(ask: Ask, content_type: str) -> None:
    headers = HEADERS | {"content-type": content_type}

    result = ask(content=body_of(60), headers=headers)

    assert result.status_code == 415
    assert result.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_a_body_of_no_type_is_refused(ask: Ask) -> None:
    result = ask(content=body_of(60), headers=HEADERS)

    assert result.status_code == 415
    assert result.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}
