"""How examples are made, tried and, where one fails, made as small as can be."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from fuzz.installation import Installation
from fuzz.oracle import Failure, check
from fuzz.tally import Tally
from fuzz.wire import Answer, Request, send


class Died(Exception):
    """Raised where the server is no longer there: nothing can be tried any more."""


@dataclass
class Trial:
    """Sends what it is given to the server, and looks at what comes back."""

    server: Installation
    tally: Tally

    def __call__(self, what: str, request: Request) -> tuple[Answer, list[str]]:
        """The answer, and the codes in it. Raises :class:`Failure`."""
        with self.showing(show(request)):
            answer = send(self.server.port, request)
            codes = check(request, answer)
        self.tally.note(what, answer, codes)
        return answer, codes

    @contextmanager
    def showing(self, sent: str) -> Iterator[None]:
        """Have a failure tell what was sent."""
        try:
            yield
            self.server.check_log()
        except OSError as error:
            raise Died(f"The server does not answer: {error}\n{sent}") from None
        except Failure as failure:
            failure.sent = sent
            self.server.seen = self.server.log.stat().st_size  # what it says of this
            raise


def explore(
    strategy: SearchStrategy[Any],
    act: Callable[[Any], None],
    examples: int,
    number: int,
) -> Failure | None:
    """Try so many examples, by the seed ``number``; return what is wrong, if any."""
    failures: list[Failure] = []

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def run(example: Any) -> None:
        try:
            act(example)
        except Failure as failure:
            failures.append(failure)
            raise

    try:
        run()
    except Failure as failure:
        return failure  # of the smallest example, which is tried last
    except Flaky:
        return failures[0]  # it depends on what went before
    return None


def show(request: Request) -> str:
    """A request in full, as far as people want to read it."""
    lines = [f"{request.method} {request.target}"]
    lines += [f"{name}: {value!r}" for name, value in request.headers]
    body = request.body
    more = f" … {len(body):,} bytes" if len(body) > 3000 else ""
    return "\n".join([*lines, "", f"{body[:3000]!r}{more}"])
