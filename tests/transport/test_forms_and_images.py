"""What a foreign page can make a browser send with its cookies, and may not."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.client import without_cost
from tests.files.sending import BOUNDARY, encoded, json_part
from users import tokens
from users.models import User

Ask = Callable[..., httpx.Response]

ME = {"query": "{ me { username } }"}
RENAME = """
    mutation { updateProfile(input: {firstName: "Eve"}) { user { firstName } } }
"""
FORBIDDEN = {"code": "FORBIDDEN"}
FORM = encoded(json_part("operations", {"query": RENAME}), json_part("map", {}))
MULTIPART = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
# Those of an image, of a link, and of a form.
SIMPLE = [
    {"accept": "image/avif,image/webp,image/png,image/svg+xml,image/*;q=0.8,*/*;q=0.5"},
    {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
    {"content-type": "text/plain"},
    {"content-type": "text/plain; charset=utf-8"},
    {"content-type": "TEXT/Plain"},
    {"content-type": "application/x-www-form-urlencoded"},
    {"content-type": ""},
    MULTIPART,
]
PREFLIGHTED = [
    {"graphql-require-preflight": "1"},
    {"apollo-require-preflight": "true"},
    {"x-apollo-operation-name": "Me"},
    {"content-type": "application/json"},
]


@pytest.fixture
def cookie(student: User) -> dict[str, str]:
    """What a browser sends along wherever the request comes from."""
    return {"cookie": f"lyceum-access={tokens.issue(student).token}"}


@pytest.mark.parametrize("headers", SIMPLE)
def test_a_query_that_an_image_could_fetch_is_refused(
    ask: Ask, cookie: dict[str, str], headers: dict[str, str], settings: Any
) -> None:
    settings.GRAPHIQL = False

    result = ask("GET", params=ME, headers=cookie | headers)

    assert result.status_code == 403
    assert result.json()["errors"][0]["extensions"] == FORBIDDEN


@pytest.mark.parametrize("headers", PREFLIGHTED)
def test_a_query_by_get_that_needed_a_preflight_is_answered(
    ask: Ask, student: User, cookie: dict[str, str], headers: dict[str, str]
) -> None:
    result = ask("GET", params=ME, headers=cookie | headers)

    me = {"username": student.username}
    assert without_cost(result.json()) == {"data": {"me": me}}


@pytest.mark.parametrize("name", ["graphql-require-preflight", "x-requested-with"])
def test_an_empty_or_another_header_does_not_do(
    ask: Ask, cookie: dict[str, str], name: str
) -> None:
    value = "" if name == "graphql-require-preflight" else "XMLHttpRequest"

    result = ask("GET", params=ME, headers=cookie | {name: value})

    assert result.status_code == 403


def test_a_form_that_sends_files_is_refused(
    ask: Ask, student: User, cookie: dict[str, str]
) -> None:
    result = ask(content=FORM, headers=cookie | MULTIPART)

    assert result.status_code == 403
    assert result.json()["errors"][0]["extensions"] == FORBIDDEN
    student.refresh_from_db()
    assert student.first_name == "Ada"


@pytest.mark.parametrize("headers", PREFLIGHTED[:3])
def test_a_form_that_needed_a_preflight_is_answered(
    ask: Ask, cookie: dict[str, str], headers: dict[str, str]
) -> None:
    result = ask(content=FORM, headers=cookie | MULTIPART | headers)

    assert without_cost(result.json()) == {
        "data": {"updateProfile": {"user": {"firstName": "Eve"}}}
    }


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "", "Multipart/Form-Data"],
)
def test_a_form_of_another_type_changes_nothing(
    ask: Ask, student: User, cookie: dict[str, str], content_type: str
) -> None:
    body = f'{{"query": "{" ".join(RENAME.split())}"}}'.replace('"Eve"', r"\"Eve\"")

    result = ask(content=body, headers=cookie | {"content-type": content_type})

    assert result.status_code == 415
    student.refresh_from_db()
    assert student.first_name == "Ada"
