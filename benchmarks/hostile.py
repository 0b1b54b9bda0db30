"""What hostile requests cost another client of the same server process.

    .venv/bin/python -m benchmarks.hostile [--connections 1] [part of a name …]

starts a server of its own on a temporary folder, with a new database at DATABASE_URL
and with REDIS_URL where they are set. While a client sends the requests of
tests/transport/hostile.py without a pause, one kind after the other and each unseen,
another one asks for a page of courses, from a process of its own. It prints for each
kind how long its answers took, and the other client's time before and during it, as
medians. The exit status is 1 where an answer took a second, or the other client twice
as long as usual. (Over more connections at once, answers of theirs may take longer.)

The server is as it is served but for its bucket of points, which holds as good as
everything: as it is, most of a kind would be refused unread, which costs less.
"""

import argparse
import multiprocessing
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from multiprocessing.connection import Connection
from statistics import median

import httpx

from benchmarks.other_client import ask_until_told, between
from faults.services import new_database, wait_until_at_rest, web_server
from tests.transport.hostile import REQUESTS, Request

SIGN_IN = 'mutation { tokenAuth(username: "ADMIN2", password: "a123a123") { token } }'
ROUNDS = 3  # of each kind, so that what else the machine does is in both figures
USUAL, DURING = 0.7, 0.8  # seconds for which each is measured in a round
LIMIT, FACTOR = 1.0, 2.0  # seconds, and times

Sent = list[tuple[float, str]]  # seconds, and the code of the answer


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--connections", type=int, default=1)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    wanted = [
        name
        for name in REQUESTS
        if not options.names or any(one in name for one in options.names)
    ]
    with ExitStack() as stack:
        port = stack.enter_context(server())
        other = stack.enter_context(other_client(port))
        address = f"http://127.0.0.1:{port}"
        hostile = stack.enter_context(httpx.Client(base_url=address, timeout=60))
        hostile.headers.update(signed_in(hostile))
        bad = [
            name
            for name in wanted
            if not is_harmless(hostile, other, name, options.connections)
        ]
    print(f"{len(wanted) - len(bad)} of {len(wanted)} kinds are within the limits.")
    if bad:
        sys.exit(f"Above the limits: {', '.join(bad)}.")


@contextmanager
def server() -> Iterator[int]:
    """The port of a server with the demo data."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": folder}
        environment |= {"GRAPHQL_COST_BUCKET": "1000000000", "DEBUG": "false"}
        if "DATABASE_URL" in os.environ:
            environment["DATABASE_URL"] = stack.enter_context(new_database())
            environment["REDIS_URL"] = os.environ.get("REDIS_URL", "")
        port, pid = stack.enter_context(web_server(environment))
        wait_until_at_rest(pid)
        yield port


@contextmanager
def other_client(port: int) -> Iterator[Connection]:
    """What tells, of a client that goes on asking, the seconds of its questions."""
    here, there = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=ask_until_told, args=(port, there), daemon=True
    )
    process.start()
    here.recv()  # that it has begun
    try:
        yield here
    finally:
        process.kill()
        process.join()


def signed_in(http: httpx.Client) -> dict[str, str]:
    answer = http.post("/graphql", json={"query": SIGN_IN}).json()
    token: str = answer["data"]["tokenAuth"]["token"]
    return {"authorization": f"Bearer {token}", "graphql-require-preflight": "1"}


def is_harmless(
    hostile: httpx.Client, other: Connection, name: str, connections: int
) -> bool:
    alone: list[float] = []
    beside: list[float] = []
    sent: Sent = []
    for _ in range(ROUNDS):
        start = time.monotonic()
        time.sleep(USUAL)
        middle = time.monotonic()
        with ThreadPoolExecutor(connections) as threads:
            work = [
                threads.submit(send, hostile, REQUESTS[name])
                for _ in range(connections)
            ]
            sent += [one for each in work for one in each.result()]
        alone += between(other, start, middle)
        beside += between(other, middle, time.monotonic())

    usual, during = median(alone), median(beside)
    seconds = [one for one, _ in sent]
    codes = Counter(code for _, code in sent)
    print(
        f"{name:34} {len(seconds):4} answers of {median(seconds) * 1000:5.0f} ms, at "
        f"most {max(seconds) * 1000:4.0f}; the other client {usual * 1000:5.1f} ms, "
        f"then {during * 1000:5.1f}: x {during / usual:.2f}  {dict(codes)}",
        flush=True,
    )
    is_quick = connections > 1 or max(seconds) < LIMIT
    return is_quick and during < FACTOR * usual


def send(http: httpx.Client, request: Request) -> Sent:
    """Send it again and again; how long each answer took, and its first code."""
    sent = []
    end = time.monotonic() + DURING
    while time.monotonic() < end:
        body = request.body()
        start = time.monotonic()
        answer = http.post(
            "/graphql", content=body, headers={"content-type": request.content_type}
        )
        seconds = time.monotonic() - start
        sent.append((seconds, answer.json()["errors"][0]["extensions"]["code"]))
    return sent


if __name__ == "__main__":
    main()
