"""``revokeAllTokens`` ends every sign-in of the viewer, on every device."""

from typing import Any

from tests.client import Client
from tests.users.browser import Browser
from tests.users.conftest import sign_in, with_header
from users.models import RefreshToken, User

REVOKE_ALL = """
    mutation { revokeAllTokens { user { username } errors { code } } }
"""
REFRESH = """
    mutation ($token: String!) { refreshToken(refreshToken: $token) { token } }
"""
ME = "{ me { username } }"


def test_all_tokens_end_at_once(
    student: User, signed_in: dict[str, Any], signed_in_elsewhere: dict[str, Any]
) -> None:
    browser = Browser()
    browser.start(student.username)

    result = with_header(f"Bearer {signed_in['token']}")(REVOKE_ALL)

    payload = {"user": {"username": student.username}, "errors": []}
    assert result.data == {"revokeAllTokens": payload}
    for tokens in (signed_in, signed_in_elsewhere):
        after = with_header(f"Bearer {tokens['token']}")(ME)
        assert after.codes == ["UNAUTHENTICATED"]
        refused = Client()(REFRESH, token=tokens["refreshToken"])
        assert refused.codes == ["UNAUTHENTICATED"]
    assert browser.viewer == ["UNAUTHENTICATED"]


def test_who_has_signed_out_everywhere_can_sign_in(
    student: User, signed_in: dict[str, Any]
) -> None:
    with_header(f"Bearer {signed_in['token']}")(REVOKE_ALL)

    result = sign_in(student)

    assert with_header(f"Bearer {result['token']}")(ME).data["me"]


def test_others_stay_signed_in(
    signed_in: dict[str, Any], as_other_student: Client, other_student: User
) -> None:
    result = with_header(f"Bearer {signed_in['token']}")(REVOKE_ALL)

    assert result.data
    assert as_other_student(ME).data == {"me": {"username": other_student.username}}


def test_a_visitor_has_nothing_to_end(
    visitor: Client, signed_in: dict[str, Any]
) -> None:
    result = visitor(REVOKE_ALL)

    assert result.body["data"] == {"revokeAllTokens": None}
    assert result.codes == ["UNAUTHENTICATED"]
    assert RefreshToken.objects.live().count() == 1
