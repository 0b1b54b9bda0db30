"""Access tokens that we did not give: none of them is believed."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import jwt
import pytest
from django.conf import settings

from tests.client import Client
from tests.users.conftest import with_header

ME = "{ me { username } }"
VERIFY = "mutation ($token: String!) { verifyToken(token: $token) { payload } }"

KEY = settings.SECRET_KEY
Claims = dict[str, Any]
Forge = Callable[[Claims], str]


def claiming(**others: Any) -> Forge:
    """Makes a token of our own key with other claims; ``None`` leaves one out."""
    return lambda claims: jwt.encode(
        {name: value for name, value in (claims | others).items() if value is not None},
        KEY,
    )


def rewriting(name: str, write: Callable[[str], Any]) -> Forge:
    """Makes a token of our own key with a claim that says the same otherwise."""
    return lambda claims: claiming(**{name: write(claims[name])})(claims)


def in_arabic_digits(number: str) -> str:
    return "".join(chr(ord("٠") + int(digit)) for digit in number)


def tampered(claims: Claims) -> str:
    """A genuine token, but for the claims in it, which are another's."""
    header, _, signature = claiming()(claims).split(".")
    _, others, _ = claiming(sub="1000000")(claims).split(".")
    return f"{header}.{others}.{signature}"


FORGERIES: dict[str, Forge] = {
    "unsigned": lambda claims: jwt.encode(claims, None, "none"),
    "with another key": lambda claims: jwt.encode(claims, "x" * 64, "HS256"),
    "by another algorithm": lambda claims: jwt.encode(claims, KEY, "HS384"),
    "with other claims": tampered,
    "for another audience": claiming(aud="x"),
    "for no audience": claiming(aud=[]),
    "by another issuer": claiming(iss="x"),
    "of another password": claiming(stamp="é"),
    "of nobody": claiming(sub="0"),
    "of no number": claiming(sub="ada"),
    "of a huge number": claiming(sub="9" * 30),
    "of a number too long to read": claiming(sub="9" * 5000),
    "of a number in other digits": rewriting("sub", in_arabic_digits),
    "of a number that is no text": rewriting("sub", int),
    "of a padded number": rewriting("sub", lambda number: f"0{number}"),
    "of another sign-in": claiming(sid="0" * 32),
    "of a sign-in by its number": rewriting("sid", lambda sid: int(sid, 16)),
    "of a sign-in with hyphens": rewriting("sid", lambda sid: str(UUID(sid))),
    "of a malformed sign-in": claiming(sid="x"),
    "of an endless sign-in": claiming(sid="0" * 5000),
    "of a list of sign-ins": claiming(sid=["0" * 32]),
    "with a number for a jti": claiming(jti=1),
    "with a malformed jti": claiming(jti="\0"),
    "with a list for a stamp": claiming(stamp=[]),
    "with a number for a stamp": claiming(stamp=10**31),
    "from the future": claiming(iat=2**33),
    "with a word for a time": claiming(exp="x"),
    "with an endless time": claiming(exp=2**70),
    "without exp": claiming(exp=None),
    "without iat": claiming(iat=None),
    "without iss": claiming(iss=None),
    "without aud": claiming(aud=None),
    "without sub": claiming(sub=None),
    "without sid": claiming(sid=None),
    "without jti": claiming(jti=None),
    "without stamp": claiming(stamp=None),
}
GARBAGE = [
    "",
    " ",
    "x",
    "\0",
    "é",
    "a.b",
    "a.b.c",
    "....",
    "e30.e30.e30",
    "x" * 100_000,
]


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_token_is_not_believed(
    signed_in: dict[str, Any], forge: Forge
) -> None:
    client = with_header(f"Bearer {forge(signed_in['payload'])}")

    result = client(ME)

    assert result.body["data"] == {"me": None}
    assert result.codes == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_token_is_not_verified(
    visitor: Client, signed_in: dict[str, Any], forge: Forge
) -> None:
    result = visitor(VERIFY, token=forge(signed_in["payload"]))

    assert result.body["data"] == {"verifyToken": None}
    assert result.codes == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("garbage", GARBAGE, ids=lambda text: repr(text[:20]))
def test_what_is_no_token_is_not_verified(visitor: Client, garbage: str) -> None:
    result = visitor(VERIFY, token=garbage)

    assert result.body["data"] == {"verifyToken": None}
    assert result.codes == ["UNAUTHENTICATED"]
