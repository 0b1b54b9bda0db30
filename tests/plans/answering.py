"""One request answered in both ways, and whether the answers are alike."""

import asyncio
import re
from collections import Counter
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

import orjson
from cross_web import HTTPException
from django.contrib.auth.models import AnonymousUser
from django.test import override_settings
from graphql import OperationType

from database import loop
from files.signing import ticket_of
from schema.base.context import Context
from schema.transport.operations import answer
from schema.transport.preparing import Operation
from tests.plans.documents import Asking, Example
from users import tokens
from users.models import User

CORE, PLAN = "core", "plan"
WAYS = {CORE: 0, PLAN: 1}  # GRAPHQL_PLAN_FROM
ORIGIN = "http://localhost"
TOKEN_AGE = 200.0  # seconds, and less than a token is good for
SIGNED = re.compile(rb'(/private/[^/"]+)/')


class Viewers:
    """Who asks: everybody, nobody, and who sends what is no token.

    With a ``runner`` they ask in its event loop as well, where the world is committed.
    """

    def __init__(self, people: dict[str, User]) -> None:
        self._people = people
        self.runner: asyncio.Runner | None = None
        self._headers: dict[str, str] = {}
        self._until = 0.0
        self._renew()

    @property
    def kinds(self) -> list[str]:
        return ["staff", *(one for one in self._headers if one != "staff")]

    @property
    def users(self) -> dict[str, Any]:
        """As whom each is answered, or would be."""
        return {kind: self._people.get(kind, AnonymousUser()) for kind in self.kinds}

    def context(self, kind: str) -> Context:
        if monotonic() > self._until:
            self._renew()
        return Context(
            authorization=self._headers[kind],
            origin=ORIGIN,
            address="127.0.0.1",
            request_id="0" * 32,
        )

    def _renew(self) -> None:
        known = self._headers
        self._headers = {"visitor": "", "garbled": "Bearer nonsense"}
        for kind, user in self._people.items():
            if user.is_active:
                self._headers[kind] = f"Bearer {tokens.issue(user).token}"
            else:
                self._headers[kind] = known.get(kind) or self._ended(user)
        self._until = monotonic() + TOKEN_AGE

    def _ended(self, user: User) -> str:
        """A token of somebody who was deactivated after it was given."""
        found = User.objects.filter(pk=user.pk)
        found.update(is_active=True)
        token = tokens.issue(user).token
        found.update(is_active=False)
        return f"Bearer {token}"


@dataclass(frozen=True)
class Answered:
    """An answer as bytes, the way it took, and the codes of its errors."""

    body: bytes
    way: str
    codes: list[str]
    seconds: float


class Difference(AssertionError):
    """Raised where the two ways do not answer alike; tells all that matters."""


@dataclass
class Tally:
    """What was asked and answered."""

    documents: int = 0
    planned: Counter[str] = field(default_factory=Counter)  # by viewer
    faultless: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    seconds: Counter[str] = field(default_factory=Counter)  # by way
    bytes: int = 0
    without_thread: int = 0

    @property
    def planned_percent(self) -> float:
        """How many of the answers without errors a plan gave."""
        return 100 * self.planned.total() / max(1, self.faultless.total())


def check(example: Example, viewers: Viewers, tally: Tally) -> None:
    """Ask in both ways. Raises :class:`Difference`."""
    answers = {}
    for way, planned_from in WAYS.items():
        with override_settings(GRAPHQL_PLAN_FROM=planned_from):
            answers[way] = [
                ask(example.text, asking, viewers) for asking in example.askings
            ]
    tally.documents += 1
    for asking, core, plan in zip(example.askings, *answers.values(), strict=True):
        if not alike(core.body, plan.body):
            raise Difference(told(example, asking, core, plan))
        if core.way == PLAN:
            raise Difference("A plan answered although there are to be none.")
        tally.asked[asking.viewer] += 1
        tally.codes.update(core.codes or ["(none)"])
        tally.bytes += len(core.body)
        if not core.codes:
            tally.faultless[asking.viewer] += 1
            tally.planned[asking.viewer] += plan.way == PLAN
        for way, one in ((CORE, core), (PLAN, plan)):
            tally.seconds[way] += one.seconds
        if looped := ask_in_loop(example.text, asking, viewers):
            tally.without_thread += 1
            if not alike(core.body, looped.body):
                raise Difference(told(example, asking, core, looped))


def ask_in_loop(text: str, asking: Asking, viewers: Viewers) -> Answered | None:
    """The answer given in an event loop; ``None`` where it needs a thread."""
    if viewers.runner is None or not loop.is_possible():
        return None
    viewers.context(asking.viewer)  # a new token, if it is time, is no work for a loop
    try:
        return viewers.runner.run(loop.run(ask, text, asking, viewers, seconds=10))
    except loop.Left:
        return None


def ask(text: str, asking: Asking, viewers: Viewers) -> Answered:
    operation = Operation(text, asking.variables, asking.operation)
    context = viewers.context(asking.viewer)
    begin = monotonic()
    try:
        body = dict(answer(operation, context, {OperationType.QUERY}))
    except HTTPException as error:
        body = {"errors": [{"message": error.reason}]}
    took = monotonic() - begin
    extensions: dict[str, Any] = {**body.pop("extensions", {})}
    way = extensions.pop("execution", CORE)
    cost = {**extensions.pop("cost", {})}
    cost.pop("throttle", None)
    errors = body.get("errors", [])
    codes = [one.get("extensions", {}).get("code", "") for one in errors]
    return Answered(orjson.dumps([body, cost, extensions]), way, codes, took)


def alike(one: bytes, other: bytes) -> bool:
    """Whether they are the same, but for the second in which a URL was signed."""
    return one == other or unsigned(one) == unsigned(other)


def unsigned(body: bytes) -> bytes:
    """The answer with what its signed URLs open, which must be good ones, for them."""
    return SIGNED.sub(lambda url: repr(ticket_of(url[1].decode())).encode(), body)


def told(example: Example, asking: Asking, core: Answered, plan: Answered) -> str:
    variables = orjson.dumps(asking.variables, option=orjson.OPT_INDENT_2).decode()
    return "\n".join(
        [
            f"Asked by {asking.viewer}, operation {asking.operation}:",
            *("", example.text, "", variables, ""),
            f"core: {core.body.decode()}",
            f"{plan.way}: {plan.body.decode()}",
        ]
    )
