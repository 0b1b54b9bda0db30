"""An answer that takes too long is given up, and its work with it."""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import orjson
import psycopg
import pytest
from django.test import RequestFactory

from schema.base.threads import run_in_thread
from schema.transport import pipeline
from tests.live.sockets import Socket
from tests.operation.conftest import data, database, services  # noqa: F401
from tests.processes import Server, running

DEADLINE = 1  # second
SLACK = 4  # seconds, for machines that have much to do
NAME = "{ me { firstName } }"
RENAME = 'mutation { updateProfile(input: {firstName: "%s"}) { user { firstName } } }'
SIGN_IN = 'mutation { tokenAuth(username: "ADMIN2", password: "a123a123") { token } }'
LATE = {"DEADLINE_EXCEEDED", "SERVICE_UNAVAILABLE"}
WAITING = """
    SELECT query FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
ACCOUNTS = "users_user, users_profile"
Lock = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(scope="module")
def server(data: Path, services: dict[str, str]) -> Iterator[Server]:  # noqa: F811
    environment = services | {"GRAPHQL_DEADLINE": str(DEADLINE)}
    with running(data, "serve", **environment) as one:
        yield one


def token_of(server: Server) -> str:
    """An access token; a machine that has much to do may miss the deadline for one."""
    for _ in range(20):
        answer = server.http.post("/graphql", json={"query": SIGN_IN}).json()
        if answer.get("data") and answer["data"]["tokenAuth"]:
            return answer["data"]["tokenAuth"]["token"]
    raise AssertionError(answer)


@pytest.fixture(scope="module")
def ask(server: Server) -> Callable[[str], Any]:
    """Asks as somebody with an account, and returns the answer."""
    token = token_of(server)
    headers = {"authorization": f"Bearer {token}"}

    def send(query: str) -> Any:
        body = {"query": query}
        return server.http.post("/graphql", json=body, headers=headers).json()

    return send


@pytest.fixture
def lock(data: Path, services: dict[str, str]) -> Lock:  # noqa: F811
    """Keeps everybody else from writing to the tables, who may read them.

    ``mode`` is PostgreSQL's; by ACCESS EXCLUSIVE nobody may read them there.
    """

    @contextmanager
    def in_postgresql(
        tables: str = ACCOUNTS, mode: str = "EXCLUSIVE"
    ) -> Iterator[psycopg.Connection]:
        with psycopg.connect(services["DATABASE_URL"]) as connection:
            connection.execute(f"LOCK TABLE {tables} IN {mode} MODE")
            yield connection

    @contextmanager
    def in_sqlite(
        tables: str = ACCOUNTS, mode: str = "EXCLUSIVE"
    ) -> Iterator[sqlite3.Connection]:
        connection = sqlite3.connect(data / "db.sqlite3", isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        finally:
            connection.close()

    return in_postgresql if "DATABASE_URL" in services else in_sqlite


def codes(answer: Any) -> set[str]:
    errors = answer if isinstance(answer, list) else answer.get("errors", [])
    return {error["extensions"]["code"] for error in errors}


def test_it_is_answered_in_time_and_nothing_is_written(
    ask: Callable[[str], Any], lock: Lock
) -> None:
    before = ask(NAME)["data"]
    with lock():
        start = time.monotonic()

        result = ask(RENAME % "Late")

        seconds = time.monotonic() - start
    time.sleep(0.5)
    assert seconds < DEADLINE + SLACK
    assert codes(result) <= LATE and codes(result)
    assert result["data"] == {"updateProfile": None} or result["data"] is None
    assert ask(NAME)["data"] == before


def test_the_next_request_works(ask: Callable[[str], Any], lock: Lock) -> None:
    before = ask(NAME)["data"]
    with lock():
        late = ask(RENAME % "Late")
        meanwhile = ask(NAME)

    result = ask(RENAME % "Next")

    assert codes(late) <= LATE and codes(late)
    assert meanwhile["data"] == before
    assert result["data"] == {"updateProfile": {"user": {"firstName": "Next"}}}


def waiting(connection: Any) -> int:
    """How many statements wait for a lock; SQLite itself works for nobody."""
    if isinstance(connection, sqlite3.Connection):
        return 0
    return len(connection.execute(WAITING).fetchall())


def test_the_database_does_no_more_work_for_it(
    ask: Callable[[str], Any],
    lock: Lock,
    services: dict[str, str],  # noqa: F811
) -> None:
    with lock() as connection, ThreadPoolExecutor() as threads:
        coming = threads.submit(ask, RENAME % "Late")
        time.sleep(DEADLINE / 2)
        during = waiting(connection)
        coming.result()

        result = waiting(connection)

    assert during == ("DATABASE_URL" in services)
    assert result == 0


def test_more_than_there_are_threads_are_answered_in_time(
    ask: Callable[[str], Any], lock: Lock
) -> None:
    with lock(), ThreadPoolExecutor(20) as threads:
        start = time.monotonic()

        result = list(threads.map(ask, [RENAME % "Late"] * 20))

        seconds = time.monotonic() - start
    assert seconds < DEADLINE + SLACK
    assert all(codes(answer) <= LATE and codes(answer) for answer in result)
    assert ask(RENAME % "Again")["data"]


def test_it_is_the_same_over_a_socket(server: Server, lock: Lock) -> None:
    token = token_of(server)
    address = f"{server.http.base_url.host}:{server.http.base_url.port}"
    with Socket(address, init={"Authorization": f"Bearer {token}"}) as socket, lock():
        socket.subscribe(RENAME % "Late")

        result = socket.receive(DEADLINE + SLACK)

    assert codes(result["payload"]) <= LATE and codes(result["payload"])


def test_work_without_the_database_is_given_up_too(transactional_db: None) -> None:
    words = "name description"
    fields = (
        f"{words} fields {{ {words} isDeprecated deprecationReason"
        f" args {{ {words} defaultValue isDeprecated deprecationReason }}"
        f" type {{ kind {words} ofType {{ kind {words} ofType {{ {words} }} }} }} }}"
    )
    query = "{ %s }" % " ".join(
        f"a{n}: __schema {{ types {{ {fields} }} }}" for n in range(7)
    )
    request = RequestFactory().post(
        "/graphql",
        orjson.dumps({"query": query}),
        content_type="application/json",
        headers={"host": "localhost"},
    )

    result = asyncio.run(run_in_thread(pipeline.handle, request, seconds=0.03))

    answer = orjson.loads(result.content)
    assert codes(answer) == {"DEADLINE_EXCEEDED"}, result.content[:300]
