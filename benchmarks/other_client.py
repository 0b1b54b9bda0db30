"""A client that asks for a page of courses all the time, in a process of its own."""

import json
import time
from http.client import HTTPConnection
from multiprocessing.connection import Connection
from random import uniform

PAGE = "{ courses(first: 10) { nodes { title instructor { firstName } } totalCount } }"
PAUSE = 0.02  # seconds between two questions, as a mean


def ask_until_told(port: int, teller: Connection) -> None:
    """Ask the server at this port; answers a pair of moments with what it took."""
    http = HTTPConnection("127.0.0.1", port, timeout=60)
    asked: list[tuple[float, float]] = []
    _ask(http)
    teller.send(None)
    while True:
        start = time.monotonic()
        _ask(http)
        asked.append((start, time.monotonic() - start))
        # At random, lest it keeps step with whoever asks as often.
        if teller.poll(uniform(0.2, 1.8) * PAUSE):
            since, until = teller.recv()
            teller.send([one for at, one in asked if since <= at < until])


def between(teller: Connection, since: float, until: float) -> list[float]:
    """What questions took, in seconds, that were asked between these moments."""
    teller.send((since, until))
    seconds: list[float] = teller.recv()
    return seconds


def _ask(http: HTTPConnection) -> None:
    body = json.dumps({"query": PAGE})
    http.request("POST", "/graphql", body, {"Content-Type": "application/json"})
    answer = http.getresponse()
    content = answer.read()
    if answer.status != 200 or b'"errors"' in content:
        raise RuntimeError(content.decode())
