"""The admin's own forms that ask for a password, and who guesses there."""

import pytest
from django.test import Client as Browser

from tests.factories import PASSWORD
from tests.users.guessing import LIMITED, WRONG, outcome, sign_in

LOGIN = "/admin/login/"
CHANGE = "/admin/password_change/"
NEW = "a quite unusual phrase"


@pytest.fixture
def browser():
    return Browser()


def guess(browser, name, password="wrong", **extra):
    return browser.post(LOGIN, {"username": name, "password": password}, **extra)


def refusals(response):
    """The codes of what the form says is wrong."""
    errors = response.context["form"].errors.as_data()
    return [error.code for of_field in errors.values() for error in of_field]


def test_staff_sign_in(browser, staff):
    result = guess(browser, staff.username, PASSWORD)

    assert result.status_code == 302
    assert browser.get(CHANGE).status_code == 200


def test_signing_in_often_is_no_guessing(staff):
    result = [guess(Browser(), staff.username, PASSWORD) for _ in range(10)]

    assert {response.status_code for response in result} == {302}


@pytest.mark.parametrize("kind", ["staff", "student", "nobody"])
def test_after_five_wrong_passwords_there_is_no_sixth(browser, request, kind):
    name = kind if kind == "nobody" else request.getfixturevalue(kind).username
    request.getfixturevalue("db")
    for _ in range(5):
        assert refusals(guess(browser, name)) == ["invalid_login"]

    result = guess(browser, name, PASSWORD)

    assert refusals(result) == ["rate_limited"]
    assert "Too many wrong passwords: try again in" in result.content.decode()
    assert browser.get(CHANGE).status_code == 302


def test_guesses_there_and_by_the_api_count_together(browser, staff):
    for _ in range(3):
        guess(browser, staff.username)

    result = [outcome(sign_in(staff.username)) for _ in range(3)]

    assert result == [WRONG, WRONG, LIMITED]


def test_they_are_counted_by_address_too(browser, staff):
    for n in range(30):
        guess(browser, f"person {n}", REMOTE_ADDR="203.0.113.9")

    result = guess(browser, staff.username, PASSWORD, REMOTE_ADDR="203.0.113.9")

    assert refusals(result) == ["rate_limited"]
    assert guess(browser, staff.username, PASSWORD).status_code == 302


def change(browser, old):
    fields = {"old_password": old, "new_password1": NEW, "new_password2": NEW}
    return browser.post(CHANGE, fields)


def test_staff_change_their_password(browser, staff):
    browser.force_login(staff)

    result = change(browser, PASSWORD)

    staff.refresh_from_db()
    assert result.url == "/admin/password_change/done/"
    assert staff.check_password(NEW)
    assert browser.get(CHANGE).status_code == 200


def test_the_form_looks_as_the_rest_of_the_admin(browser, staff):
    browser.force_login(staff)

    result = browser.get(CHANGE)

    page = result.content.decode()
    assert "Lyceum" in page
    assert 'action="/admin/logout/"' in page
    assert 'name="old_password"' in page


def test_whoever_finds_a_desk_left_open_does_not_guess_there(browser, staff):
    browser.force_login(staff)
    for _ in range(5):
        assert refusals(change(browser, "wrong")) == ["password_incorrect"]

    result = change(browser, PASSWORD)

    staff.refresh_from_db()
    assert refusals(result) == ["rate_limited"]
    assert staff.check_password(PASSWORD)


def test_a_visitor_is_sent_to_sign_in(browser, db):
    result = browser.get(CHANGE)

    assert result.url == f"{LOGIN}?next={CHANGE}"
