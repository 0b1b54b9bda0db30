import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import UserFactory
from users import tokens
from users.exceptions import InvalidToken
from users.models import RefreshToken, Role, User

NEW_USER = {
    "username": "grace",
    "email": "grace@example.org",
    "role": "I",
    "password1": "a-long-password",
    "password2": "a-long-password",
}


def assert_has_ended(sign_in):
    with pytest.raises(InvalidToken):
        tokens.authenticate(sign_in.token)
    with pytest.raises(InvalidToken):
        tokens.refresh(sign_in.refresh_token)


def test_support_adds_an_instructor(desk):
    result = desk.add(User, **NEW_USER)

    user = User.objects.get(username="grace")
    assert result.status_code == 200
    assert (user.email, user.profile.role) == ("grace@example.org", Role.INSTRUCTOR)
    assert user.check_password("a-long-password")


@pytest.mark.parametrize(
    "wrong",
    [
        {"username": ""},
        {"username": "ADA"},
        {"username": "g@example.org"},
        {"email": ""},
        {"email": "ADA@example.org"},
        {"role": "X"},
        {"password1": "", "password2": ""},
        {"password2": "another-password"},
        {"password1": "12345678", "password2": "12345678"},
    ],
)
def test_an_account_that_is_not_right_is_not_added(desk, wrong):
    UserFactory(username="ada", email="ada@example.org")
    before = User.objects.count()

    result = desk.add(User, **NEW_USER | wrong)

    assert result.status_code == 200
    assert result.context["errors"]
    assert User.objects.count() == before


def test_support_changes_a_name_and_a_role(desk, student):
    result = desk.change(student, **{"first_name": "Samuel", "profile-0-role": "I"})

    student.refresh_from_db()
    assert result.status_code == 200
    assert (student.first_name, student.profile.role) == ("Samuel", "I")


def test_changing_a_name_writes_nothing_else_of_the_account(desk, student):
    with CaptureQueriesContext(connection) as statements:
        result = desk.change(student, first_name="Samuel")

    [update] = [
        statement["sql"]
        for statement in statements
        if statement["sql"].startswith('UPDATE "users_user"')
    ]
    assert result.status_code == 200
    assert "first_name" in update
    assert "password" not in update


def test_deactivating_people_ends_their_sign_ins_for_good(desk, student, instructor):
    signed_in = [tokens.issue(user) for user in (student, instructor)]

    result = desk.act("deactivate", student, instructor)

    assert "Deactivated: 2." in desk.messages(result)
    assert not User.objects.filter(pk__in=[student.pk, instructor.pk], is_active=True)
    desk.act("reactivate", student, instructor)
    assert User.objects.filter(pk__in=[student.pk, instructor.pk], is_active=True)
    for each in signed_in:
        assert_has_ended(each)


def test_an_account_can_be_deactivated_on_its_page(desk, student):
    signed_in = tokens.issue(student)

    result = desk.change(student, is_active="")

    student.refresh_from_db()
    assert result.status_code == 200
    assert not student.is_active
    assert not student.refresh_tokens.filter(revoked_at=None)
    desk.change(student, is_active="on")
    student.refresh_from_db()
    assert student.is_active
    assert_has_ended(signed_in)


def test_nobody_deactivates_their_own_account(desk, support):
    desk.change(support, is_active="")

    result = desk.act("deactivate", support)

    support.refresh_from_db()
    assert desk.messages(result) == [
        f"Refused: 1 ({support}). This is your own account."
    ]
    assert support.is_active


def test_signing_out_everywhere_ends_every_sign_in(desk, student, instructor):
    signed_in = [tokens.issue(student), tokens.issue(student)]
    other = tokens.issue(instructor)

    result = desk.act("sign_out", student)

    assert desk.messages(result) == ["Signed out: 1."]
    for each in signed_in:
        assert_has_ended(each)
    assert tokens.authenticate(other.token) == instructor


def test_a_new_password_works_and_ends_every_sign_in(desk, student):
    signed_in = tokens.issue(student)
    url = reverse("admin:auth_user_password_change", args=[student.pk])
    form = {"usable_password": "true", "set-password": "1"}
    passwords = {"password1": "another-password", "password2": "another-password"}

    result = desk.client.post(url, form | passwords)

    student.refresh_from_db()
    assert result.status_code == 302
    assert student.check_password("another-password")
    assert_has_ended(signed_in)


def test_nobody_is_deleted(desk, student, instructor):
    desk.act("delete_selected", student, instructor)

    result = desk.delete(student)

    assert result.status_code == 403
    assert User.objects.filter(pk__in=[student.pk, instructor.pk]).count() == 2


def test_a_refresh_token_is_shown_without_its_digest(desk, student):
    tokens.issue(student)
    row = RefreshToken.objects.get()

    result = desk.open(row)

    page = result.content.decode()
    assert str(row.family) in page
    assert row.digest not in page
    assert row.credentials_stamp not in page
