"""How large a document may be: the limit itself passes, and one more does not."""

from collections.abc import Callable

import httpx
import pytest

from tests.client import Client
from tests.live.sockets import Socket
from tests.transport.documents import (
    aliased,
    aliased_in_fragments,
    directed,
    introspecting,
    mutations,
    mutations_in_fragments,
    nested,
    nested_in_fragments,
    of_characters,
    of_digits,
    of_digits_in_a_list,
    of_tokens,
)

LIMITS: list[tuple[Callable[[int], str], int, str]] = [
    (nested, 15, "Fields are nested at most 15 deep."),
    (nested_in_fragments, 15, "Fields are nested at most 15 deep."),
    (aliased, 30, "A document has at most 30 aliases."),
    (aliased_in_fragments, 30, "A document has at most 30 aliases."),
    (directed, 50, "A document has at most 50 directives."),
    (mutations, 10, "An operation has at most 10 mutations."),
    (mutations_in_fragments, 10, "An operation has at most 10 mutations."),
    (of_tokens, 2_000, "A document has at most 2,000 tokens."),
    (of_characters, 50_000, "A document has at most 50,000 characters."),
    (of_digits, 40, "A number has at most 40 digits."),
    (of_digits_in_a_list, 40, "A number has at most 40 digits."),
    (introspecting, 2, "Introspection does not go round in circles."),
]
CASES = pytest.mark.parametrize(
    ("document", "limit", "message"), LIMITS, ids=[case[0].__name__ for case in LIMITS]
)


def refusal(message: str) -> dict[str, object]:
    return {"message": message, "extensions": {"code": "QUERY_TOO_COMPLEX"}}


@CASES
def test_the_limit_itself_passes(
    visitor: Client, document: Callable[[int], str], limit: int, message: str
) -> None:
    result = visitor(document(limit))

    assert "QUERY_TOO_COMPLEX" not in result.codes
    assert result.body["data"]


@CASES
def test_one_more_is_refused(
    visitor: Client, document: Callable[[int], str], limit: int, message: str
) -> None:
    result = visitor(document(limit + 1))

    assert result.body == {"errors": [refusal(message)]}


@CASES
def test_one_more_is_refused_with_400_to_who_asks_for_graphql_responses(
    visitor: Client, document: Callable[[int], str], limit: int, message: str
) -> None:
    visitor.headers["accept"] = "application/graphql-response+json"

    result = visitor(document(limit + 1))

    assert result.status == 400
    assert result.codes == ["QUERY_TOO_COMPLEX"]


@CASES
def test_one_more_is_refused_over_sockets(
    connect: Callable[..., Socket],
    document: Callable[[int], str],
    limit: int,
    message: str,
) -> None:
    socket = connect(init={})
    socket.subscribe(document(limit + 1))

    result = socket.receive()

    assert result == {"id": "1", "type": "error", "payload": [refusal(message)]}


@CASES
def test_one_more_is_refused_in_streams(
    ask: Callable[..., httpx.Response],
    document: Callable[[int], str],
    limit: int,
    message: str,
) -> None:
    headers = {"accept": "text/event-stream"}

    result = ask(json={"query": document(limit + 1)}, headers=headers)

    assert message in result.text
    assert '"QUERY_TOO_COMPLEX"' in result.text


def test_what_is_said_twice_counts_as_often_as_it_is_said(visitor: Client) -> None:
    result = visitor("{ " + "a: __typename " * 31 + "}")

    assert result.codes == ["QUERY_TOO_COMPLEX"]


def test_an_operation_that_does_not_run_counts_too(visitor: Client) -> None:
    document = f"query A {{ __typename }} query B {aliased(31)}"

    result = visitor.post(b'{"query": "%s", "operationName": "A"}' % document.encode())

    assert result.codes == ["QUERY_TOO_COMPLEX"]
