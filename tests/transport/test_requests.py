"""What is no proper request gets a coded error, and never a status of 500."""

import pytest

from tests.client import Client

DEEP = b'{"query": "{me{id}}", "variables": ' + b'{"a":' * 5000 + b"1" + b"}" * 5001
HUGE_NUMBER = b'{"query": "query($n: Int) { courses(first: $n) { totalCount } }", '


@pytest.mark.parametrize(
    "body",
    [
        b" ",
        b"null",
        b'"x"',
        b"1",
        b"[1]",
        b"[]",
        b'[{"query": "{ me { id } }"}]',
        b"{",
        b"\xff\xfe",
        b'{"query": "\xff"}',
        b'{"query": NaN}',
        DEEP,
        b"{}",
        b'{"query": null}',
        b'{"query": ""}',
        b'{"query": 1}',
        b'{"query": ["{ me { id } }"]}',
        b'{"query": "{ me { id } }", "variables": []}',
        b'{"query": "{ me { id } }", "variables": "x"}',
        b'{"query": "{ me { id } }", "operationName": 1}',
        b'{"query": "{ me { id } }", "extensions": 1}',
    ],
    ids=lambda body: body[:40].decode(errors="replace"),
)
def test_a_malformed_body_is_refused(visitor: Client, body: bytes) -> None:
    result = visitor.post(body)

    assert result.status == 400
    assert result.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("number", [b"1" * 5000, b"1e999", b"99999999999", b"1.5"])
def test_a_number_that_is_no_integer_is_refused(visitor: Client, number: bytes) -> None:
    body = HUGE_NUMBER + b'"variables": {"n": ' + number + b"}}"

    result = visitor.post(body)

    assert result.status in (200, 400)
    assert result.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/graphql",
        "application/jsonp",
    ],
)
def test_a_body_that_is_not_json_is_refused(visitor: Client, content_type: str) -> None:
    result = visitor.post(b'{"query": "{ me { id } }"}', content_type=content_type)

    assert result.status == 415
    assert result.codes == ["BAD_USER_INPUT"]


def test_a_query_may_come_by_get(visitor: Client) -> None:
    result = visitor.get(
        query="query($id: ID!) { node(id: $id) { id } }", variables='{"id": "x"}'
    )

    assert result.status == 200
    assert result.body == {"data": {"node": None}}


def test_a_mutation_may_not_come_by_get(visitor: Client) -> None:
    result = visitor.get(
        query='mutation { revokeToken(refreshToken: "x") { revoked } }'
    )

    assert result.status == 405
    assert result.response["Allow"] == "POST"
    assert result.codes == ["BAD_USER_INPUT"]


@pytest.mark.parametrize("variables", ["{", "[]", "null,", "1"])
def test_malformed_variables_by_get_are_refused(
    visitor: Client, variables: str
) -> None:
    result = visitor.get(query="{ me { id } }", variables=variables)

    assert result.status == 400
    assert result.codes == ["BAD_USER_INPUT"]


def test_a_host_that_is_not_ours_is_refused(visitor: Client) -> None:
    result = visitor.post(b'{"query": "{ me { id } }"}', host="evil.example")

    assert result.status == 400
    assert result.codes == ["BAD_USER_INPUT"]


def test_variables_by_get_may_be_null(visitor: Client) -> None:
    result = visitor.get(query="{ __typename }", variables="null", extensions="null")

    assert result.body == {"data": {"__typename": "Query"}}


def test_a_thousand_parameters_are_refused(visitor: Client) -> None:
    result = visitor.get(query="{ __typename }", **{f"a{n}": "" for n in range(1001)})

    assert result.status == 400
    assert result.codes == ["BAD_USER_INPUT"]


def test_a_body_in_an_encoding_is_refused(visitor: Client) -> None:
    result = visitor.post(b'{"query": "{ __typename }"}', content_encoding="gzip")

    assert result.status == 415
    assert result.codes == ["BAD_USER_INPUT"]
