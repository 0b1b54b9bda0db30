"""Operations for every field of the schema, as schemathesis makes them, and beyond.

What it makes is valid and shallow, with values that mean nothing. Most of it is then
dressed: with values of the database, wider selections, variables in place of values,
files; and some of it gets more than the limits allow.
"""

from collections.abc import Iterator
from random import Random
from typing import Any

import graphql
import schemathesis
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from fuzz.dressing import FILE, Dresser
from fuzz.values import Values

VALID = 0.9  # of the operations; of the others each breaks one rule of the schema


def register_scalars() -> None:
    """Say what the schema's own scalars look like."""
    node = graphql.StringValueNode
    schemathesis.graphql.scalar("Upload", st.just(node(value=FILE)))
    # Texts of all characters are for strings; most pages ask for few rows.
    numbers = st.integers(-1, 5) | st.sampled_from([100, 101, 2**31 - 1, -(2**31)])
    schemathesis.graphql.scalar(
        "Int", numbers.map(lambda number: graphql.IntValueNode(value=str(number)))
    )


def fields_of(url: str, values: Values) -> Iterator[tuple[str, Any]]:
    """Every field of every root, with a strategy of operations on it."""
    whole = schemathesis.graphql.from_url(url)
    yield from _fields(whole, whole, values)
    # schemathesis leaves subscriptions out: show them to it as queries.
    told = dict(whole.raw_schema["__schema"])
    told |= {"queryType": told["subscriptionType"], "mutationType": None}
    told["subscriptionType"] = None
    yield from _fields(
        schemathesis.graphql.from_dict({"__schema": told}), whole, values
    )


def _fields(made: Any, whole: Any, values: Values) -> Iterator[tuple[str, Any]]:
    for result in made.get_all_operations():
        one = result.ok()
        valid = one.as_strategy(generation_mode=GenerationMode.POSITIVE)
        wrong = one.as_strategy(generation_mode=GenerationMode.NEGATIVE)
        yield one.label, _operations(
            one.label, valid, wrong, Dresser(whole.client_schema, values)
        )


@st.composite
def _operations(draw: Any, label: str, valid: Any, wrong: Any, dresser: Dresser) -> Any:
    # The first example is the simplest, and is dressed otherwise in each round.
    random = Random(f"{dresser.values.round} {draw(st.integers(0, 2**32 - 1))}")
    case = draw(valid if random.random() < VALID else wrong)
    twist, is_wide = draw(st.integers(0, 99)), draw(st.booleans())
    return dresser.operation(label, case.body, random, twist, is_wide)
