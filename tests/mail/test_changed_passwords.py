"""Who changes their password is told by e-mail: it may have been somebody else."""

from notifications.models import Email
from tests.client import Client
from tests.factories import PASSWORD
from tests.mail.conftest import only_sent, sent
from users.models import User

CHANGE = """
    mutation ($input: ChangePasswordInput!) {
      changePassword(input: $input) { errors { code } }
    }
"""
NEW = "another long password"


def test_a_changed_password_is_told(as_student: Client, student: User) -> None:
    as_student(CHANGE, input={"currentPassword": PASSWORD, "newPassword": NEW})

    result = only_sent()

    assert result.to == [student.email]
    assert result.subject == "Your password was changed"


def test_each_change_is_told(as_student: Client, student: User) -> None:
    as_student(CHANGE, input={"currentPassword": PASSWORD, "newPassword": NEW})
    again = Client(User.objects.get())
    again(CHANGE, input={"currentPassword": NEW, "newPassword": PASSWORD})

    result = sent()

    assert len(result) == 2


def test_of_a_password_that_stays_nothing_is_told(as_student: Client) -> None:
    result = as_student(CHANGE, input={"currentPassword": NEW, "newPassword": NEW})

    assert result.data["changePassword"]["errors"] == [{"code": "WRONG_PASSWORD"}]
    assert not Email.objects.exists()
