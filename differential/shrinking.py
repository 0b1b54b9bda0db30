"""Makes a document that is answered in two ways as small as hypothesis can."""

from collections.abc import Iterable
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.database import ExampleDatabase, choices_to_bytes
from hypothesis.errors import Flaky

from tests.plans.answering import Difference, Tally, check
from tests.plans.asking import Ground
from tests.plans.choices import Choices
from tests.plans.documents import Example
from tests.plans.tastes import Taste

UNFINISHED = b".secondary"  # what the key of examples that can be smaller ends in


class Known(ExampleDatabase):
    """Gives hypothesis the one example that it has to begin with."""

    def __init__(self, made: list[int]) -> None:
        super().__init__()
        self.example = choices_to_bytes(made)

    def fetch(self, key: bytes) -> Iterable[bytes]:
        return (self.example,) if key.endswith(UNFINISHED) else ()

    def save(self, key: bytes, value: bytes) -> None:
        """Nothing is kept."""

    def delete(self, key: bytes, value: bytes) -> None:
        """Nothing is kept."""


def smallest(ground: Ground, taste: Taste, made: list[int]) -> str:
    """What there is to tell of the smallest document like that of these choices."""
    told = ["It did not happen again: it depends on what was asked before."]

    @st.composite
    def examples(draw: Any) -> Example:
        def below(count: int) -> int:
            number: int = draw(st.integers(0, count - 1))
            return number

        return ground.example(Choices(below), taste)

    @settings(
        database=Known(made),
        deadline=None,
        phases=(Phase.reuse, Phase.shrink),
        report_multiple_bugs=False,
        suppress_health_check=list(HealthCheck),
    )
    @given(examples())
    def run(example: Example) -> None:
        try:
            check(example, ground.viewers, Tally())
        except Difference as difference:
            told.append(str(difference))
            raise

    try:
        run()
    except (Difference, Flaky):
        pass
    return told[-1]  # the smallest is tried last
