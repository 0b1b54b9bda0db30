"""Refresh tokens are deleted once they have expired, and not before."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from tests.client import Client
from tests.users.conftest import sign_in, with_header
from users import tokens
from users.models import RefreshToken, User

REFRESH = """
mutation ($refreshToken: String!) {
  refreshToken(refreshToken: $refreshToken) { token refreshToken }
}
"""
ME = "{ me { username } }"


def refresh(signed_in: dict[str, Any]) -> Any:
    return Client()(REFRESH, refreshToken=signed_in["refreshToken"])


def test_they_go_when_they_have_expired(student: User) -> None:
    sign_in(student)
    expires_at = RefreshToken.objects.get().expires_at

    result = [
        tokens.clear_expired(expires_at - timedelta(seconds=1)),
        tokens.clear_expired(expires_at),
    ]

    assert result == [0, 1]
    assert not RefreshToken.objects.exists()


def test_a_sign_in_goes_on(student: User) -> None:
    signed_in = sign_in(student)
    refreshed = refresh(signed_in).data["refreshToken"]

    result = tokens.clear_expired(timezone.now() + timedelta(days=6))

    assert result == 0
    as_student = with_header(f"Bearer {refreshed['token']}")
    assert as_student(ME).data == {"me": {"username": student.username}}
    assert refresh(refreshed).data["refreshToken"]


def test_a_spent_one_shown_again_still_ends_its_sign_in(student: User) -> None:
    signed_in = sign_in(student)
    refreshed = refresh(signed_in).data["refreshToken"]
    tokens.clear_expired()

    result = refresh(signed_in)

    assert result.codes == ["UNAUTHENTICATED"]
    assert refresh(refreshed).codes == ["UNAUTHENTICATED"]
    assert with_header(f"Bearer {refreshed['token']}")(ME).codes == ["UNAUTHENTICATED"]
