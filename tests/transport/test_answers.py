"""Status, headers and codes of answers, after GraphQL over HTTP."""

import logging
from typing import Any

import pytest

from tests.client import Client

GRAPHQL_RESPONSE = "application/graphql-response+json"
REFUSED = [
    ("{ me { id }", "GRAPHQL_PARSE_FAILED"),
    ("{ nobody }", "GRAPHQL_VALIDATION_FAILED"),
    ("query($id: ID!) { node(id: $id) { id } }", "BAD_USER_INPUT"),
    ("query A { me { id } } query B { me { id } }", "BAD_USER_INPUT"),
]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        (GRAPHQL_RESPONSE, GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE}, application/json;q=0.9", GRAPHQL_RESPONSE),
        (f"{GRAPHQL_RESPONSE};q=0.1, application/json", "application/json"),
    ],
)
def test_the_answer_is_of_the_type_that_the_client_prefers(
    visitor: Client, accept: str, media_type: str
) -> None:
    result = visitor.post(b'{"query": "{ me { id } }"}', accept=accept)

    assert result.status == 200
    assert result.response["Content-Type"] == f"{media_type}; charset=utf-8"
    assert result.response["Vary"] == "Accept, Origin"
    assert result.response["Cache-Control"] == "no-store"
    assert result.response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(("document", "code"), REFUSED)
def test_a_document_that_is_refused_has_no_data(
    visitor: Client, document: str, code: str
) -> None:
    result = visitor(document)

    assert result.status == 200
    assert result.codes == [code]
    assert "data" not in result.body


@pytest.mark.parametrize(("document", "code"), REFUSED)
def test_a_document_that_is_refused_is_400_to_who_asks_for_graphql_responses(
    visitor: Client, document: str, code: str
) -> None:
    visitor.headers["accept"] = GRAPHQL_RESPONSE

    result = visitor(document)

    assert result.status == 400
    assert result.codes == [code]


def test_a_failure_inside_is_logged_and_not_shown(
    visitor: Client, broken: None, caplog: pytest.LogCaptureFixture
) -> None:
    result = visitor("{ categories { totalCount } }")

    assert result.body == {
        "data": None,
        "errors": [
            {
                "message": "Something went wrong on our side.",
                "locations": [{"line": 1, "column": 16}],
                "path": ["categories", "totalCount"],
                "extensions": {
                    "code": "INTERNAL_SERVER_ERROR",
                    "requestId": result.response["X-Request-Id"],
                },
            }
        ],
    }
    assert "courses_category" in caplog.text
    assert result.response["X-Request-Id"] in caplog.text


def test_what_a_client_did_wrong_is_not_logged(
    visitor: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)

    result = visitor("{ courses(first: 1000) { totalCount } }")

    assert result.codes == ["BAD_USER_INPUT"]
    assert caplog.text == ""


def test_debug_mode_tells_the_statements_and_their_times(
    visitor: Client, settings: Any
) -> None:
    settings.DEBUG = True

    result = visitor("{ categories { nodes { name } totalCount } }")

    debug = result.body["extensions"]["debug"]
    assert debug["count"] == len(debug["sql"]) == 2
    assert "courses_category" in debug["sql"][0]["sql"]
    assert debug["totalMilliseconds"] == pytest.approx(
        sum(statement["milliseconds"] for statement in debug["sql"])
    )


def test_without_debug_mode_an_answer_tells_no_statements(visitor: Client) -> None:
    result = visitor("{ categories { nodes { name } } }")

    assert result.body == {"data": {"categories": {"nodes": []}}}
