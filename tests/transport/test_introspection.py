"""Who may ask what the schema has: everybody in debug mode, else staff alone."""

from collections.abc import Callable
from typing import Any

import pytest
from graphql import get_introspection_query

from tests.client import Client
from tests.live.sockets import Socket

TYPES = "{ __schema { queryType { name } } }"
INTROSPECTING = [
    TYPES,
    '{ __type(name: "User") { fields { name } } }',
    "{ a: __typename b: __schema { queryType { name } } }",
    "{ ...F } fragment F on Query { __schema { queryType { name } } }",
    "{ ... @include(if: true) { __schema { queryType { name } } } }",
    "query A { __typename } query B { __schema { queryType { name } } }",
]
REFUSED = {
    "errors": [
        {
            "message": "Introspection is switched off for the public.",
            "extensions": {"code": "BAD_USER_INPUT"},
        }
    ]
}


@pytest.fixture
def closed(settings: Any) -> None:
    settings.GRAPHQL_INTROSPECTION = False


def test_the_whole_schema_is_told_where_it_is_on(visitor: Client) -> None:
    result = visitor(get_introspection_query())

    assert result.data["__schema"]["queryType"]["name"] == "Query"


@pytest.mark.parametrize("document", INTROSPECTING)
@pytest.mark.parametrize("who", ["visitor", "student", "instructor"])
def test_strangers_learn_nothing_where_it_is_off(
    clients: dict[str, Client], closed: None, who: str, document: str
) -> None:
    result = clients[who].post(
        b'{"query": "%s", "operationName": %s}'
        % (
            document.replace('"', '\\"').encode(),
            b'"A"' if "query A" in document else b"null",
        )
    )

    assert result.body == REFUSED


def test_staff_learns_it_all_the_same(as_staff: Client, closed: None) -> None:
    result = as_staff(get_introspection_query())

    assert result.data["__schema"]["queryType"]["name"] == "Query"


def test_a_token_that_is_not_valid_is_no_staffs(visitor: Client, closed: None) -> None:
    visitor.headers["authorization"] = "Bearer x"

    result = visitor(TYPES)

    assert result.body == REFUSED


def test_the_names_of_types_in_answers_stay(visitor: Client, closed: None) -> None:
    result = visitor('{ __typename node(id: "x") { __typename } }')

    assert result.data == {"__typename": "Query", "node": None}


def test_strangers_learn_nothing_over_sockets(
    connect: Callable[..., Socket], closed: None
) -> None:
    socket = connect(init={})
    socket.subscribe(TYPES)

    result = socket.receive()

    assert result["payload"] == REFUSED["errors"]
