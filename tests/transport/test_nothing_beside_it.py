"""What is below /graphql is nothing, and is told as the API tells things."""

from collections.abc import Callable

import httpx
import pytest


@pytest.mark.parametrize("path", ["/graphql/x", "/graphql/x/", "/graphql/schema.json"])
@pytest.mark.parametrize("method", ["GET", "POST", "DELETE"])
def test_an_address_below_is_not_found(
    ask: Callable[..., httpx.Response], method: str, path: str
) -> None:
    result = ask(method, path=path)

    assert result.status_code == 404
    assert result.headers["content-type"] == "application/json; charset=utf-8"
    assert result.json() == {
        "errors": [
            {
                "message": "There is nothing at this address: ask at /graphql.",
                "extensions": {"code": "NOT_FOUND"},
            }
        ]
    }


def test_a_slash_at_the_end_is_nothing_else(
    ask: Callable[..., httpx.Response],
) -> None:
    result = ask(path="/graphql/", json={"query": "{ __typename }"})

    assert result.json()["data"] == {"__typename": "Query"}
