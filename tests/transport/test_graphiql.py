"""People who open /graphql in a browser get GraphiQL, with nothing from elsewhere."""

import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import RequestFactory

from schema.transport import pipeline

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def browse() -> Any:
    """Opens /graphql as a browser does."""

    def open_page(**parameters: str) -> Any:
        headers = {"accept": BROWSER, "host": "localhost"}
        return pipeline.handle(
            RequestFactory().get("/graphql", parameters, headers=headers)
        )

    return open_page


def test_a_browser_gets_the_page(browse: Any, settings: Any) -> None:
    settings.GRAPHIQL = True

    result = browse()

    assert result["Content-Type"] == "text/html; charset=utf-8"
    assert 'data-examples="true"' in result.content.decode()


def test_the_page_takes_everything_from_us(browse: Any, settings: Any) -> None:
    settings.GRAPHIQL = True

    result = re.findall(r'(?:src|href)="([^"]+)"', browse().content.decode())

    assert result
    assert all(address.startswith("/static/") for address in result)
    assert all(finders.find(one.removeprefix("/static/")) for one in result)


def test_the_page_forbids_scripts_from_elsewhere_and_inline(
    browse: Any, settings: Any
) -> None:
    settings.GRAPHIQL = True

    result = browse()

    assert "script-src 'self';" in result["Content-Security-Policy"]
    assert "<script>" not in result.content.decode()


def test_a_query_in_the_address_gets_the_page_too(browse: Any, settings: Any) -> None:
    settings.GRAPHIQL = True

    result = browse(query="{ me { id } }")

    assert result["Content-Type"] == "text/html; charset=utf-8"


def test_there_is_no_page_where_it_is_switched_off(browse: Any, settings: Any) -> None:
    settings.GRAPHIQL = False

    result = browse()

    assert result.status_code == 400
    assert b"BAD_USER_INPUT" in result.content
