import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from time import monotonic
from typing import Any
from uuid import uuid4

import strawberry
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError
from django.utils.functional import cached_property
from graphql import DocumentNode
from strawberry.extensions import SchemaExtension

from schema.base import patience
from schema.base.errors import Unauthenticated
from schema.base.throttles import household_of
from users import tokens
from users.exceptions import InvalidToken
from users.models import User

SCHEMES = ("bearer", "jwt")


@dataclass
class Context:
    """What resolvers know of the request: who asks, and at which address.

    ``authorization`` is the HTTP header's value; ``origin`` the scheme and host
    that the client used, without a slash at the end; ``address`` its IP address.
    ``cookies`` are those of a session that the browser sent, and ``response_cookies``
    go out with the answer, where it can have any.
    """

    authorization: str
    origin: str
    address: str = ""
    request_id: str = field(default_factory=lambda: uuid4().hex)
    document: DocumentNode | None = None  # valid, and what is to run
    not_before: float = 0.0  # of ``time.monotonic``; when the answer may be sent
    has_mutated: bool = False
    cookies: Mapping[str, str] = field(default_factory=dict)
    response_cookies: SimpleCookie | None = None
    cost: dict[str, Any] | None = None  # what is told of it to the client
    charged: dict[str, Any] | None = None  # what its caller has left, once it paid
    # What mutations returned or raised, by their key, and who the viewer was then.
    outcomes: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    begun: float = field(default_factory=monotonic)
    wasted: float = 0.0  # seconds of a thread, for which the answer is to wait
    debtor: str = ""  # the caller, where there are such

    @cached_property
    def viewer(self) -> User | AnonymousUser:
        """Who asks. A token that is not valid is refused, not taken for nobody's.

        It is looked at when first asked for, so that signing in and refreshing
        work for a client that still sends its expired token along. (Django's
        cached_property: until Python 3.12 that of functools has one lock for all.)
        """
        if not self.authorization:
            return AnonymousUser()
        scheme, _, token = self.authorization.partition(" ")
        if scheme.lower() not in SCHEMES or not token.strip():
            raise Unauthenticated("Send the header “Authorization: Bearer <token>”.")
        try:
            return tokens.authenticate(token.strip(), self.forget_viewer)
        except InvalidToken as error:
            raise Unauthenticated(str(error)) from None

    def forget_viewer(self) -> None:
        """Have it looked up again who asks, and what was read for them."""
        self.__dict__.pop("viewer", None)
        self.__dict__.pop("caller", None)

    @cached_property
    def caller(self) -> str:
        """Whose doings these are, where they are counted: a user's, or an address's."""
        try:
            key = self.viewer.pk
        except Unauthenticated:
            key = None
        return f"user:{key}" if key else f"address:{household_of(self.address)}"

    @property
    def is_trusted(self) -> bool:
        """Whether it may learn what the schema has: so may staff."""
        if settings.GRAPHQL_INTROSPECTION:
            return True
        try:
            return self.viewer.is_staff
        except Unauthenticated:
            return False

    def anew(self) -> "Context":
        """The same client's, for another operation."""
        return Context(
            self.authorization, self.origin, self.address, cookies=self.cookies
        )

    def begin_mutation(self) -> None:
        """Have it looked up again who asks, where a mutation went before this one."""
        if self.has_mutated:
            self.__dict__.pop("viewer", None)
        self.has_mutated = True

    def remember(self, key: str, outcome: Any) -> None:
        """Keep what a mutation returned or raised, so that it is not done again."""
        self.outcomes[key] = outcome, self.__dict__.get("viewer")

    def recall(self, key: str) -> Any:
        """What the mutation returned, seen by who saw it; or raise what it raised."""
        outcome, viewer = self.outcomes[key]
        if viewer is not None:
            self.viewer = viewer
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    @property
    def user(self) -> User:
        """The viewer, who must be signed in."""
        if isinstance(self.viewer, User):
            return self.viewer
        raise Unauthenticated("Sign in first: this needs an access token.")

    def waste(self, seconds: float) -> None:
        """Have the answer wait because of work, which may have been told in part."""
        self.wasted = max(self.wasted, seconds)
        try:
            self.debtor = self.debtor or self.caller
        except DatabaseError:
            self.debtor = f"address:{household_of(self.address)}"

    async def wait(self) -> None:
        """Wait, and hold up no thread, until the answer may be sent.

        That is where its timing must tell nothing, or where work was wasted on it.
        """
        if self.debtor:
            answer_at = patience.answer_at(self.debtor, self.wasted)
            latest = self.begun + patience.LATEST
            self.not_before = max(self.not_before, min(answer_at, latest))
            self.debtor = ""
        if self.not_before:
            await asyncio.sleep(max(0.0, self.not_before - monotonic()))

    def url(self, path: str) -> str:
        """The absolute address of a path on this server, or of an absolute one."""
        return path if "://" in path else f"{self.origin}{path}"


Info = strawberry.Info[Context, None]


class Prepared(SchemaExtension):
    """Has the context's document run, which was parsed and validated before."""

    def on_parse(self) -> Iterator[None]:
        self.execution_context.graphql_document = (
            self.execution_context.context.document
        )
        yield

    def on_validate(self) -> Iterator[None]:
        self.execution_context.pre_execution_errors = []
        yield
