"""Answers to what is wrong wait as long as finding that out is worth."""

import itertools
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait

import httpx
import pytest

from schema.base import patience
from schema.transport.documents import Document
from tests.files.sending import BOUNDARY, encoded, json_part
from tests.live.sockets import Socket
from users import tokens
from users.models import User

Ask = Callable[..., httpx.Response]
Way = Callable[[str], None]

TRIES = 6
WAIT = 4  # times what it takes: that, and three times as long
TYPO = "{ me { idd } }"
GOOD = "{ __typename }"
PREFLIGHT = {"graphql-require-preflight": "1"}


NUMBERS = itertools.count()


def wrong() -> str:
    """A document that takes long to find wrong, and is unseen."""
    fields = " ".join(f"courses{n}" for n in range(600))
    return f"{{ {fields} }} # {next(NUMBERS)}"


def seconds_of(work: Callable[[], object]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


@pytest.fixture(params=["POST", "GET", "server-sent events", "multipart", "sockets"])
def way(
    request: pytest.FixtureRequest,
    ask: Ask,
    connect: Callable[..., Socket],
    student: User,
) -> Way:
    """Sends a document by one of the ways, and has its answer."""
    if request.param == "sockets":
        socket = connect(init={})

        def subscribe(query: str) -> None:
            socket.subscribe(query)
            assert socket.receive()["type"] == "error"

        return subscribe
    headers = {"authorization": f"Bearer {tokens.issue(student).token}"} | PREFLIGHT
    form = {"content-type": f"multipart/form-data; boundary={BOUNDARY}"}

    def send(query: str) -> None:
        body = {"query": query}
        if request.param == "GET":
            answer = ask("GET", params=body, headers=headers)
        elif request.param == "multipart":
            content = encoded(json_part("operations", body), json_part("map", {}))
            answer = ask(content=content, headers=headers | form)
        elif request.param == "POST":
            answer = ask(json=body, headers=headers)
        else:
            answer = ask(json=body, headers=headers | {"accept": "text/event-stream"})
        assert "GRAPHQL_VALIDATION_FAILED" in answer.text

    return send


@pytest.fixture(scope="module")
def work() -> float:
    """Seconds of a thread that such a document takes to read."""
    seconds = []
    for _ in range(5):
        start = time.thread_time()
        Document(wrong())
        seconds.append(time.thread_time() - start)
    return min(seconds)


def test_who_sends_without_a_pause_takes_a_quarter_of_the_time(
    way: Way, work: float
) -> None:
    def send() -> None:
        for _ in range(TRIES):
            way(wrong())

    result = seconds_of(send)

    assert result > 0.5 * (TRIES * WAIT * work - patience.SPARED)
    assert result < TRIES * 1.0


def test_a_small_mistake_is_told_at_once(ask: Ask) -> None:
    ask(json={"query": GOOD})

    result = seconds_of(lambda: ask(json={"query": TYPO}))

    assert result < 0.5


def test_waiting_takes_no_thread_from_others(ask: Ask) -> None:
    ask(json={"query": GOOD})
    threads = ThreadPoolExecutor(20)
    others = [threads.submit(ask, json={"query": wrong()}) for _ in range(20)]
    wait(others, return_when=FIRST_COMPLETED)

    result = ask(json={"query": GOOD}), [other.done() for other in others]

    threads.shutdown()
    assert result[0].json()["data"] == {"__typename": "Query"}
    assert False in result[1]
    assert all("errors" in other.result().json() for other in others)


def test_all_connections_of_a_caller_share_a_debt(ask: Ask) -> None:
    def code(_: int) -> str:
        answer = ask(json={"query": wrong()})
        return answer.json()["errors"][0]["extensions"]["code"]

    with ThreadPoolExecutor(20) as threads:
        result = list(threads.map(code, range(60)))

    assert {*result} == {"GRAPHQL_VALIDATION_FAILED", "RATE_LIMITED"}
    assert ask(json={"query": GOOD}).json()["data"]
