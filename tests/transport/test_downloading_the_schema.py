"""The schema as a file, for whoever may ask what the schema has."""

from typing import Any

import pytest
from django.conf import settings as given
from django.test import Client as Browser
from graphql import build_schema

from tests.client import Client
from users.models import User


@pytest.fixture
def closed(settings: Any) -> None:
    settings.GRAPHQL_INTROSPECTION = False


@pytest.fixture
def browser() -> Browser:
    return Browser(headers={"host": "localhost"})


def test_the_schema_is_a_file_to_download(browser: Browser) -> None:
    result = browser.get("/schema.graphql")

    text = result.content.decode()
    kept = (given.BASE_DIR / "schema" / "schema.graphql").read_text()
    assert result.status_code == 200
    assert text.strip() == kept.strip()
    assert build_schema(text).query_type


def test_strangers_download_nothing_where_it_is_off(
    browser: Browser, closed: None
) -> None:
    result = browser.get("/schema.graphql")

    assert result.status_code == 404
    assert result.content == b"Introspection is switched off for the public.\n"


def test_students_download_nothing_where_it_is_off(
    browser: Browser, as_student: Client, student: User, closed: None
) -> None:
    browser.force_login(student)

    result = browser.get("/schema.graphql", headers=as_student.headers)

    assert result.status_code == 404


def test_staff_downloads_it_by_a_token(
    browser: Browser, as_staff: Client, closed: None
) -> None:
    result = browser.get("/schema.graphql", headers=as_staff.headers)

    assert result.status_code == 200


def test_staff_downloads_it_from_the_admin(
    browser: Browser, staff: User, closed: None
) -> None:
    browser.force_login(staff)

    result = browser.get("/schema.graphql")

    assert result.status_code == 200
