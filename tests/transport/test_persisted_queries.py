"""Automatic persisted queries, after Apollo's protocol."""

import hashlib
import json
import secrets
from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

from tests.client import Answer, Client, without_cost
from tests.live.sockets import Socket

NOT_FOUND = {
    "errors": [
        {
            "message": "PersistedQueryNotFound",
            "extensions": {"code": "PERSISTED_QUERY_NOT_FOUND"},
        }
    ]
}
TYPENAME = {"data": {"__typename": "Query"}}
RESPONSE = {"accept": "application/graphql-response+json"}


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def persisted(text: str, **request: Any) -> dict[str, Any]:
    extension = {"version": 1, "sha256Hash": hash_of(text)}
    return request | {"extensions": {"persistedQuery": extension}}


def send(client: Client, **request: Any) -> Answer:
    return client.post(orjson.dumps(request))


@pytest.fixture
def query() -> str:
    """A document that nobody sent before, in earlier runs neither."""
    return f"{{ __typename }} # {secrets.token_hex(8)}"


def test_a_hash_that_nobody_knows_is_asked_for(visitor: Client, query: str) -> None:
    result = send(visitor, **persisted(query))

    assert result.status == 200
    assert result.body == NOT_FOUND


def test_that_is_no_error_of_http_for_graphql_responses(
    visitor: Client, query: str
) -> None:
    visitor.headers |= RESPONSE

    result = send(visitor, **persisted(query))

    assert result.status == 200
    assert result.body == NOT_FOUND


def test_a_document_is_known_by_its_hash_from_then_on(
    visitor: Client, query: str
) -> None:
    first = send(visitor, **persisted(query, query=query))

    result = send(visitor, **persisted(query))

    assert first.body == TYPENAME
    assert result.body == TYPENAME


def test_it_is_known_by_get_as_well(visitor: Client, query: str) -> None:
    extensions = json.dumps(persisted(query)["extensions"])
    before = visitor.get(extensions=extensions)
    visitor.get(extensions=extensions, query=query)

    result = visitor.get(extensions=extensions)

    assert before.body == NOT_FOUND
    assert result.body == TYPENAME


def test_the_id_of_the_specification_says_the_same(visitor: Client, query: str) -> None:
    send(visitor, **persisted(query, query=query))

    result = [
        send(visitor, documentId=hash_of(query)).body,
        send(visitor, documentId=f"sha256:{hash_of(query)}").body,
        visitor.get(documentId=hash_of(query)).body,
    ]

    assert result == [TYPENAME, TYPENAME, TYPENAME]


def test_it_is_known_over_sockets(
    connect: Callable[..., Socket], visitor: Client, query: str
) -> None:
    send(visitor, **persisted(query, query=query))
    socket = connect(init={})
    socket.send(type="subscribe", id="1", payload=persisted(query))

    result = socket.next()

    assert result == TYPENAME["data"]


def test_it_is_known_in_streams(
    ask: Callable[..., httpx.Response], visitor: Client, query: str
) -> None:
    send(visitor, **persisted(query, query=query))

    result = ask(json=persisted(query), headers={"accept": "text/event-stream"})

    line = next(one for one in result.text.splitlines() if one.startswith("data: {"))
    assert without_cost(json.loads(line.removeprefix("data: "))) == TYPENAME


def test_a_hash_of_another_document_is_refused(visitor: Client, query: str) -> None:
    other = f"{query} and another"

    result = send(visitor, **persisted(other, query=query))

    message = "`sha256Hash` is not the hash of this `query`."
    extensions = {"code": "BAD_USER_INPUT"}
    assert result.status == 400
    assert result.body == {"errors": [{"message": message, "extensions": extensions}]}
    assert send(visitor, **persisted(query)).body == NOT_FOUND
    assert send(visitor, **persisted(other)).body == NOT_FOUND


@pytest.mark.parametrize(
    "document",
    ["{ nothing }", "{", "{ a " * 20 + "}" * 20, "query A { a } query B { b }"],
)
def test_what_is_not_valid_is_not_kept(visitor: Client, document: str) -> None:
    document = f"{document} # {secrets.token_hex(8)}"
    send(visitor, **persisted(document, query=document))

    result = send(visitor, **persisted(document))

    assert result.body == NOT_FOUND


def test_what_may_not_introspect_is_not_kept(visitor: Client, settings: Any) -> None:
    settings.GRAPHQL_INTROSPECTION = False
    document = f"{{ __schema {{ __typename }} }} # {secrets.token_hex(8)}"
    send(visitor, **persisted(document, query=document))

    result = send(visitor, **persisted(document))

    assert result.body == NOT_FOUND


def test_a_mutation_that_is_kept_does_not_run_by_get(visitor: Client) -> None:
    document = f'mutation {{ revokeToken(refreshToken: "{secrets.token_hex(8)}") {{ '
    document += "revoked } }"
    extensions = json.dumps(persisted(document)["extensions"])
    send(visitor, **persisted(document, query=document))

    result = visitor.get(extensions=extensions)

    assert result.status == 405
    assert result.codes == ["BAD_USER_INPUT"]


def test_it_runs_with_the_variables_of_each_request(visitor: Client) -> None:
    document = "query($t: Boolean!) { __typename @skip(if: $t) } #"
    document += secrets.token_hex(8)
    send(visitor, **persisted(document, query=document, variables={"t": False}))

    result = [
        send(visitor, **persisted(document, variables={"t": True})).body,
        send(visitor, **persisted(document, variables={"t": False})).body,
        send(visitor, **persisted(document)).codes,
    ]

    assert result == [{"data": {}}, TYPENAME, ["BAD_USER_INPUT"]]


@pytest.mark.parametrize(
    "extension",
    [
        [],
        "x",
        {},
        {"version": 2, "sha256Hash": "x"},
        {"sha256Hash": "x"},
        {"version": 1},
        {"version": 1, "sha256Hash": None},
        {"version": 1, "sha256Hash": 1},
        {"version": 1, "sha256Hash": ["x"]},
        {"version": 1, "sha256Hash": ""},
        {"version": 1, "sha256Hash": "x" * 201},
        {"version": 1, "sha256Hash": "a b"},
        {"version": 1, "sha256Hash": "a\x00b"},
    ],
)
def test_what_is_not_of_the_protocol_is_refused(
    visitor: Client, extension: Any
) -> None:
    result = send(visitor, extensions={"persistedQuery": extension})

    assert result.status == 400
    assert result.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("id", [1, [], {}, "", " ", "x" * 201, "a\nb", "é"])
def test_an_id_that_is_none_is_refused(visitor: Client, id: Any) -> None:
    result = send(visitor, documentId=id)

    assert result.status == 400
    assert result.codes == ["BAD_USER_INPUT"]
