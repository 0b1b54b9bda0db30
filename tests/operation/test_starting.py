"""Starting the server: what it says, what stops it, and what does not."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from faults.services import free_port
from schema.management.banner import banner
from tests.processes import Server, manage, running

CATALOG = "{ courses(first: 3) { nodes { title thumbnail { url } } } }"
BROWSER = {"Accept": "text/html"}
PREPARING = "Preparing the database (the first time about 10 s) …\n"


def greeting(server: Server, **facts: bool) -> str:
    """What a server says that has nothing to complain of."""
    facts = {"has_graphiql": True, "has_demo": True} | facts
    address = f"127.0.0.1:{server.http.base_url.port}"
    return PREPARING + banner(address=address, **facts)


def browse(server: Server) -> None:
    """Open everything that a newcomer does."""
    courses = server.http.post("/graphql", json={"query": CATALOG}).json()["data"]
    for address in (
        "/",
        "/graphql",
        "/static/graphiql/graphiql.js",
        "/admin/login/",
        courses["courses"]["nodes"][0]["thumbnail"]["url"],
    ):
        answer = server.http.get(address, headers=BROWSER, follow_redirects=True)
        assert answer.status_code == 200


@pytest.fixture
def namesake(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody whose account is named as one of the demo."""
    environment = {"DATA_DIR": str(tmp_path)}
    manage("migrate", **environment)
    account = {
        "DJANGO_SUPERUSER_USERNAME": "staff",
        "DJANGO_SUPERUSER_EMAIL": "me@example.org",
        "DJANGO_SUPERUSER_PASSWORD": "quite a secret",
    }
    made = manage("createsuperuser", "--noinput", **environment, **account)
    assert made.returncode == 0, made.stderr
    return environment


@pytest.fixture
def taken_port() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


@pytest.mark.parametrize(
    "environment",
    [{}, {"DEBUG": "false", "GRAPHIQL": "true"}, {"HOST": "0.0.0.0"}],
)
def test_it_says_where_it_is_and_nothing_else(
    prepared: dict[str, str], tmp_path: Path, environment: dict[str, str]
) -> None:
    with running(tmp_path, "serve", **prepared | environment) as server:
        browse(server)

        result = server.output

    assert result == greeting(server)


def test_it_does_not_speak_of_graphiql_where_there_is_none(
    prepared: dict[str, str], tmp_path: Path
) -> None:
    with running(tmp_path, "serve", **prepared, GRAPHIQL="false") as server:
        said = server.output

        result = server.http.get("/", headers=BROWSER)

    assert (result.status_code, result.text) == (
        200,
        "Lyceum is a GraphQL API: send operations to /graphql by POST, as JSON.\n",
    )
    assert said == greeting(server, has_graphiql=False)
    assert "GraphiQL" not in said


def test_it_serves_without_the_demo_where_somebody_has_its_names(
    namesake: dict[str, str], tmp_path: Path
) -> None:
    with running(tmp_path, "serve", **namesake) as server:
        said = server.output

        result = server.http.post("/graphql", json={"query": CATALOG}).json()

    warning, _, rest = said.removeprefix(PREPARING).partition("\n")
    assert result["data"] == {"courses": {"nodes": []}}
    assert warning == (
        "Warning: there are no demo data. Names that the demo needs are taken: "
        "staff. Nothing was changed. Change them, or give the demo a database of its "
        "own."
    )
    assert PREPARING + rest == greeting(server, has_demo=False)
    assert "s123s123" not in rest


def test_a_taken_port_is_named(taken_port: str, tmp_path: Path) -> None:
    result = manage("serve", PORT=taken_port, DATA_DIR=str(tmp_path))

    assert result.returncode == 1
    assert f"Can't listen on 127.0.0.1:{taken_port}" in result.stderr


