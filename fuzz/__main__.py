"""``./run fuzz``: what to send, how much of it, and what came of it."""

import argparse
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

try:
    import hypothesis  # noqa: F401
    import schemathesis  # noqa: F401
except ImportError as error:
    sys.exit(
        f"{error.name} is missing. Install the development tools first:\n"
        f"  {sys.executable} -m pip install --require-hashes -r requirements-dev.lock"
    )

from fuzz.documents import fields_of, register_scalars
from fuzz.dressing import Operation
from fuzz.encoding import encode
from fuzz.http import requests
from fuzz.installation import Installation, installation
from fuzz.oracle import Failure
from fuzz.people import VIEWERS, People
from fuzz.runs import Died, Trial, explore
from fuzz.sockets import Talk, talk, talks
from fuzz.tally import Tally
from fuzz.uploads import uploads
from fuzz.values import Values
from fuzz.wire import Request

EXAMPLES = 500
# Of all examples; each of the schema's is sent as every viewer.
SHARES = {"schema": 0.6, "requests": 0.18, "uploads": 0.12, "sockets": 0.1}
PROGRESS = 2000  # examples from one sign of life to the next
ROUND = 15  # examples of a field, before what there is in the database is looked at
# What hashes passwords takes the time of dozens of others.
SLOW = {
    f"Mutation.{name}"
    for name in ("tokenAuth", "register", "changePassword", "resetPassword")
}

Act = Callable[[Any], None]
Run = tuple[str, Any, Act, int]


def main() -> int:
    parser = argparse.ArgumentParser("./run fuzz", description="Send made-up requests.")
    parser.add_argument("--examples", type=int, default=EXAMPLES)
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--only", choices=SHARES, help="one kind of examples alone")
    options = parser.parse_args()
    print(f"--examples {options.examples} --seed {options.seed}", flush=True)
    begin = time.monotonic()
    with installation() as server:
        fuzz = Fuzz(server)
        fuzz.explore_all(options.examples, options.seed, options.only)
        if not fuzz.failures and not server.counters_are_right():
            fuzz.tell(
                "counters", Failure("recount --check finds counters that drifted.")
            )
        print(fuzz.tally.report())
        print(f"memory {fuzz.memory:.0f} MiB at first, {server.memory:.0f} MiB at last")
    took = time.monotonic() - begin
    found = f"{fuzz.failures} failures" if fuzz.failures else "no failures"
    print(f"{found}, {took:.0f} s, seed {options.seed}")
    return bool(fuzz.failures)


class Fuzz:
    """All that is tried on one server."""

    def __init__(self, server: Installation) -> None:
        self.server = server
        self.tally = Tally()
        self.trial = Trial(server, self.tally)
        self.people = People()
        self.values = Values(self.people)
        self.memory = server.memory
        self.failures = self.told = 0

    def explore_all(self, examples: int, seed: int, only: str | None) -> None:
        for number, (what, strategy, act, count) in enumerate(
            self._runs(examples, only)
        ):
            self.values.refresh()
            try:
                failure = explore(strategy, act, count, seed * 10**6 + number)
            except Died as died:
                self.tell(what, died)
                return
            if failure is not None:
                self.tell(what, failure)
            self._tell_progress()

    def _tell_progress(self) -> None:
        sent = self.tally.examples.total()
        if sent >= self.told + PROGRESS:
            self.told = sent
            print(f"… {sent:,} examples, {self.server.memory:.0f} MiB", flush=True)

    def tell(self, what: str, failure: Exception) -> None:
        self.failures += 1
        sent = getattr(failure, "sent", "")
        print(f"\nFAILED: {what}: {failure}\n{sent}\n", flush=True)

    def _runs(self, examples: int, only: str | None) -> Iterator[Run]:
        """What to try in turn, each with how many examples."""
        if only:
            shares = {only: 1.0}
        else:
            shares = SHARES
        counts = {kind: round(examples * share) for kind, share in shares.items()}
        register_scalars()
        url = f"http://127.0.0.1:{self.server.port}/graphql"
        fields = list(fields_of(url, self.values))
        left = counts.get("schema", 0)
        while left > 0:
            for number, (label, strategy) in enumerate(fields):
                count = min(ROUND, -(-left // (len(fields) - number)))
                if label in SLOW:
                    count = -(-count // 5)
                left -= count
                if count:
                    yield label, strategy, partial(self._ask, label), count
        rest: dict[str, tuple[Any, Act]] = {
            "requests": (requests(self.people), partial(self._send, "requests")),
            "uploads": (
                uploads(self.people, self.values),
                partial(self._send, "uploads"),
            ),
            "sockets": (talks(self.people), self._talk),
        }
        for kind, (strategy, act) in rest.items():
            if counts.get(kind):
                yield kind, strategy, act, counts[kind]

    def _ask(self, label: str, operation: Operation) -> None:
        """Ask the same as everybody."""
        self.tally.examples["schema"] += 1
        for viewer in VIEWERS:
            request = encode(operation, self.people.headers(viewer))
            answer, codes = self.trial(label, request)
            self.values.harvest(answer.body)
            if "UNAUTHENTICATED" in codes and viewer != "visitor":
                self.people.renew()

    def _send(self, kind: str, request: Request) -> None:
        self.tally.examples[kind] += 1
        self.trial(kind, request)

    def _talk(self, what: Talk) -> None:
        self.tally.examples["sockets"] += 1
        with self.trial.showing(str(what)):
            codes = talk(self.server.port, what)
        self.tally.codes.update(codes)


if __name__ == "__main__":
    sys.exit(main())
