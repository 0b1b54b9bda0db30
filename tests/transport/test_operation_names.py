"""Which operation of a document runs: the one that is named, or the only one."""

from typing import Any

import orjson
import pytest

from tests.client import Client

TWO = "query A { a: __typename } query B { b: __typename }"


def request(query: str, name: Any) -> bytes:
    return orjson.dumps({"query": query, "operationName": name})


@pytest.mark.parametrize(
    ("query", "name", "data"),
    [
        (TWO, "A", {"a": "Query"}),
        (TWO, "B", {"b": "Query"}),
        ("query A { a: __typename }", "A", {"a": "Query"}),
        ("query A { a: __typename }", None, {"a": "Query"}),
        ("query A { a: __typename }", "", {"a": "Query"}),
        ("{ a: __typename }", None, {"a": "Query"}),
    ],
)
def test_the_named_operation_runs(
    visitor: Client, query: str, name: str | None, data: dict[str, Any]
) -> None:
    result = visitor.post(request(query, name))

    assert result.body == {"data": data}


@pytest.mark.parametrize("name", ["C", "a", "A ", "__proto__"])
@pytest.mark.parametrize("query", [TWO, "query A0 { __typename }", "{ __typename }"])
def test_a_name_that_no_operation_has_is_refused(
    visitor: Client, query: str, name: str
) -> None:
    message = "The document has no operation of that `operationName`."

    result = visitor.post(request(query, name))

    assert result.body == {
        "errors": [{"message": message, "extensions": {"code": "BAD_USER_INPUT"}}]
    }


@pytest.mark.parametrize("name", [None, ""])
def test_one_of_several_must_be_named(visitor: Client, name: str | None) -> None:
    message = "Say by `operationName` which operation is to run."

    result = visitor.post(request(TWO, name))

    assert result.body == {
        "errors": [{"message": message, "extensions": {"code": "BAD_USER_INPUT"}}]
    }


def test_the_name_comes_by_get_as_well(visitor: Client) -> None:
    result = visitor.get(query=TWO, operationName="B")

    assert result.body == {"data": {"b": "Query"}}


def test_a_document_of_fragments_alone_runs_nothing(visitor: Client) -> None:
    result = visitor("fragment F on Query { __typename }")

    assert result.codes == ["GRAPHQL_VALIDATION_FAILED"]


def test_what_kind_it_is_depends_on_the_name(visitor: Client) -> None:
    both = "query Q { __typename } mutation M { __typename }"

    result = [visitor.get(query=both, operationName=name).status for name in "QM"]

    assert result == [200, 405]