@pytest.mark.parametrize(
    ("setting", "value", "advice"),
    [
        ("PORT", "abc", "use a number, 1 to 65535"),
        ("PORT", "", "use a number, 1 to 65535"),
        ("PORT", "0", "use a number, 1 to 65535"),
        ("PORT", "65536", "use a number, 1 to 65535"),
        ("GRAPHQL_MAX_COST", "50001", "use 50000, which is GRAPHQL_COST_BUCKET, at"),
        ("WEB_CONCURRENCY", "abc", "use a number, at least 1"),
        ("WEB_CONCURRENCY", "0", "use a number, at least 1"),
        ("GRAPHQL_THREADS", "x", "use a number, at least 1"),
        ("DATABASE_POOL_SIZE", "x", "use a number, at least 1"),
        ("CORS_ALLOWED_ORIGINS", "school.example", "use https://host or http://host"),
        ("CORS_ALLOWED_ORIGINS", "https://a.example/", "use https://host or http://h"),
        ("CSRF_TRUSTED_ORIGINS", "school.example", "use https://host or http://host"),
        ("GRAPHQL_THREADS", "-1", "use a number, at least 1"),
        ("SECURE_HSTS_SECONDS", "1 year", "use a number, at least 0"),
        ("DEBUG", "maybe", "use true or false"),
        ("GRAPHIQL", "", "use true or false"),
        ("COOKIE_SAMESITE", "lax", "set it to Strict, Lax or None"),
        ("LOG_LEVEL", "loud", "set it to DEBUG, INFO, WARNING, ERROR or CRITICAL"),
        ("DATA_DIR", "/dev/null", "use a folder that can be written to"),
    ],
)
def test_a_setting_that_cannot_be_read_is_named_with_what_to_do(
    tmp_path: Path, setting: str, value: str, advice: str
) -> None:
    result = manage("serve", **{"DATA_DIR": str(tmp_path), setting: value})

    refusal = f"ImproperlyConfigured: {setting} is {value!r}: {advice}"
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(refusal)
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("DATABASE_URL", "foo"),
        ("DATABASE_URL", "mysql://root:secret@127.0.0.1/lyceum"),
        ("DATABASE_URL", "postgres://lyceum:secret@127.0.0.1:port/lyceum"),
        ("REDIS_URL", "secret@127.0.0.1:6379"),
    ],
)
def test_an_address_that_cannot_be_read_is_not_told(
    tmp_path: Path, setting: str, value: str
) -> None:
    result = manage("serve", **{"DATA_DIR": str(tmp_path), setting: value})

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith(f"ImproperlyConfigured: {setting} names no ")
    assert len(result.stderr.splitlines()) == 1
    assert "secret" not in result.stderr


@pytest.mark.parametrize("host", ["nowhere.invalid", "http://localhost", "a" * 300])
def test_a_host_that_is_none_is_named(tmp_path: Path, host: str) -> None:
    result = manage("serve", HOST=host, DATA_DIR=str(tmp_path))

    assert result.returncode == 1
    assert result.stderr.startswith(f"CommandError: Can't listen on {host}:8000: ")
    assert "Choose with HOST= and PORT=." in result.stderr
    assert "Traceback" not in result.stderr


def test_a_database_that_can_not_be_used_is_told_of(tmp_path: Path) -> None:
    environment = {
        "DATABASE_URL": f"sqlite:///{tmp_path}/missing/db.sqlite3",
        "DATA_DIR": str(tmp_path),
        "PORT": str(free_port()),
    }

    result = manage("serve", **environment)

    assert result.returncode == 1
    assert result.stderr.startswith("CommandError: The database can't be used: ")
    assert "DATABASE_URL" in result.stderr
    assert "Traceback" not in result.stderr


def test_several_processes_serve_together(
    prepared: dict[str, str], tmp_path: Path
) -> None:
    with running(tmp_path, "serve", **prepared, WEB_CONCURRENCY="2") as server:
        result = [
            server.http.post(
                "/graphql", json={"query": CATALOG}, headers={"Connection": "close"}
            ).status_code
            for _ in range(20)
        ]

    assert result == [200] * 20


def test_it_starts_again_quickly(prepared: dict[str, str], tmp_path: Path) -> None:
    start = time.monotonic()
    manage("check", **prepared)
    shortest = time.monotonic() - start
    start = time.monotonic()

    with running(tmp_path, "serve", **prepared):
        result = time.monotonic() - start

    # A command that does nothing takes a second, or more on a busy machine.
    assert result < 5 * shortest
