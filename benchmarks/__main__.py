"""Measure this server beside others; ./run bench --help tells the options.

The databases lyceum_bench and, in the long run, lyceum_bench_large stay and are used
again; DATABASE_URL and REDIS_URL name other places for them.
"""

import argparse
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial

import redis

from benchmarks import cost, data, report
from benchmarks.asks import KINDS, READS, Asks, asks
from benchmarks.checks import require_equal
from benchmarks.load import Client, Refused
from benchmarks.measure import Bench, Pace, side_by_side
from benchmarks.peer import Peer
from benchmarks.registry import PEERS
from benchmarks.servers import running

QUICK = Pace(warm=3, rounds=3, seconds=0.4, half=1)
LONG = Pace(warm=15, rounds=5, seconds=3, half=5)
LARGE = "_large"  # what the name of that database ends with


def main() -> None:
    options = _options()
    start = time.monotonic()
    _require_redis()
    peers = [PEERS[name] for name in options.servers]
    pace = QUICK if options.quick else LONG
    secret = secrets.token_urlsafe(48)
    data.load(data.address(), data.USUAL)
    results = report.heading(peers, pace, data.address())
    with Client() as client:
        run = Run(peers, options.only, pace, secret, client)
        subjects = asks(data.address(), secret)
        for processes in options.processes:
            print(f"Servers of {processes} process(es):", flush=True)
            results["processes"][processes] = run.measure(int(processes), subjects)
        if options.large:
            data.load(data.address(LARGE), data.LARGE)
            print("With 5,000 courses and with 500,000, side by side:", flush=True)
            results["growth"] = run.growth()
    print(f"Measured in {time.monotonic() - start:.0f} s.\n")
    print(report.text(results))
    if options.is_whole:
        report.save(results)


@dataclass(frozen=True)
class Run:
    """What all measurements of one call have in common."""

    peers: list[Peer]
    kinds: list[str]
    pace: Pace
    secret: str
    client: Client

    def measure(self, processes: int, subjects: Asks) -> report.Figures:
        """All that is measured of servers with so many processes."""
        with self._bench(data.address(), data.USUAL, processes, subjects) as bench:
            since = cost.machine()
            found: report.Figures = {"rounds": bench.rounds(self.kinds)}
            found["memory"] = bench.memory()
            if processes == 1:
                found["unseen"] = bench.unseen()
            if processes == 1 and "mixed" in self.kinds:
                mixed = found["rounds"]["mixed"]
                rates = {name: figures["rate"] for name, figures in mixed.items()}
                found["half"] = bench.half(rates)
            found["stolen"] = cost.stolen(since)
            return found

    def growth(self) -> list[report.Figures]:
        """The reads of servers of one process, with the usual data and the large."""
        sizes = {data.address(): data.USUAL, data.address(LARGE): data.LARGE}
        with ExitStack() as stack:
            benches = [
                stack.enter_context(
                    self._bench(database, sizes, 1, asks(database, self.secret))
                )
                for database, sizes in sizes.items()
            ]
            kinds = [kind for kind in self.kinds if kind in READS]
            return side_by_side(benches, kinds)

    @contextmanager
    def _bench(
        self, database: str, sizes: data.Sizes, processes: int, subjects: Asks
    ) -> Iterator[Bench]:
        reset = partial(data.reset, database, sizes)
        redis = data.redis_address()
        with running(
            self.peers, processes, database=database, redis=redis, secret=self.secret
        ) as servers:
            try:
                require_equal(servers, subjects)
                bench = Bench(servers, subjects, self.client, self.pace, reset)
                bench.warm_up()
                yield bench
            finally:
                reset()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    add = parser.add_argument
    add("--quick", action="store_true", help="under five minutes, once data are loaded")
    add(
        "--servers",
        type=partial(_some_of, list(PEERS)),
        default=list(PEERS),
        help=f"some of {','.join(PEERS)}",
    )
    add(
        "--only",
        type=partial(_some_of, list(KINDS)),
        default=list(KINDS),
        help=f"some of {','.join(KINDS)}",
    )
    add(
        "--processes",
        type=partial(_some_of, ["1", "2"]),
        default=["1", "2"],
        help="1, or 2, or both: 1,2",
    )
    add(
        "--no-large",
        action="store_false",
        dest="large",
        help="without the 500,000 courses, which take long to load",
    )
    options = parser.parse_args()
    options.large &= not options.quick
    options.is_whole = all(
        getattr(options, name) == parser.get_default(name)
        for name in ("servers", "only", "processes")
    )
    return options


def _some_of(known: list[str], text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in known]:
        raise argparse.ArgumentTypeError(f"{unknown[0]!r} is none of {known}")
    return [name for name in known if name in names]


def _require_redis() -> None:
    try:
        redis.from_url(data.redis_address()).ping()
    except redis.RedisError as error:
        sys.exit(
            f"Redis does not answer: {error}\nStart it, or name another one: "
            "REDIS_URL=redis://host:6379/8."
        )


if __name__ == "__main__":
    try:
        main()
    except Refused as error:
        sys.exit(f"A server does not answer as it should: {error}")
