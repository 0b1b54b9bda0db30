"""Pages of lists: the answers of plans are those of graphql-core."""

import pytest

from tests.plans.asking import LEAST_PLANNED, RUNS, Ground, ask_all

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("run", range(RUNS))
def test_lists_are_answered_alike(ground: Ground, run: int) -> None:
    result = ask_all(ground, "lists", run)

    assert not result.differences, result.told
    assert result.tally.planned_percent >= LEAST_PLANNED
