"""The limits of documents and the bucket hold however an operation comes."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.client import Client
from tests.files.sending import BOUNDARY, encoded, json_part
from tests.transport.documents import aliased, nested, of_digits
from users import tokens
from users.models import User

Ask = Callable[..., httpx.Response]

FIFTY = "{ courses(first: 50) { nodes { id } } }"
MULTIPART_STREAM = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
FORM = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}
WAYS: dict[str, tuple[str, dict[str, str]]] = {
    "GET": ("GET", {}),
    "POST": ("POST", {}),
    "an upload": ("POST", FORM),
    "server-sent events": ("POST", {"accept": "text/event-stream"}),
    "server-sent events by GET": ("GET", {"accept": "text/event-stream"}),
    "Apollo's multipart": ("POST", {"accept": MULTIPART_STREAM}),
}


@pytest.fixture(params=WAYS)
def tell(
    request: pytest.FixtureRequest, ask: Ask, new_student: User
) -> Callable[[str], str]:
    """Sends a document by one of the ways; what came back, as text."""
    method, headers = WAYS[request.param]
    headers = headers | {"graphql-require-preflight": "1"}
    headers |= {"authorization": f"Bearer {tokens.issue(new_student).token}"}

    def send(query: str) -> str:
        body: dict[str, Any] = {"query": query}
        if method == "GET":
            return ask(method, headers=headers, params=body).text
        if "content-type" not in headers:
            return ask(headers=headers, json=body).text
        content = encoded(json_part("operations", body), json_part("map", {}))
        return ask(headers=headers, content=content).text

    return send


@pytest.mark.parametrize("document", [nested(16), aliased(31), of_digits(41)])
def test_a_document_above_a_limit_is_refused(
    tell: Callable[[str], str], document: str
) -> None:
    result = tell(document)

    assert "QUERY_TOO_COMPLEX" in result
    assert '"cost"' not in result


def test_what_costs_too_much_is_refused(
    tell: Callable[[str], str], settings: Any
) -> None:
    settings.GRAPHQL_MAX_COST = 49

    result = tell(FIFTY)

    assert "QUERY_TOO_COMPLEX" in result
    assert '"requested":50' in result


def test_all_take_from_one_bucket(
    tell: Callable[[str], str], new_student: User, settings: Any
) -> None:
    settings.GRAPHQL_COST_BUCKET, settings.GRAPHQL_COST_RESTORE = 100, 1
    Client(new_student)(FIFTY)

    result = [tell(FIFTY), tell(FIFTY)]

    assert '"available":0' in result[0]
    assert "RATE_LIMITED" in result[1]
