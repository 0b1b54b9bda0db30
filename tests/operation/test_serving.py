"""The server as a person starts it: a process of its own, asked over HTTP."""

import json
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path

import httpx
import pytest
from websockets import Subprotocol
from websockets.sync.client import connect

from tests.processes import Server, manage

CATALOG = "{ courses(first: 3) { nodes { title thumbnail { url } } } }"
SIGN_IN = 'mutation { tokenAuth(username: "s", password: "s123s123") { token } }'
ME = "{ me { username } }"


@pytest.fixture(scope="module")
def server(served: Server) -> httpx.Client:
    return served.http


def test_it_answers_a_catalog_query_from_the_demo_data(server: httpx.Client) -> None:
    result = server.post("/graphql", json={"query": CATALOG})

    courses = result.json()["data"]["courses"]["nodes"]
    assert [bool(course["title"]) for course in courses] == [True] * 3


def test_its_rows_are_where_the_settings_say(
    served: Server, data: Path, services: dict[str, str]
) -> None:
    result = manage("seed_demo", DATA_DIR=str(data), **services)

    assert result.stdout.startswith("The demo data are there already")
    assert (data / "db.sqlite3").exists() == ("DATABASE_URL" not in services)


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
        ("/static/nothing.css", 404),
        ("/static/../settings.py", 404),
        ("/media", 404),
        ("/media/", 404),
        ("/media/thumbnails", 404),
        ("/media/thumbnails/", 404),
        ("/media/../db.sqlite3", 404),
        ("/media/%2e%2e/%2e%2e/db.sqlite3", 404),
        ("/media/..%2f..%2fdb.sqlite3", 404),
        ("/media/../private/", 404),
        ("/media//etc/passwd", 404),
        (f"/media/{'a' * 300}", 404),
        (f"/media/{'a/' * 2500}", 404),
        (f"/media/{'a' * 5000}", 404),
        ("/media/%00", 404),
        ("/media/a%00.webp", 404),
        ("/media/%", 404),
        ("/media/%zz", 404),
        ("/media/%ff%fe", 404),
        ("/media/%ed%a0%80", 404),
        ("/media/C:%5cwindows", 404),
    ],
)
def test_everything_else_is_at_its_place(
    server: httpx.Client, path: str, status: int
) -> None:
    # Unlike httpx this does not mend a path before sending it.
    connection = HTTPConnection("127.0.0.1", server.base_url.port, timeout=20)
    connection.request("GET", path, headers={"Accept": "application/json"})

    result = connection.getresponse()

    connection.close()
    assert result.status == status


@pytest.mark.parametrize(
    "path",
    ["/static/graphiql/graphiql.js", "/static/graphiql/fonts/codicon.ttf"],
)
def test_static_files_come_whole_and_in_parts(server: httpx.Client, path: str) -> None:
    whole = server.get(path).content

    result = server.get(path, headers={"Range": "bytes=70000-70009"})

    assert len(whole) > 70_000
    assert (result.status_code, result.content) == (206, whole[70_000:70_010])


def test_the_demo_student_signs_in(server: httpx.Client) -> None:
    signed_in = server.post("/graphql", json={"query": SIGN_IN}).json()["data"]
    headers = {"Authorization": f"JWT {signed_in['tokenAuth']['token']}"}

    result = server.post("/graphql", json={"query": ME}, headers=headers)

    assert result.json()["data"] == {"me": {"username": "s"}}


def test_a_browser_that_asks_first_is_told_one_length(server: httpx.Client) -> None:
    asking = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    # Unlike httpx this does not make one of two headers that are equal.
    connection = HTTPConnection("127.0.0.1", server.base_url.port, timeout=20)
    connection.request("OPTIONS", "/graphql", headers=asking)

    result = connection.getresponse()

    connection.close()
    assert result.status == 200
    assert result.headers.get_all("Content-Length") == ["0"]


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


def test_it_takes_sockets(server: httpx.Client) -> None:
    address = f"ws://127.0.0.1:{server.base_url.port}/graphql"
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        socket.send('{"type": "connection_init"}')

        result = json.loads(socket.recv(timeout=20))

    assert result["type"] == "connection_ack"
