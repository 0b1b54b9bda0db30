"""Which of the two media types an answer has, after what the client accepts."""

import pytest

from tests.client import Client

GRAPHQL_RESPONSE = "application/graphql-response+json"
ME = b'{"query": "{ me { id } }"}'


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("application/*", "application/json"),
        ("application/json; charset=utf-8", "application/json"),
        ("application/json; charset=UTF-8", "application/json"),
        ("Application/JSON", "application/json"),
        ("text/html, application/json;q=0.1", "application/json"),
        (f"{GRAPHQL_RESPONSE}; charset=utf-8", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, application/json", GRAPHQL_RESPONSE),
        (f"application/json, {GRAPHQL_RESPONSE}", "application/json"),
        (f"{GRAPHQL_RESPONSE}, */*;q=0.1", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, */*", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0, */*", "application/json"),
        (f"application/json;q=0, {GRAPHQL_RESPONSE};q=0.1", GRAPHQL_RESPONSE),
        ("application/json;q=0, */*", GRAPHQL_RESPONSE),
        ("*/*, application/json; q=0.0", GRAPHQL_RESPONSE),
        ("application/json, application/*;q=0", "application/json"),
    ],
)
def test_what_the_client_names_goes_before_what_it_takes_too(
    visitor: Client, accept: str, media_type: str
) -> None:
    result = visitor.post(ME, accept=accept)

    assert result.status == 200
    assert result.response["Content-Type"] == f"{media_type}; charset=utf-8"


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "image/*",
        "application/xml, text/plain;q=0.5",
        "application/json;q=0",
        "application/*;q=0, */*",
        f"application/json;q=0, {GRAPHQL_RESPONSE};q=0, */*",
        "application/json; charset=latin-1",
        "nonsense",
    ],
)
def test_who_accepts_neither_type_is_refused_in_json(
    visitor: Client, accept: str
) -> None:
    result = visitor.post(ME, accept=accept)

    assert result.status == 406
    assert result.response["Content-Type"] == "application/json; charset=utf-8"
    assert result.body == {
        "errors": [
            {
                "message": f"Accept application/json or {GRAPHQL_RESPONSE}.",
                "extensions": {"code": "BAD_USER_INPUT"},
            }
        ]
    }


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "application/json;charset=UTF-8",
        'Application/JSON; charset="utf-8"',
    ],
)
def test_a_body_is_json_in_utf_8(visitor: Client, content_type: str) -> None:
    result = visitor.post(ME, content_type=content_type)

    assert result.body == {"data": {"me": None}}


@pytest.mark.parametrize("charset", ["latin-1", "utf-16", "utf-7", "koi8-r"])
def test_a_body_in_another_charset_is_refused(visitor: Client, charset: str) -> None:
    content_type = f"application/json; charset={charset}"

    result = visitor.post(ME, content_type=content_type)

    assert result.status == 415
    assert result.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("body", [ME, b"{", b'{"query": "{"}', b'{"query": "{ x }"}'])
def test_caches_learn_what_an_answer_depends_on(visitor: Client, body: bytes) -> None:
    result = visitor.post(body)

    assert result.response["Vary"] == "Accept, Origin"
    assert result.response["Cache-Control"] == "no-store"
