"""Answers to what is wrong wait as long as finding that out is worth."""

import itertools
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from statistics import median

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
INVALID = "GRAPHQL_VALIDATION_FAILED"
PREFLIGHT = {"graphql-require-preflight": "1"}


NUMBERS = itertools.count()


def wrong() -> str:
    """A document that takes long to find wrong, and is unseen."""
    fields = " ".join(f"courses{n}" for n in range(600))
    return f"{{ {fields} }} # {next(NUMBERS)}"


def code_of(answer: httpx.Response) -> str:
    return answer.json()["errors"][0]["extensions"]["code"]


def seconds_of(work: Callable[[], object]) -> float:
    start = time.monotonic()
    work()
    return time.monotonic() - start


def seconds_of_each(count: int, work: Callable[[], object]) -> list[float]:
    return [seconds_of(work) for _ in range(count)]


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
        assert INVALID in answer.text

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
    result = seconds_of_each(TRIES, lambda: way(wrong()))

    assert sum(result) > 0.5 * (TRIES * WAIT * work - patience.SPARED)
    assert median(result) < 1


def test_a_small_mistake_is_told_at_once(ask: Ask) -> None:
    ask(json={"query": GOOD})

    result = seconds_of_each(3, lambda: ask(json={"query": TYPO}))

    assert min(result) < 0.5


@pytest.fixture
def long_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as the tests need, whatever this machine has to do besides."""
    monkeypatch.setattr(patience, "FACTOR", 1_000)
    monkeypatch.setattr(patience, "MOST", 1_000_000.0)
    monkeypatch.setattr(patience, "LATEST", 5.0)


def test_waiting_takes_no_thread_from_others(ask: Ask, long_waits: None) -> None:
    ask(json={"query": GOOD})
    with ThreadPoolExecutor(20) as threads:
        others = [threads.submit(ask, json={"query": wrong()}) for _ in range(20)]
        time.sleep(1)

        result = ask(json={"query": GOOD}), [other.done() for other in others]

    assert result[0].json()["data"] == {"__typename": "Query"}
    assert result[1] == [False] * 20
    assert {code_of(other.result()) for other in others} == {INVALID}


def test_all_connections_of_a_caller_share_a_debt(ask: Ask) -> None:
    with ThreadPoolExecutor(20) as threads:
        result = threads.map(lambda _: ask(json={"query": wrong()}), range(60))

    assert {*map(code_of, result)} == {INVALID, "RATE_LIMITED"}
    assert ask(json={"query": GOOD}).json()["data"]


def test_who_asks_while_the_machine_stands_still_is_heard_again() -> None:
    result = patience.answer_at("ada", 60.0)

    patience.check("ada")
    assert result < time.monotonic() + patience.MOST
