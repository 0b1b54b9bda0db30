"""What hostile requests cost another client of the same server process.

    .venv/bin/python -m benchmarks.hostile [part of a name …]

starts a server of its own on a temporary folder. While one client sends the requests of
tests/transport/hostile.py, one kind after the other and each unseen, another one asks
for a page of courses. It prints for each kind how long its answers took, and the other
client's time as a multiple of its usual one, as medians. The exit status is 1 where an
answer took a second, or the other client more than twice as long as usual.
"""

import os
import sys
import tempfile
import time
from statistics import median
from threading import Event, Thread

import httpx

from faults.services import web_server
from tests.transport.hostile import REQUESTS, Request

PAGE = "{ courses(first: 10) { nodes { title instructor { firstName } } totalCount } }"
SIGN_IN = 'mutation { tokenAuth(username: "ADMIN2", password: "a123a123") { token } }'
USUAL, DURING = 1.0, 2.0  # seconds for which each is measured
PAUSE = 0.02  # seconds between two questions of the other client
LIMIT, FACTOR = 1.0, 2.0  # seconds, and times


class Other(Thread):
    """The other client, which asks until it is told to stop."""

    def __init__(self, address: str) -> None:
        super().__init__()
        self.address = address
        self.seconds: list[float] = []
        self.is_over = Event()

    def run(self) -> None:
        with httpx.Client(base_url=self.address, timeout=60) as http:
            http.post("/graphql", json={"query": PAGE}).raise_for_status()
            while not self.is_over.wait(PAUSE):
                start = time.perf_counter()
                http.post("/graphql", json={"query": PAGE}).raise_for_status()
                self.seconds.append(time.perf_counter() - start)

    def stop(self) -> float:
        """The median of what its questions took."""
        self.is_over.set()
        self.join()
        return median(self.seconds)


def main(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": folder}
        environment |= {"GRAPHQL_COST_BUCKET": "1000000000"}
        with web_server(environment) as (port, _):
            address = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=address, timeout=60) as http:
                token = sign_in(http)
                http.headers["authorization"] = f"Bearer {token}"
                http.headers["graphql-require-preflight"] = "1"
                wanted = [
                    name
                    for name in REQUESTS
                    if not names or any(one in name for one in names)
                ]
                bad = [name for name in wanted if not is_harmless(http, name)]
    if bad:
        sys.exit(f"Above the limits: {', '.join(bad)}.")


def sign_in(http: httpx.Client) -> str:
    answer = http.post("/graphql", json={"query": SIGN_IN}).json()
    token: str = answer["data"]["tokenAuth"]["token"]
    return token


def is_harmless(http: httpx.Client, name: str) -> bool:
    address = str(http.base_url)
    other = Other(address)
    other.start()
    time.sleep(USUAL)
    usual = other.stop()

    other = Other(address)
    other.start()
    seconds = send(http, REQUESTS[name])
    during = other.stop()

    print(
        f"{name:34} {len(seconds):4} answers of {median(seconds) * 1000:6.1f} ms, at "
        f"most {max(seconds) * 1000:6.1f}; the other client {usual * 1000:5.1f} ms, "
        f"then {during * 1000:6.1f}: x {during / usual:.2f}",
        flush=True,
    )
    return median(seconds) < LIMIT and during < FACTOR * usual


def send(http: httpx.Client, request: Request) -> list[float]:
    """Send it again and again; how long each answer took."""
    seconds = []
    end = time.perf_counter() + DURING
    while time.perf_counter() < end:
        body = request.body()
        start = time.perf_counter()
        http.post(
            "/graphql", content=body, headers={"content-type": request.content_type}
        )
        seconds.append(time.perf_counter() - start)
    return seconds


if __name__ == "__main__":
    main(sys.argv[1:])
