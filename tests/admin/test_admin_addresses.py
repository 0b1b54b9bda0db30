"""Who sets an address in the admin has not shown that somebody reads mail to it."""

from typing import Any

import pytest
from django.utils import timezone

from tests.admin.conftest import Desk
from users.models import User


@pytest.fixture
def verified(student: User) -> User:
    """``student``, whose address is verified."""
    student.email_verified_at = timezone.now()
    student.save(update_fields=["email_verified_at"])
    return student


def changed(desk: Desk, user: User, **fields: Any) -> User:
    desk.change(user, **fields)
    return User.objects.get(pk=user.pk)


def test_another_address_is_not_verified(desk: Desk, verified: User) -> None:
    result = changed(desk, verified, email="elsewhere@example.com")

    assert (result.email, result.email_verified_at) == ("elsewhere@example.com", None)


def test_an_address_that_stays_is_verified_as_before(
    desk: Desk, verified: User
) -> None:
    result = changed(desk, verified, first_name="Grace", time_zone="Asia/Tokyo")

    assert (result.first_name, result.time_zone) == ("Grace", "Asia/Tokyo")
    assert result.email_verified_at == verified.email_verified_at


def test_nobody_verifies_an_address_in_the_admin(desk: Desk, student: User) -> None:
    now = timezone.now().isoformat()

    result = changed(desk, student, first_name="Grace", email_verified_at=now)

    assert (result.first_name, result.email_verified_at) == ("Grace", None)
