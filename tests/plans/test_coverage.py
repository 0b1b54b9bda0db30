"""Whatever the schema has is asked for: a new field is, without a change here."""

import pytest

from tests.plans.asking import RUNS, Ground, seeds
from tests.plans.choices import Choices
from tests.plans.shapes import coordinates
from tests.plans.tastes import TASTES

pytestmark = pytest.mark.django_db


def test_every_field_and_every_argument_is_asked_for(ground: Ground) -> None:
    made = [
        ground.example(Choices.by(seed), taste)
        for name, taste in TASTES.items()
        for run in range(2 * RUNS)  # what comes seldom comes in a longer run
        for seed in seeds(name, run)
    ]

    result = set[str]().union(*(one.seen for one in made))

    assert sorted({*coordinates()} - result) == []
