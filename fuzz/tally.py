"""What was sent and answered, in numbers."""

import statistics
from collections import Counter, defaultdict

from fuzz.wire import Answer


class Tally:
    """Counts examples, the answers to them, their codes and how long they took."""

    def __init__(self) -> None:
        self.examples: Counter[str] = Counter()  # by kind
        self.statuses: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.seconds: list[float] = []
        self.slowest: tuple[float, str] = (0.0, "")
        self.done: dict[str, Counter[str]] = defaultdict(Counter)  # by field

    def note(self, what: str, answer: Answer, codes: list[str]) -> None:
        """Count an answer to ``what``, a field or a kind of request."""
        self.statuses[str(answer.status or "(none)")] += 1
        self.codes.update(codes or ["(no error)"])
        self.seconds.append(answer.seconds)
        self.slowest = max(self.slowest, (answer.seconds, what))
        self.done[what]["answers"] += 1
        self.done[what]["without an error"] += not codes

    def report(self) -> str:
        if len(self.seconds) < 2:
            return f"codes: {_listed(self.codes)}"
        cuts = statistics.quantiles(self.seconds, n=100)
        seconds, what = self.slowest
        never = [
            one for one, count in self.done.items() if not count["without an error"]
        ]
        return "\n".join(
            [
                f"{sum(self.examples.values()):,} examples: {_listed(self.examples)}",
                f"{len(self.seconds):,} answers: {_listed(self.statuses)}",
                f"codes: {_listed(self.codes)}",
                f"p50 {cuts[49] * 1000:.0f} ms, p99 {cuts[98] * 1000:.0f} ms, "
                f"slowest {seconds * 1000:.0f} ms ({what})",
                f"never answered without an error: {', '.join(never) or 'nothing'}",
            ]
        )


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.most_common())
