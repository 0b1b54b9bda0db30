"""``revokeToken`` ends one sign-in."""

import time
from typing import Any

import pytest

from tests.client import Client
from tests.users.conftest import with_header
from users.models import RefreshToken

REVOKE = """
    mutation ($refreshToken: String!) {
      revokeToken(refreshToken: $refreshToken) { revoked }
    }
"""
REFRESH = """
    mutation ($refreshToken: String!) {
      refreshToken(refreshToken: $refreshToken) { token refreshToken }
    }
"""
VERIFY = "mutation ($token: String!) { verifyToken(token: $token) { payload } }"
ME = "{ me { username } }"


def test_whoever_signs_out_can_not_refresh(
    visitor: Client, signed_in: dict[str, Any]
) -> None:
    token = signed_in["refreshToken"]

    result = visitor(REVOKE, refreshToken=token)

    assert result.data["revokeToken"]["revoked"] == pytest.approx(time.time(), abs=60)
    assert visitor(REFRESH, refreshToken=token).codes == ["UNAUTHENTICATED"]


def test_signing_out_ends_the_access_token_at_once(
    visitor: Client, signed_in: dict[str, Any]
) -> None:
    result = visitor(REVOKE, refreshToken=signed_in["refreshToken"])

    assert result.data["revokeToken"]["revoked"]
    after = with_header(f"Bearer {signed_in['token']}")(ME)
    assert after.body["data"] == {"me": None}
    assert after.codes == ["UNAUTHENTICATED"]
    assert visitor(VERIFY, token=signed_in["token"]).codes == ["UNAUTHENTICATED"]


def test_signing_out_ends_the_tokens_that_came_by_refreshing(
    visitor: Client, signed_in: dict[str, Any]
) -> None:
    spent = signed_in["refreshToken"]
    later = visitor(REFRESH, refreshToken=spent).data["refreshToken"]

    result = visitor(REVOKE, refreshToken=spent)

    assert result.data["revokeToken"]["revoked"]
    assert with_header(f"Bearer {later['token']}")(ME).codes == ["UNAUTHENTICATED"]
    refused = visitor(REFRESH, refreshToken=later["refreshToken"])
    assert refused.codes == ["UNAUTHENTICATED"]


def test_signing_out_twice_is_no_mistake(
    visitor: Client, signed_in: dict[str, Any]
) -> None:
    token = signed_in["refreshToken"]
    visitor(REVOKE, refreshToken=token)
    ended_at = RefreshToken.objects.get().revoked_at

    result = visitor(REVOKE, refreshToken=token)

    assert result.data["revokeToken"]["revoked"]
    assert RefreshToken.objects.get().revoked_at == ended_at


def test_signing_out_leaves_other_devices_signed_in(
    visitor: Client, signed_in: dict[str, Any], signed_in_elsewhere: dict[str, Any]
) -> None:
    result = visitor(REVOKE, refreshToken=signed_in["refreshToken"])

    assert result.data["revokeToken"]["revoked"]
    assert with_header(f"Bearer {signed_in_elsewhere['token']}")(ME).data["me"]
    assert visitor(REFRESH, refreshToken=signed_in_elsewhere["refreshToken"]).data


@pytest.mark.parametrize("token", ["", "x", "\0", "é", "x" * 100_000], ids=repr)
def test_a_token_that_nobody_was_given_signs_nobody_out(
    visitor: Client, signed_in: dict[str, Any], token: str
) -> None:
    result = visitor(REVOKE, refreshToken=token)

    assert result.body["data"] == {"revokeToken": None}
    assert result.codes == ["UNAUTHENTICATED"]
    assert RefreshToken.objects.get().revoked_at is None


def test_an_access_token_signs_nobody_out(signed_in: dict[str, Any]) -> None:
    client = with_header(f"Bearer {signed_in['token']}")

    result = client(REVOKE, refreshToken=signed_in["token"])

    assert result.codes == ["UNAUTHENTICATED"]
    assert RefreshToken.objects.get().revoked_at is None
