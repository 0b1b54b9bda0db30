"""Where people are: a time zone, which nobody else sees."""

import pytest

from tests.client import Client
from users.models import User

UPDATE = """
    mutation ($input: UpdateProfileInput!) {
      updateProfile(input: $input) { user { timeZone } errors { field code } }
    }
"""
ME = "{ me { id timeZone } }"
NODE = "query ($id: ID!) { node(id: $id) { ... on User { timeZone } } }"


def test_people_are_in_utc_until_they_say_more(as_student: Client) -> None:
    result = as_student(ME)

    assert result.data["me"]["timeZone"] == "UTC"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Europe/Paris", "Europe/Paris"),
        (" America/Argentina/Ushuaia\n", "America/Argentina/Ushuaia"),
        ("Asia/Calcutta", "Asia/Calcutta"),  # an old name that clients still send
        ("UTC", "UTC"),
        (None, "UTC"),
    ],
)
def test_people_say_where_they_are(
    as_student: Client, student: User, given: str | None, kept: str
) -> None:
    User.objects.filter(pk=student.pk).update(time_zone="Asia/Tokyo")

    result = as_student(UPDATE, input={"timeZone": given})

    answer = {"user": {"timeZone": kept}, "errors": []}
    assert result.data == {"updateProfile": answer}
    assert User.objects.get().time_zone == kept


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ("Mars/Olympus", "INVALID"),
        ("europe/paris", "INVALID"),
        ("CEST", "INVALID"),
        ("+02:00", "INVALID"),
        ("../../etc/passwd", "INVALID"),
        ("/usr/share/zoneinfo/UTC", "INVALID"),
        ("Europe", "INVALID"),
        ("UTC\0", "INVALID"),
        ("", "REQUIRED"),
    ],
)
def test_what_is_no_time_zone_is_refused(
    as_student: Client, student: User, given: str, code: str
) -> None:
    result = as_student(UPDATE, input={"timeZone": given, "firstName": "Grace"})

    errors = [{"field": ["timeZone"], "code": code}]
    assert result.data == {"updateProfile": {"user": None, "errors": errors}}
    student.refresh_from_db()
    assert (student.time_zone, student.first_name) == ("UTC", "Ada")


@pytest.mark.parametrize(
    ("viewer", "sees"),
    [
        ("visitor", None),
        ("student", "UTC"),
        ("other student", None),
        ("instructor", None),
        ("other instructor", None),
        ("staff", None),
    ],
)
def test_who_sees_where_somebody_is(
    clients: dict[str, Client], viewer: str, sees: str | None
) -> None:
    id = clients["student"](ME).data["me"]["id"]

    result = clients[viewer](NODE, id=id)

    assert result.data == {"node": {"timeZone": sees}}
