import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from time import monotonic

import strawberry
from django.contrib.auth.models import AnonymousUser
from django.utils.functional import cached_property
from graphql import DocumentNode

from schema.base.errors import Unauthenticated
from users import tokens
from users.exceptions import InvalidToken
from users.models import User

SCHEMES = ("bearer", "jwt")


@dataclass
class Context:
    """What resolvers know of the request: who asks, and at which address.

    ``authorization`` is the HTTP header's value; ``origin`` the scheme and host
    that the client used, without a slash at the end; ``document`` that of the operation
    where it was parsed and found valid before; ``address`` the client's IP address, if
    it is known. ``cookies`` are those of a session that the browser sent, and
    ``response_cookies`` go out with the answer, where it can have any.
    """

    authorization: str
    origin: str
    document: DocumentNode | None = None
    not_before: float = 0.0  # of ``time.monotonic``; when the answer may be sent
    address: str = ""
    cookies: Mapping[str, str] = field(default_factory=dict)
    response_cookies: SimpleCookie | None = None

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
            return tokens.authenticate(token.strip())
        except InvalidToken as error:
            raise Unauthenticated(str(error)) from None

    def forget_viewer(self) -> None:
        """Have it looked up again who asks, the next time somebody wants to know."""
        self.__dict__.pop("viewer", None)

    @property
    def user(self) -> User:
        """The viewer, who must be signed in."""
        if isinstance(self.viewer, User):
            return self.viewer
        raise Unauthenticated("Sign in first: this needs an access token.")

    async def wait(self) -> None:
        """Wait where an answer's timing must tell nothing, and hold up no thread."""
        await asyncio.sleep(max(0.0, self.not_before - monotonic()))

    def url(self, path: str) -> str:
        """The absolute address of a path on this server, or of an absolute one."""
        return path if "://" in path else f"{self.origin}{path}"


Info = strawberry.Info[Context, None]
