"""Requests that are made to cost much are refused at once, by a real server.

What is counted is the server's work, whatever else this machine has to do;
``benchmarks.hostile`` tells what clients see of it.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.services import wait_until_at_rest, work_of
from tests.operation.conftest import data, database, services  # noqa: F401
from tests.processes import Server, running
from tests.transport.hostile import REQUESTS, Request

MOST = 0.5  # seconds of work
TRIES = 3  # of which the least counts: a machine that stands still is counted as well
SIGN_IN = 'mutation { tokenAuth(username: "ADMIN2", password: "a123a123") { token } }'


@pytest.fixture(scope="module")
def server(data: Path, services: dict[str, str]) -> Iterator[Server]:  # noqa: F811
    bucket = {"GRAPHQL_COST_BUCKET": "1000000000"}  # so that each is looked at
    with running(data, "serve", **services, **bucket) as one:
        wait_until_at_rest(one.process.pid)
        yield one


@pytest.fixture(scope="module")
def headers(server: Server) -> dict[str, str]:
    """Those of somebody who is signed in, who may send files as well."""
    answer = server.http.post("/graphql", json={"query": SIGN_IN}).json()
    token = answer["data"]["tokenAuth"]["token"]
    return {"authorization": f"Bearer {token}", "graphql-require-preflight": "1"}


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_it_is_refused_for_little_work(
    server: Server, headers: dict[str, str], request_: Request
) -> None:
    headers = headers | {"content-type": request_.content_type}
    work = []
    for _ in range(TRIES):
        body = request_.body()
        before = work_of(server.process.pid)
        answer = server.http.post("/graphql", content=body, headers=headers)
        work.append(work_of(server.process.pid) - before)

    result = answer.json()

    codes = {error["extensions"]["code"] for error in result["errors"]}
    assert answer.status_code == 200 or 400 <= answer.status_code < 500
    assert codes and codes <= request_.codes
    assert "data" not in result
    assert min(work) < MOST


def test_it_still_answers_then(server: Server) -> None:
    result = server.http.post("/graphql", json={"query": "{ __typename }"}).json()

    assert result["data"] == {"__typename": "Query"}
