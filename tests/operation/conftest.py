"""Where the servers of these tests keep what they know."""

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
import pytest
from django.conf import settings
from django.core.cache import cache
from psycopg.sql import SQL, Identifier

from tests.processes import Server, running


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def database() -> Iterator[dict[str, str]]:
    """A new database where the tests run on PostgreSQL, as a server is told of it."""
    address = os.environ.get("DATABASE_URL", "")
    if not address.startswith("postgres"):
        yield {}
        return
    name = f"lyceum_served_{uuid4().hex}"
    others = urlsplit(address)._replace(path="/postgres").geturl()
    with psycopg.connect(others, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        yield {"DATABASE_URL": urlsplit(address)._replace(path=f"/{name}").geturl()}
        drop = SQL("DROP DATABASE {} WITH (FORCE)")
        connection.execute(drop.format(Identifier(name)))


@pytest.fixture(scope="module")
def services(database: dict[str, str]) -> Iterator[dict[str, str]]:
    """What the tests run on, as a server is told it: nothing on embedded SQLite."""
    if not settings.REDIS_URL:
        yield database
        return
    cache.clear()  # of everything that is in this Redis database
    yield database | {"REDIS_URL": settings.REDIS_URL}
    cache.clear()


@pytest.fixture(scope="module")
def served(data: Path, services: dict[str, str]) -> Iterator[Server]:
    """The server as a newcomer starts it, with the demo data."""
    with running(data, "serve", **services) as server:
        yield server


@pytest.fixture(scope="module")
def prepared(served: Server, data: Path, services: dict[str, str]) -> dict[str, str]:
    """The environment of servers that find the demo data there already."""
    return services | {"DATA_DIR": str(data)}
