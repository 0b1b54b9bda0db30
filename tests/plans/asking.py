"""Documents by the hundred, each asked in both ways."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from tests.plans.answering import Difference, Tally, Viewers, check
from tests.plans.choices import Choices
from tests.plans.documents import Example, example
from tests.plans.learning import Cursors
from tests.plans.pools import Pools
from tests.plans.tastes import TASTES, Taste
from tests.plans.world import make_world

RUNS = 5  # in CI, of each taste
DOCUMENTS = 50  # in each of them; with both databases it is 2,000 that CI asks
# Percent of the answers without errors that a plan gives, at least. graphql-core gives
# those to refused viewers and of the schema.
LEAST_PLANNED = 92


@dataclass
class Ground:
    """What is asked for, and who asks, in one database."""

    viewers: Viewers
    pools: Pools

    @classmethod
    def made(cls) -> "Ground":
        """In a new world; takes some seconds."""
        viewers = Viewers(make_world())
        return cls(viewers, Pools(Cursors(viewers).of, viewers.users))

    def example(self, choices: Choices, taste: Taste) -> Example:
        return example(choices, taste, self.pools, self.viewers.kinds)


@dataclass
class Findings:
    """What came of many documents."""

    tally: Tally = field(default_factory=Tally)
    differences: list[str] = field(default_factory=list)

    @property
    def told(self) -> str:
        return "\n\n".join(self.differences[:1])


def seeds(name: str, run: int) -> Iterator[str]:
    """Those of a run's documents, each of its own."""
    return (f"{name} {run * DOCUMENTS + number}" for number in range(DOCUMENTS))


def ask_all(ground: Ground, name: str, run: int) -> Findings:
    """Ask the documents of a run of this taste, up to the first with two answers."""
    findings = Findings()
    for seed in seeds(name, run):
        made = ground.example(Choices.by(seed), TASTES[name])
        try:
            check(made, ground.viewers, findings.tally)
        except Difference as difference:
            findings.differences.append(f"Seed {seed!r}\n{difference}")
            break
    return findings
