"""What the tests of the endpoint share: a real server, and callers who are new."""

import secrets
from collections.abc import Callable, Iterator
from ipaddress import IPv6Address
from typing import Any

import httpx
import pytest
from django.conf import settings
from django.db import connection

from tests.client import Client
from tests.live.conftest import (  # noqa: F401
    Server,
    connect,
    running_server,
    server,
)
from users.models import User

# Without Redis processes share nothing, and SQLite is asked in threads.
collect_ignore = [] if settings.REDIS_URL else ["test_what_processes_share.py"]
if connection.vendor != "postgresql":
    collect_ignore.append("test_one_event_loop.py")


@pytest.fixture
def newcomer(db: None) -> Client:
    """The client of a visitor from an address that nobody had before."""
    client = Client()
    client.address = str(IPv6Address(secrets.randbits(128)))
    return client


@pytest.fixture
def new_student(db: None) -> User:
    """A student with an id that nobody had before, in earlier runs neither."""
    id = 10**9 + secrets.randbelow(10**9)
    return User.objects.create_user("new", "new@example.com", "a123a123", id=id)


@pytest.fixture
def ask(server: Server) -> Callable[..., httpx.Response]:  # noqa: F811
    """Sends a request to the real server: a method, and what httpx takes."""

    def request(method: str = "POST", **options: Any) -> httpx.Response:
        address = f"http://{server.address}{options.pop('path', '/graphql')}"
        # Nothing here is encrypted, and to read all authorities takes its time.
        return httpx.request(method, address, timeout=30, verify=False, **options)

    return request


@pytest.fixture
def broken(transactional_db: None) -> Iterator[None]:
    """The table of categories is not there, nor that of registered documents.

    In no transaction, which would be over with the first failure.
    """
    tables = {"courses_category": "elsewhere", "schema_trusteddocument": "elsewhere2"}
    with connection.cursor() as cursor:
        for name, other in tables.items():
            cursor.execute(f"ALTER TABLE {name} RENAME TO {other}")
    yield
    with connection.cursor() as cursor:
        for name, other in tables.items():
            cursor.execute(f"ALTER TABLE {other} RENAME TO {name}")
