"""People who open /graphql in a browser get GraphiQL, with nothing from elsewhere."""

import re
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client, RequestFactory

from schema.transport import pipeline
from users.models import User

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture
def browse() -> Any:
    """Opens /graphql as a browser does."""

    def open_page(cookie: str = "", **parameters: str) -> Any:
        headers = {"accept": BROWSER, "host": "localhost", "cookie": cookie}
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


@pytest.fixture
def signed_in() -> Any:
    """The cookie of somebody who is signed in to the admin."""

    def sign_in(user: User) -> str:
        browser = Client()
        browser.force_login(user)
        return f"sessionid={browser.cookies['sessionid'].value}"

    return sign_in


def test_staff_gets_the_page_where_it_is_switched_off(
    browse: Any, signed_in: Any, staff: User, settings: Any
) -> None:
    settings.GRAPHIQL = False

    result = browse(signed_in(staff))

    assert result.status_code == 200
    assert result["Content-Type"] == "text/html; charset=utf-8"


def test_who_is_no_staff_gets_none(
    browse: Any, signed_in: Any, student: User, staff: User, settings: Any
) -> None:
    settings.GRAPHIQL = False
    gone = signed_in(staff)
    staff.is_active = False
    staff.save()

    result = [browse(cookie) for cookie in (signed_in(student), gone, "sessionid=x")]

    assert [one.status_code for one in result] == [400, 400, 400]
    assert all(b"BAD_USER_INPUT" in one.content for one in result)


def test_there_is_no_page_where_it_is_switched_off(browse: Any, settings: Any) -> None:
    settings.GRAPHIQL = False

    result = browse()

    assert result.status_code == 400
    assert b"BAD_USER_INPUT" in result.content


@pytest.mark.parametrize("graphiql", [True, False])
def test_who_sends_an_operation_to_the_front_door_is_told_where_to(
    settings: Any, graphiql: bool
) -> None:
    settings.GRAPHIQL = graphiql

    result = Client(enforce_csrf_checks=True).post("/", {"query": "{ __typename }"})

    assert result.status_code == 405
    assert b"send operations to /graphql by POST" in result.content
