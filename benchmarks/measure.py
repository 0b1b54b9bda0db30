"""The measurements, each of which visits all servers in turn, round by round."""

import math
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from statistics import median, quantiles
from typing import Any

from benchmarks import cost
from benchmarks.asks import Ask
from benchmarks.load import Client, Load
from benchmarks.peer import http
from benchmarks.servers import Server
from faults.services import tree

WRITES = ("complete", "mixed")
UNSEEN = 30  # documents
HALVES = 5  # rounds: a pause of the machine's own shows in some
MOST = 6000  # requests a second are made up beforehand; faster ones begin anew
Figures = dict[str, Any]


@dataclass(frozen=True)
class Pace:
    """How long it takes."""

    warm: float  # seconds of mixed load before the first round
    rounds: int
    seconds: float  # of each server and kind of request in a round
    half: float  # seconds at half of what a server bears, five times


@dataclass
class Bench:
    """Servers that run, and all that is needed to ask them."""

    servers: list[Server]
    asks: dict[str, list[Ask]]
    client: Client
    pace: Pace
    reset: Callable[[], None]

    def run(self, server: Server, kind: str, seconds: float, rate: float = 0) -> Load:
        if kind in WRITES:
            self.reset()
        most = math.ceil(seconds * (rate or MOST))
        requests = server.requests(self.asks[kind][:most])
        with server.named():
            return self.client.run(server.place.port, requests, seconds, rate)

    def warm_up(self) -> None:
        """Fill the caches, and let compilers see each kind of request."""
        for server in self.servers:
            self.run(server, "mixed", self.pace.warm)

    def rounds(self, kinds: list[str]) -> dict[str, dict[str, Figures]]:
        """By kind and server the medians of the rounds."""
        [found] = side_by_side([self], kinds)
        return found

    def round(self, server: Server, kind: str) -> Figures:
        own, database = tree(server.pid), server.place.database
        backends = cost.backends(database)
        before = cost.seconds(own), cost.seconds(backends)
        load = self.run(server, kind, self.pace.seconds)
        after = cost.seconds(own), cost.seconds(cost.backends(database))
        number = len(load.latencies)
        return spread(load) | {
            "cpu": 1000 * (after[0] - before[0]) / number,
            "database_cpu": 1000 * (after[1] - before[1]) / number,
        }

    def half(self, rates: dict[str, float]) -> dict[str, Figures]:
        """By server the medians of rounds of mixed load at half of what it bears."""
        rounds = defaultdict(list)
        for _ in range(HALVES):
            for server in self.servers:
                rate = rates[server.peer.name] / 2
                load = self.run(server, "mixed", self.pace.half, rate)
                rounds[server.peer.name].append(spread(load))
        return {name: medians(several) for name, several in rounds.items()}

    def unseen(self) -> dict[str, Figures]:
        """By server how long, in ms, the first request of a document takes."""
        found = {}
        one = self.asks["course"][0]
        for server in self.servers:
            if server.peer.has_documents:
                took = [
                    1000 * server.ask(unseen(server, one, number))[0]
                    for number in range(UNSEEN)
                ]
                found[server.peer.name] = {"median": median(took), "max": max(took)}
        return found

    def memory(self) -> dict[str, float]:
        """By server the MiB that it holds."""
        return {one.peer.name: cost.memory(one.pid) for one in self.servers}


def side_by_side(
    benches: list[Bench], kinds: list[str]
) -> list[dict[str, dict[str, Figures]]]:
    """By kind and server the medians of each one's rounds, all of which take turns."""
    found: list[dict[str, dict[str, Figures]]] = [{} for _ in benches]
    for kind in kinds:
        rounds: list[Any] = [defaultdict(list) for _ in benches]
        for _ in range(benches[0].pace.rounds):
            for bench, own in zip(benches, rounds, strict=True):
                for server in bench.servers:
                    own[server.peer.name].append(bench.round(server, kind))
        for figures, own in zip(found, rounds, strict=True):
            figures[kind] = {name: medians(several) for name, several in own.items()}
            shown = ", ".join(f"{n} {f['rate']:.0f}" for n, f in figures[kind].items())
            print(f"  {kind:10} {shown} requests/s", flush=True)
    return found


def unseen(server: Server, one: Ask, number: int) -> bytes:
    """The request with one field more, by a name that was never there before."""

    def request(ask: Ask) -> tuple[str, Any]:
        path, content = server.peer.request(ask)
        field = f"title unseen{number}: title"
        query = re.sub(r"\btitle\b", field, content["query"], count=1)
        return path, content | {"query": query}

    return http(replace(server.peer, request=request), one, server.place.port)


def spread(load: Load) -> Figures:
    """Requests a second, the median and 99th percentile of their ms, and how far apart.

    ``times`` is the 99th percentile by the median.
    """
    cuts = quantiles(load.latencies, n=100, method="inclusive")
    p50, p99 = 1000 * cuts[49], 1000 * cuts[98]
    return {"rate": load.rate, "p50": p50, "p99": p99, "times": p99 / p50}


def medians(several: list[Figures]) -> Figures:
    """The median of each figure."""
    return {name: median(one[name] for one in several) for name in several[0]}
