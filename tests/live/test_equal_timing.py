"""How long an answer takes tells nobody whether there is an account."""

from time import monotonic

import httpx
import pytest

from notifications.account_mail import ANSWER_AFTER
from tests.factories import UserFactory
from tests.live.conftest import Server

REQUEST = """
  a%d: requestPasswordReset(input: {email: "%s"}) { errors { code } }
"""


def ask(server: Server, email: str, times: int, accept: str) -> float:
    """The seconds until the answer to so many requests in one document."""
    query = "".join(REQUEST % (number, email) for number in range(times))
    begun = monotonic()
    answer = httpx.post(
        f"http://{server.address}/graphql",
        json={"query": f"mutation {{ {query} }}"},
        headers={"accept": accept},
    )
    assert '"a0":{"errors":[]}' in answer.text
    return monotonic() - begun


@pytest.mark.parametrize("accept", ["*/*", "text/event-stream"])
@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com"])
def test_an_answer_takes_as_long_for_everybody(
    server: Server, email: str, accept: str
) -> None:
    UserFactory(email="ada@example.com")

    result = ask(server, email, 1, accept)

    assert result >= ANSWER_AFTER


def test_many_requests_in_a_document_wait_once(server: Server) -> None:
    result = ask(server, "nobody@example.com", 10, "*/*")

    assert ANSWER_AFTER <= result < 10 * ANSWER_AFTER
