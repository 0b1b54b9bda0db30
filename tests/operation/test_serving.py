"""The server as a person starts it: a process of its own, asked over HTTP."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from django.conf import settings

CATALOG = "{ courses(first: 3) { nodes { title thumbnail { url } } } }"
SIGN_IN = 'mutation { tokenAuth(username: "s", password: "s123s123") { token } }'
ME = "{ me { username } }"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@contextmanager
def running(data: Path, *command: str) -> Iterator[httpx.Client]:
    """The embedded default with its data in this folder, once it answers."""
    port = str(free_port())
    environment = {"PATH": os.environ["PATH"], "DATA_DIR": str(data), "PORT": port}
    arguments = [port if one == "PORT" else one for one in command]
    with subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        start_new_session=True,  # runserver's reloader has a child
    ) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as http:
                wait_until_it_answers(http, process)
                yield http
        finally:
            os.killpg(process.pid, signal.SIGTERM)


def wait_until_it_answers(http: httpx.Client, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, "The server has stopped."
        try:
            http.post("/graphql", json={"query": ME})
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The server does not answer.")


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[httpx.Client]:
    with running(data, "serve") as http:
        yield http


def test_it_answers_a_catalog_query_from_the_demo_data(server: httpx.Client) -> None:
    result = server.post("/graphql", json={"query": CATALOG})

    courses = result.json()["data"]["courses"]["nodes"]
    assert [bool(course["title"]) for course in courses] == [True] * 3


def test_it_serves_the_thumbnails_that_it_names(server: httpx.Client) -> None:
    courses = server.post("/graphql", json={"query": CATALOG}).json()["data"]["courses"]

    result = server.get(courses["nodes"][0]["thumbnail"]["url"])

    assert result.status_code == 200
    assert result.headers["Content-Type"] == "image/webp"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 302),
        ("/admin/login/", 200),
        ("/static/graphiql/graphiql.js", 200),
        ("/static/admin/css/base.css", 200),
        ("/graphql/", 400),
        ("/nowhere", 404),
        ("/media/../db.sqlite3", 404),
        ("/media/%2e%2e/%2e%2e/db.sqlite3", 404),
        ("/media/../private/", 404),
    ],
)
def test_everything_else_is_at_its_place(
    server: httpx.Client, path: str, status: int
) -> None:
    result = server.get(path, headers={"Accept": "application/json"})

    assert result.status_code == status


def test_the_demo_student_signs_in(server: httpx.Client) -> None:
    signed_in = server.post("/graphql", json={"query": SIGN_IN}).json()["data"]
    headers = {"Authorization": f"JWT {signed_in['tokenAuth']['token']}"}

    result = server.post("/graphql", json={"query": ME}, headers=headers)

    assert result.json()["data"] == {"me": {"username": "s"}}


def test_a_body_above_the_limit_is_refused(server: httpx.Client) -> None:
    result = server.post("/graphql", json={"query": "#" * 2_000_000})

    assert result.status_code == 413
    assert result.json()["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT"}


def test_many_clients_are_answered_at_once(server: httpx.Client) -> None:
    def ask(_: int) -> int:
        return server.post("/graphql", json={"query": CATALOG}).status_code

    with ThreadPoolExecutor(20) as pool:
        result = list(pool.map(ask, range(100)))

    assert result == [200] * 100


def test_a_socket_is_closed_politely(server: httpx.Client) -> None:
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }

    result = server.get("/graphql", headers=headers)

    assert result.status_code == 403


def test_a_taken_port_is_named(server: httpx.Client, data: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(data),
        "PORT": str(server.base_url.port),
    }

    result = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=settings.BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert result.returncode == 1
    assert f"Can't listen on 127.0.0.1:{server.base_url.port}" in result.stderr


def test_it_starts_again_quickly(server: httpx.Client, data: Path) -> None:
    started = time.monotonic()

    with running(data, "serve") as again:
        result = again.post("/graphql", json={"query": CATALOG})

    assert result.status_code == 200
    assert time.monotonic() - started < 5


def test_runserver_serves_the_whole_of_it(server: httpx.Client, data: Path) -> None:
    with running(data, "runserver", "PORT") as developer:
        result = [
            developer.post("/graphql", json={"query": CATALOG}).status_code,
            developer.get("/admin/login/").status_code,
            developer.get("/static/graphiql/graphiql.css").status_code,
        ]

    assert result == [200, 200, 200]
