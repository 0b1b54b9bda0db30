"""What processes know together by Redis, and each alone while that is away."""

import hashlib
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from faults.services import Redis
from schema.base.redis import REST
from tests.operation.conftest import data, database  # noqa: F401
from tests.processes import Server, running
from tests.waiting import within

ONE = {"query": '{ course(slug: "none") { title } }'}
FIFTY = {"query": "{ courses(first: 50) { nodes { id } } }"}


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    with Redis() as one:
        yield one


@pytest.fixture(scope="module")
def servers(
    redis: Redis,
    data: Path,  # noqa: F811
    database: dict[str, str],  # noqa: F811
) -> Iterator[list[Server]]:
    """Two on one database, whose callers have a hundred points for long."""
    bucket = {f"GRAPHQL_{name}": "100" for name in ("MAX_COST", "COST_BUCKET")}
    bucket |= {"GRAPHQL_COST_RESTORE": "1"}
    environment = database | bucket | {"REDIS_URL": redis.url}
    with (
        running(data, "serve", **environment) as first,
        running(data, "serve", **environment) as second,
    ):
        yield [first, second]


def statuses(servers: list[Server], ask: Any = FIFTY) -> list[int]:
    """What comes of fifty points after fifty, asked of these servers in turn."""
    return [one.http.post("/graphql", json=ask).status_code for one in servers]


@contextmanager
def away(redis: Redis) -> Iterator[None]:
    redis.__exit__()
    try:
        yield
    finally:
        redis.__enter__()


def test_two_processes_share_what_a_caller_has(
    servers: list[Server], redis: Redis
) -> None:
    first, second = servers
    redis.restart(pause=0)  # and so forgets what came before

    result = statuses([first, second, first, second])

    assert result == [200, 200, 429, 429]


def test_they_share_what_goes_in_little_pieces(
    servers: list[Server], redis: Redis
) -> None:
    statuses(servers)
    redis.restart(pause=0)
    start = time.monotonic()

    result = statuses(servers * 70, ONE)

    restored = time.monotonic() - start
    assert 100 <= result.count(200) <= 100 + restored + 1


def test_each_counts_alone_while_redis_is_away(
    servers: list[Server], redis: Redis
) -> None:
    first, second = servers

    with away(redis):
        result = statuses([first, first, first, second, second, second])

    assert result == [200, 200, 429] * 2
    assert "Redis does not answer" in first.output


def test_they_share_it_again_when_redis_is_back(
    servers: list[Server], redis: Redis
) -> None:
    first, second = servers
    redis.restart(pause=0)
    time.sleep(REST)

    result = statuses([second, first, second])

    assert result == [200, 200, 429]


@pytest.fixture
def document() -> dict[str, Any]:
    """A document that nobody sent before, with its hash."""
    query = f"{{ __typename }} # {secrets.token_hex(8)}"
    hash = hashlib.sha256(query.encode()).hexdigest()
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": hash}}
    return {"query": query, "extensions": extensions}


def is_known(server: Server, document: dict[str, Any]) -> bool:
    by_hash = {"extensions": document["extensions"]}
    answer = server.http.post("/graphql", json=by_hash).json()
    return answer.get("data") == {"__typename": "Query"}


def test_a_document_that_one_process_keeps_the_other_knows(
    servers: list[Server], document: dict[str, Any]
) -> None:
    first, second = servers
    first.http.post("/graphql", json=document)

    result = within(
        20, lambda: is_known(first, document) and is_known(second, document)
    )

    assert result


def test_a_document_kept_while_redis_is_away_the_other_knows_later(
    servers: list[Server], redis: Redis, document: dict[str, Any]
) -> None:
    first, second = servers
    with away(redis):
        first.http.post("/graphql", json=document)
        alone = is_known(first, document) and not is_known(second, document)

    result = within(
        20, lambda: is_known(first, document) and is_known(second, document)
    )

    assert alone
    assert result
