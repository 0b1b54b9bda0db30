"""Mutations that begin, continue and end sign-ins."""

from collections.abc import Callable
from typing import Annotated, Any

import strawberry
from strawberry.extensions.field_extension import FieldExtension
from strawberry.scalars import JSON

from schema.base.context import Info
from schema.base.errors import Unauthenticated
from schema.base.payloads import Anybody, Payload, mutation
from schema.users import guesses
from schema.users.types import User
from users import tokens
from users.exceptions import InvalidToken, WrongCredentials

AccessToken = Annotated[str, strawberry.argument(description="An access token.")]
RefreshTokenText = Annotated[
    str, strawberry.argument(description="The refresh token that was given last.")
]


@strawberry.type(description="What signs a client in.")
class Tokens:
    token: str = strawberry.field(
        description="The access token, valid for 5 minutes: send it in the header "
        "`Authorization: Bearer <token>`."
    )
    refresh_token: str = strawberry.field(
        description="Good for one `refreshToken` within 7 days. Keep it secret."
    )
    payload: JSON = strawberry.field(
        description="The claims of the access token: username, exp and iat (Unix "
        "times in seconds), and others."
    )
    refresh_expires_in: int = strawberry.field(
        description="When the refresh token expires, as a Unix time in seconds."
    )


@strawberry.type(description="Tokens, and whose they are.")
class ObtainJSONWebToken(Tokens):
    user: User = strawberry.field(description="Who signed in.")


@strawberry.type(description="The tokens to use from now on.")
class RefreshToken(Tokens):
    pass


@strawberry.type(description="What a valid access token says.")
class VerifyToken:
    payload: JSON = strawberry.field(description="The claims of the access token.")


@strawberry.type(description="That a sign-in has ended.")
class RevokeToken:
    revoked: int = strawberry.field(
        description="When it ended, as a Unix time in seconds."
    )


@strawberry.type(description="The result of `revokeAllTokens`.")
class RevokeAllTokensPayload(Payload):
    user: User | None = strawberry.field(
        default=None, description="The viewer, whose tokens have all ended."
    )


class Unconvinced(FieldExtension):
    """Answers wrong tokens and passwords with the error UNAUTHENTICATED."""

    def resolve(
        self, next_: Callable[..., Any], source: Any, info: Info, **kwargs: Any
    ) -> Any:
        try:
            return next_(source, info, **kwargs)
        except (InvalidToken, WrongCredentials) as error:
            raise Unauthenticated(str(error)) from None


def token_mutation(*, description: str) -> Any:
    """A mutation by anybody who has the right password or token."""
    return strawberry.mutation(
        description=description, extensions=[Anybody(), Unconvinced()]
    )


@strawberry.type
class Mutation:
    @token_mutation(
        description="Sign in. A wrong name or password is the error UNAUTHENTICATED; "
        "after 5 of them for one account, or 30 from one address, in 5 minutes it is "
        "RATE_LIMITED, and `extensions.retryAfter` says in how many seconds to try "
        "again."
    )
    def token_auth(
        self,
        info: Info,
        username: Annotated[
            str, strawberry.argument(description="The username or e-mail address.")
        ],
        password: Annotated[str, strawberry.argument(description="The password.")],
    ) -> ObtainJSONWebToken | None:
        user = guesses.sign_in(
            name=username, password=password, address=info.context.address
        )
        issued = tokens.issue(user)
        # In this payload, and no further, they see what is their own.
        info.context.viewer = user
        return ObtainJSONWebToken(user=user, **vars(issued))

    @token_mutation(
        description="Check an access token. One that is not valid is the error "
        "UNAUTHENTICATED."
    )
    def verify_token(self, token: AccessToken) -> VerifyToken | None:
        return VerifyToken(payload=tokens.verify(token))

    @token_mutation(
        description="Get new tokens for the refresh token, which is spent by it. One "
        "that was spent before ends the whole sign-in, because somebody else has it."
    )
    def refresh_token(self, refresh_token: RefreshTokenText) -> RefreshToken | None:
        return RefreshToken(**vars(tokens.refresh(refresh_token)))

    @token_mutation(
        description="Sign out: end the sign-in that the refresh token belongs to, "
        "with its access tokens."
    )
    def revoke_token(self, refresh_token: RefreshTokenText) -> RevokeToken | None:
        revoked_at = tokens.revoke(refresh_token)
        return RevokeToken(revoked=int(revoked_at.timestamp()))

    @mutation(
        description="Sign out everywhere: all tokens of the viewer end at once, on all "
        "devices and in all browsers, those of this sign-in too."
    )
    def revoke_all_tokens(self, info: Info) -> RevokeAllTokensPayload | None:
        user = info.context.user
        tokens.revoke_all(user)
        return RevokeAllTokensPayload(user=user)
