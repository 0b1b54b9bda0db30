"""Documents of all tastes in turn, each in both ways, up to the first difference."""

import asyncio
import time

from django.test import override_settings

from differential.shrinking import smallest
from tests.plans.answering import CORE, PLAN, Difference, Tally, check
from tests.plans.asking import Ground
from tests.plans.choices import Choices
from tests.plans.tastes import TASTES

BUCKET = 10**12  # points, or the answer is RATE_LIMITED


@override_settings(GRAPHQL_COST_BUCKET=BUCKET)
def compare(examples: int, seed: int, progress: int) -> int:
    """Returns the exit status: 1 where there is a difference."""
    begin = time.monotonic()
    ground, tally = Ground.made(), Tally()
    ground.viewers.runner = asyncio.Runner()
    names = [*TASTES]
    failed: list[int] = []
    for number in range(examples):
        taste = TASTES[names[number % len(names)]]
        choices = Choices.by(f"{seed} {number}")
        made = ground.example(choices, taste)
        try:
            check(made, ground.viewers, tally)
        except Difference as difference:
            print(f"\nDocument {number}:\n{difference}", flush=True)
            failed = choices.made
            break
        if tally.documents % progress == 0:
            planned = f"{tally.planned_percent:.1f} % by plan"
            print(f"… {tally.documents:,} documents, {planned}", flush=True)
    report(tally)
    if failed:
        told = smallest(ground, taste, failed)
        print(f"\nFAILED. The smallest that differs:\n{told}\n")
    differences = "1 difference" if failed else "0 differences"
    took = time.monotonic() - begin
    print(f"{differences}, {took:.0f} s, seed {seed}")
    return bool(failed)


def report(tally: Tally) -> None:
    asked = tally.asked.total()
    print(f"{tally.documents:,} documents, {asked:,} answers, {tally.bytes:,} bytes")
    print(f"codes: {', '.join(f'{one} {n:,}' for one, n in tally.codes.most_common())}")
    print(f"{tally.without_thread:,} of them once more, in an event loop")
    whole = f"{tally.planned_percent:.1f} % of the answers without errors by plan"
    print(f"{whole}; by viewer:")
    for viewer, faultless in sorted(tally.faultless.items()):
        planned = 100 * tally.planned[viewer] / max(1, faultless)
        print(f"  {viewer:18}{faultless:>9,} answers, {planned:5.1f} % by plan")
    for way in (CORE, PLAN):
        took = 1000 * tally.seconds[way] / max(1, asked)
        print(f"{took:.2f} ms an answer with {way}")
