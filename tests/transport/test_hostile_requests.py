"""Requests that are made to cost much are refused at once, by a real server."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.operation.conftest import data, database, services  # noqa: F401
from tests.processes import Server, running
from tests.transport.hostile import REQUESTS, Request

SECOND = 1.0
TRIES = 3  # of which the fastest counts: the machine may have other things to do
SIGN_IN = 'mutation { tokenAuth(username: "ADMIN2", password: "a123a123") { token } }'


@pytest.fixture(scope="module")
def server(data: Path, services: dict[str, str]) -> Iterator[Server]:  # noqa: F811
    bucket = {"GRAPHQL_COST_BUCKET": "1000000000"}  # so that each is looked at
    with running(data, "serve", **services, **bucket) as one:
        yield one


@pytest.fixture(scope="module")
def headers(server: Server) -> dict[str, str]:
    """Those of somebody who is signed in, who may send files as well."""
    answer = server.http.post("/graphql", json={"query": SIGN_IN}).json()
    token = answer["data"]["tokenAuth"]["token"]
    return {"authorization": f"Bearer {token}", "graphql-require-preflight": "1"}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_it_is_refused_within_a_second(
    server: Server, headers: dict[str, str], request_: Request
) -> None:
    headers = headers | {"content-type": request_.content_type}
    seconds = []
    for _ in range(TRIES):
        body = request_.body()
        start = time.monotonic()
        answer = server.http.post("/graphql", content=body, headers=headers)
        seconds.append(time.monotonic() - start)

    result = answer.json()

    codes = {error["extensions"]["code"] for error in result["errors"]}
    assert answer.status_code == 200 or 400 <= answer.status_code < 500
    assert codes and codes <= request_.codes
    assert "data" not in result
    assert min(seconds) < SECOND


def test_it_still_answers_then(server: Server) -> None:
    result = server.http.post("/graphql", json={"query": "{ __typename }"}).json()

    assert result["data"] == {"__typename": "Query"}
