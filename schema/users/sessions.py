"""Mutations by which a browser signs in with cookies that no script can read."""

from datetime import UTC, datetime, timedelta
from typing import Any

import strawberry
from django.conf import settings
from django.core.exceptions import ValidationError

from schema.base.context import Info
from schema.base.payloads import Anybody, Payload, Refusable
from schema.users import guesses, session_cookies
from schema.users.sign_in import Unconvinced
from schema.users.types import User
from users import tokens
from users.exceptions import InvalidToken, SpentJustNow

# For tabs of one browser that renew at once: one of them is too late.
GRACE = timedelta(seconds=10)


@strawberry.input(description="Who begins a session.")
class StartSessionInput:
    username: str = strawberry.field(description="The username or e-mail address.")
    password: str = strawberry.field(description="The password.")


@strawberry.input(description="Which sessions end.")
class EndSessionInput:
    everywhere: bool = strawberry.field(
        default=False,
        description="Whether every sign-in of the user ends, on all devices, with all "
        "their tokens.",
    )


@strawberry.type
class SessionPayload(Payload):
    user: User | None = strawberry.field(
        default=None, description="Who is signed in; null when refused."
    )
    expires_at: datetime | None = strawberry.field(
        default=None,
        description="When the session has to be renewed, in 5 minutes; null when "
        "refused.",
    )


@strawberry.type(description="The result of `startSession`.")
class StartSessionPayload(SessionPayload):
    pass


@strawberry.type(description="The result of `renewSession`.")
class RenewSessionPayload(SessionPayload):
    pass


@strawberry.type(description="The result of `endSession`.")
class EndSessionPayload(Payload):
    pass


def session_mutation(*, description: str) -> Any:
    """A mutation by anybody that sets cookies."""
    return strawberry.mutation(
        description=description, extensions=[Anybody(), Unconvinced(), Refusable()]
    )


def _signed_in(info: Info, issued: tokens.Tokens, user: Any) -> dict[str, Any]:
    # In this payload, and no further, they see what is their own.
    info.context.viewer = user
    expires_at = datetime.fromtimestamp(issued.payload["exp"], UTC)
    return {"user": user, "expires_at": expires_at}


@strawberry.type
class Mutation:
    @session_mutation(
        description="Sign a browser in: as `tokenAuth`, but the tokens are in cookies "
        "that no script can read. It needs a plain HTTP request, of a page of this "
        "host or of one in CORS_ALLOWED_ORIGINS; others may not use the cookies. A "
        "wrong name or password is the error UNAUTHENTICATED, and counts as there."
    )
    def start_session(
        self, info: Info, input: StartSessionInput
    ) -> StartSessionPayload | None:
        cookies = session_cookies.response_cookies(info.context)
        user = guesses.sign_in(
            name=input.username,
            password=input.password,
            address=info.context.address,
        )
        issued = tokens.issue(user)
        session_cookies.fill(cookies, issued)
        return StartSessionPayload(**_signed_in(info, issued, user))

    @session_mutation(
        description="Renew the session of the cookies, once a request says that its "
        "access token has expired, or before. Within 7 days; later, or when it was "
        "ended, it is the error UNAUTHENTICATED, and the cookies are gone. Of two tabs "
        "that renew at once the second is told ALREADY_RENEWED, and goes on."
    )
    def renew_session(self, info: Info) -> RenewSessionPayload | None:
        cookies = session_cookies.response_cookies(info.context)
        refresh_token = info.context.cookies.get(settings.REFRESH_COOKIE, "")
        try:
            issued = tokens.refresh(refresh_token, grace=GRACE)
        except SpentJustNow:
            message = (
                "Another tab has just renewed the session: go on with its cookies."
            )
            raise ValidationError(message, "already_renewed") from None
        except InvalidToken:
            session_cookies.clear(cookies)
            raise
        session_cookies.fill(cookies, issued)
        user = tokens.authenticate(issued.token)
        return RenewSessionPayload(**_signed_in(info, issued, user))

    @session_mutation(
        description="Sign the browser out: its session ends at once, and its cookies "
        "are gone. Does nothing more when there was none. To end the sessions "
        "`everywhere` it must be a good one, else it is the error UNAUTHENTICATED."
    )
    def end_session(
        self, info: Info, input: EndSessionInput
    ) -> EndSessionPayload | None:
        cookies = session_cookies.response_cookies(info.context)
        session_cookies.clear(cookies)
        refresh_token = info.context.cookies.get(settings.REFRESH_COOKIE, "")
        try:
            tokens.revoke(refresh_token, everywhere=input.everywhere)
        except InvalidToken:
            if input.everywhere:
                raise
        return EndSessionPayload()
