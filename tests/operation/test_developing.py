"""`runserver`, for developing Lyceum itself, and what debug mode adds."""

import time
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.processes import Server, running

CATALOG = "{ courses(first: 3) { nodes { title } } }"
BROWSER = {"Accept": "text/html"}


@pytest.fixture
def changing_settings(tmp_path: Path) -> Path:
    """A module that a developer is at work on: the settings, with GraphiQL on."""
    path = tmp_path / "changing_settings.py"
    path.write_text("from schema.settings import *\n\nGRAPHIQL = True\n")
    return path


def after_the_restart(server: Server, changed: Path, before: int) -> int:
    """What / answers once it is another answer, or in the end still the same."""
    deadline = time.monotonic() + 60
    status = before
    while status in (before, 500) and time.monotonic() < deadline:
        if (
            status == before
        ):  # what is older than the reloader's first look is no change
            changed.touch()
        time.sleep(1)
        status = 500  # as between two lives, when it may not answer at all either
        with suppress(httpx.TransportError):
            status = server.http.get("/").status_code
    return status


def test_runserver_serves_the_whole_of_it(
    prepared: dict[str, str], tmp_path: Path
) -> None:
    with running(tmp_path, "runserver", "PORT", **prepared) as server:
        result = [
            server.http.post("/graphql", json={"query": CATALOG}).status_code,
            server.http.get("/admin/login/").status_code,
            server.http.get("/static/graphiql/graphiql.css").status_code,
        ]

    assert result == [200, 200, 200]


def test_runserver_starts_again_when_the_code_changes(
    prepared: dict[str, str], tmp_path: Path, changing_settings: Path
) -> None:
    environment = prepared | {
        "DJANGO_SETTINGS_MODULE": changing_settings.stem,
        "PYTHONPATH": str(changing_settings.parent),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    with running(tmp_path, "runserver", "PORT", **environment) as server:
        before = server.http.get("/").status_code
        text = changing_settings.read_text().replace("True", "False")
        changing_settings.write_text(text)

        result = after_the_restart(server, changing_settings, before)

    assert (before, result) == (302, 200)


def test_the_debug_toolbar_is_on_djangos_pages(served: Server) -> None:
    result = served.http.get("/admin/login/", headers=BROWSER)

    assert 'id="djDebugToolbar"' in result.text
    assert "SQLPanel" in result.text


def test_there_is_no_debug_toolbar_without_debug_mode(
    prepared: dict[str, str], tmp_path: Path
) -> None:
    with running(tmp_path, "serve", **prepared, DEBUG="false") as server:
        result = server.http.get("/admin/login/", headers=BROWSER)

    assert result.status_code == 200
    assert "djDebug" not in result.text
