"""What goes wrong inside: the client learns an id, and the log has the rest by it."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from django.db import OperationalError, connection, connections
from django.test.utils import CaptureQueriesContext

from tests.client import Client
from tests.live.sockets import Socket
from users.models import User

REGISTERED = b'{"documentId": "unknown"}'
CATEGORIES = "{ categories { totalCount } }"
SECRET = "courses_category"


@pytest.fixture
def cut_off(transactional_db: None, student: User) -> Iterator[Client]:
    """Who has signed in, before the database took no connection any more."""
    client = Client(student)

    def refuse() -> None:
        raise OperationalError("Nobody answers.")

    own = connections["default"]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(own, "ensure_connection", refuse)
        patch.setattr(own, "connection", None)
        yield client


@pytest.mark.parametrize("given", ["", "my-id_1.2"])
def test_the_answer_and_the_log_have_the_same_id(
    visitor: Client, broken: None, caplog: pytest.LogCaptureFixture, given: str
) -> None:
    visitor.headers["x-request-id"] = given

    result = visitor(CATEGORIES)

    [error] = result.errors
    id = error["extensions"]["requestId"]
    assert error["extensions"] == {"code": "INTERNAL_SERVER_ERROR", "requestId": id}
    assert error["message"] == "Something went wrong on our side."
    assert result.response["X-Request-Id"] == id
    assert given in ("", id)
    assert len(id) >= 9
    assert f"Request {id} failed" in caplog.text
    assert SECRET in caplog.text
    assert SECRET.encode() not in result.response.content


@pytest.mark.parametrize("given", ["x" * 65, "a b", "a\tb", "é", "<script>", "a:b"])
def test_an_id_that_could_spoil_the_log_is_not_taken(
    visitor: Client, given: str
) -> None:
    visitor.headers["x-request-id"] = given

    result = visitor("{ __typename }")

    assert result.response["X-Request-Id"] != given
    assert len(result.response["X-Request-Id"]) == 32


def test_every_answer_has_an_id_of_its_own(visitor: Client) -> None:
    result = {visitor("{ __typename }").response["X-Request-Id"] for _ in range(3)}

    assert len(result) == 3


@pytest.mark.parametrize("accept", ["*/*", "application/graphql-response+json"])
def test_what_fails_before_it_runs_is_500_with_the_id(
    visitor: Client, broken: None, caplog: pytest.LogCaptureFixture, accept: str
) -> None:
    result = visitor.post(REGISTERED, accept=accept)

    assert result.status == 500
    assert result.body == {
        "errors": [
            {
                "message": "Something went wrong on our side.",
                "extensions": {
                    "code": "INTERNAL_SERVER_ERROR",
                    "requestId": result.response["X-Request-Id"],
                },
            }
        ]
    }
    assert f"Request {result.response['X-Request-Id']} failed" in caplog.text
    assert "schema_trusteddocument" in caplog.text


def test_what_fails_for_good_is_asked_by_a_plan_and_by_core(
    visitor: Client, broken: None
) -> None:
    with CaptureQueriesContext(connection) as statements:
        result = visitor("{ nodes(ids: []) { id } categories { totalCount } }")

    assert result.codes == ["INTERNAL_SERVER_ERROR"]
    assert sum(SECRET in one["sql"] for one in statements.captured_queries) == 2


def test_where_no_connection_can_be_made_the_database_is_away(
    cut_off: Client,
) -> None:
    result = cut_off("{ me { username } }")

    assert (result.status, result.codes) == (503, ["SERVICE_UNAVAILABLE"])


def test_what_fails_over_a_socket_is_told_the_same(
    connect: Callable[..., Socket], caplog: pytest.LogCaptureFixture
) -> None:
    socket = connect(init={})
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE courses_category RENAME TO elsewhere")
    socket.subscribe(CATEGORIES)

    result = socket.receive()

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE elsewhere RENAME TO courses_category")
    [error] = result["payload"]["errors"]
    assert result["payload"]["data"] is None
    assert set(error["extensions"]) == {"code", "requestId"}
    assert f"Request {error['extensions']['requestId']} failed" in caplog.text
    assert SECRET not in str(result)


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b'{"query": "{"}',
        b'{"query": "{ x }"}',
        b'{"query": "query($a: Int!) { __typename @skip(if: $a) }"}',
        b'{"query": "{ courses(first: -1) { totalCount } }"}',
        b'{"query": "{ courses(after: \\"x\\") { totalCount } }"}',
        b'{"query": "mutation { announce(input: {}) { __typename } }"}',
        b'{"query": "mutation { unenroll(input: {courseId: 1}) { __typename } }"}',
        b'{"query": "query($i: ID!) { node(id: $i) { id } }", "variables": {"i": []}}',
        b'{"query": "{ node(id: \\"\\u0000\\") { id } a: node { id } }"}',
        b'{"documentId": "unknown"}',
    ],
    ids=bytes.decode,
)
def test_every_error_has_a_code(visitor: Client, body: bytes) -> None:
    result = visitor.post(body)

    answer: Any = orjson.loads(result.response.content)
    assert answer["errors"]
    assert all(error["extensions"]["code"].isupper() for error in answer["errors"])
    assert "INTERNAL_SERVER_ERROR" not in result.codes
