"""``refreshToken``: a token is good once; one shown again ends the sign-in."""

from typing import Any

import pytest

from tests.client import Answer, Client
from tests.users.clock import ago
from tests.users.conftest import sign_in, with_header
from tests.users.threads import at_once
from users.models import RefreshToken, User

REFRESH = """
    mutation ($refreshToken: String!) {
      refreshToken(refreshToken: $refreshToken) {
        token
        refreshToken
        refreshExpiresIn
        payload
      }
    }
"""
ME = "{ me { username } }"


def refresh(tokens: dict[str, Any]) -> Answer:
    return Client()(REFRESH, refreshToken=tokens["refreshToken"])


def refreshed(tokens: dict[str, Any]) -> dict[str, Any]:
    return refresh(tokens).data["refreshToken"]


def is_refused(answer: Answer) -> bool:
    refused = {"refreshToken": None}
    return answer.body["data"] == refused and answer.codes == ["UNAUTHENTICATED"]


def test_a_refresh_token_gives_two_new_tokens(
    student: User, signed_in: dict[str, Any]
) -> None:
    result = refresh(signed_in)

    tokens = result.data["refreshToken"]
    assert tokens["token"] != signed_in["token"]
    assert tokens["refreshToken"] != signed_in["refreshToken"]
    assert tokens["payload"]["username"] == student.username
    assert with_header(f"Bearer {tokens['token']}")(ME).data == {
        "me": {"username": student.username}
    }
    assert refreshed(tokens)["token"]


def test_refreshing_leaves_the_access_token_before_it_good(
    student: User, signed_in: dict[str, Any]
) -> None:
    result = refresh(refreshed(signed_in))

    assert result.data["refreshToken"]
    assert with_header(f"Bearer {signed_in['token']}")(ME).data == {
        "me": {"username": student.username}
    }


def test_a_refresh_token_is_good_for_nearly_seven_days(student: User) -> None:
    with ago(days=6, hours=23, minutes=59):
        signed_in = sign_in(student)

    result = refresh(signed_in)

    tokens = result.data["refreshToken"]
    assert tokens["refreshExpiresIn"] - tokens["payload"]["iat"] == 7 * 24 * 60 * 60


def test_a_refresh_token_is_no_good_after_seven_days(student: User) -> None:
    with ago(days=7):
        signed_in = sign_in(student)

    result = refresh(signed_in)

    assert is_refused(result)
    assert RefreshToken.objects.count() == 1


@pytest.mark.parametrize("token", ["", "x", "\0", "é", "x" * 100_000], ids=repr)
def test_a_token_that_nobody_was_given_is_refused(visitor: Client, token: str) -> None:
    result = visitor(REFRESH, refreshToken=token)

    assert is_refused(result)


def test_an_access_token_does_not_refresh(signed_in: dict[str, Any]) -> None:
    result = refresh({"refreshToken": signed_in["token"]})

    assert is_refused(result)
    assert refreshed(signed_in)


def test_a_spent_token_shown_again_ends_the_sign_in(signed_in: dict[str, Any]) -> None:
    second = refreshed(signed_in)
    third = refreshed(second)

    result = refresh(signed_in)

    assert is_refused(result)
    assert is_refused(refresh(second))
    assert is_refused(refresh(third))
    assert RefreshToken.objects.count() == 3
    for each in (signed_in, second, third):
        assert with_header(f"Bearer {each['token']}")(ME).codes == ["UNAUTHENTICATED"]


def test_a_spent_token_shown_again_leaves_other_sign_ins_alone(
    signed_in: dict[str, Any],
    signed_in_elsewhere: dict[str, Any],
    other_student: User,
) -> None:
    signed_in_by_another = sign_in(other_student)
    refreshed(signed_in)

    result = refresh(signed_in)

    assert is_refused(result)
    for each in (signed_in_elsewhere, signed_in_by_another):
        assert with_header(f"Bearer {each['token']}")(ME).data["me"]
        assert refreshed(each)


def test_of_refresh_tokens_only_hashes_are_stored(signed_in: dict[str, Any]) -> None:
    result = refreshed(signed_in)

    stored = str(list(RefreshToken.objects.values()))
    for secret in (signed_in["refreshToken"], result["refreshToken"]):
        assert secret not in stored
    for access in (signed_in["token"], result["token"]):
        assert access not in stored


@pytest.mark.django_db(transaction=True)
def test_of_those_who_show_a_token_at_once_one_gets_another(
    signed_in: dict[str, Any],
) -> None:
    result = at_once(*[lambda: refresh(signed_in)] * 6)

    refused = [answer for answer in result if is_refused(answer)]
    [given] = [answer for answer in result if answer not in refused]
    assert len(refused) == 5
    assert is_refused(refresh(given.data["refreshToken"]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempt", range(5))
def test_a_sign_in_that_ends_does_not_live_on_in_a_token_given_meanwhile(
    signed_in: dict[str, Any], attempt: int
) -> None:
    second = refreshed(signed_in)

    result = at_once(
        lambda: refresh(second), lambda: refresh(signed_in), lambda: refresh(signed_in)
    )

    assert is_refused(result[1])
    assert is_refused(result[2])
    assert not RefreshToken.objects.filter(revoked_at=None).exists()
