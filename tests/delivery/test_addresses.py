"""An address opens a file to one viewer, for an hour, while they may have it."""

from urllib.parse import unquote, urlsplit

import pytest
from django.core import signing

from courses.enrollment import enroll, unenroll
from courses.models import Course, Lesson, Resource
from files.signing import SALT, Ticket, path_of
from schema.base.nodes import global_id
from tests.delivery.conftest import HANDOUT, VIDEO, addresses, fetch, make_lesson
from tests.factories import EnrollmentFactory
from users.models import User

pytestmark = pytest.mark.django_db(transaction=True)

VIDEO_URL = "query VideoUrl($id: ID!) { lesson(id: $id) { videoUrl } }"
HOST = "http://localhost"


def token_of(address):
    return urlsplit(address).path.split("/")[2]


def tampered(token, part):
    """The token with one of its parts changed: what, when, or the signature."""
    parts = token.split(":")
    parts[part] = parts[part][:-2] + parts[part][-2:][::-1].swapcase() + "x"
    return ":".join(parts)


FORGERIES = {
    "no ticket": lambda token: "",
    "nonsense": lambda token: "nonsense",
    "an accent": lambda token: f"{token}%C3%A9",
    "not even text": lambda token: f"{token}%FF%00",
    "another ticket": lambda token: tampered(token, 0),
    "another time": lambda token: tampered(token, 1),
    "another signature": lambda token: tampered(token, 2),
    "no signature": lambda token: token.rpartition(":")[0],
    "half of it": lambda token: token[: len(token) // 2],
    "all but the end": lambda token: token[:-1],
    "signed for something else": lambda token: signing.dumps(
        signing.loads(token, salt=SALT), salt="users.tokens"
    ),
    "of another kind": lambda token: token_of(
        path_of(Ticket("thumbnail", Resource.objects.get().pk, 0), "x")
    ),
    "of a lesson that is gone": lambda token: token_of(
        path_of(Ticket("video", 0, 0), "x")
    ),
}
ENDS = {
    "the student left": lambda student, course: unenroll(
        student=student, course=course
    ),
    "the account was closed": lambda student, course: User.objects.filter(
        pk=student.pk
    ).update(is_active=False),
    "the account is gone": lambda student, course: User.objects.filter(
        pk=student.pk
    ).delete(),
    "the lesson is gone": lambda student, course: course.lessons.all().delete(),
    "the files are gone": lambda student, course: [
        Lesson.objects.get().video_file.storage.delete(name)
        for name in (
            Lesson.objects.get().video_file.name,
            Resource.objects.get().file.name,
        )
    ],
}
PLACES = [
    "/media/{name}",
    "/media/private/{name}",
    "/media/../private/{name}",
    "/media/%2e%2e/private/{name}",
    "/media/..%2fprivate/{name}",
    "/media//{name}",
    "/private/{name}",
    "/private/../{name}",
]


def test_the_addresses_open(video, handout):
    result = [fetch(video), fetch(handout)]

    assert [one.status_code for one in result] == [200, 200]
    assert [one.content for one in result] == [VIDEO, HANDOUT]


def test_an_address_ends_in_a_name_for_people(lesson, video, handout):
    result = [unquote(address).rpartition("/")[2] for address in (video, handout)]

    assert result == [f"{lesson.title.lower().replace(' ', '-')}.mp4", "Handout.pdf"]


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_forged_address_is_answered_as_one_of_no_file(
    video, handout, lesson, forgery
):
    token = FORGERIES[forgery](token_of(handout))

    result = fetch(f"{HOST}/private/{token}/Handout.pdf")

    lesson.video_file.storage.delete(lesson.video_file.name)
    absent = fetch(video)
    assert (result.status_code, result.text) == (404, "There is no such file.")
    assert (result.content, result.headers) == (absent.content, absent.headers)
    assert result.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("lifetime", "status"), [(60, 200), (-1, 404)])
def test_an_address_opens_for_as_long_as_the_settings_say(
    settings, video, lifetime, status
):
    settings.FILE_LIFETIME = lifetime

    result = fetch(video)

    assert result.status_code == status


def test_that_is_an_hour(settings):
    result = settings.FILE_LIFETIME

    assert result == 3600


@pytest.mark.parametrize("end", ENDS)
def test_an_address_stops_opening_when_access_ends(
    lesson, student, video, handout, end
):
    before = [fetch(video).status_code, fetch(handout).status_code]

    result = ENDS[end](student, lesson.course)

    after = [fetch(video).status_code, fetch(handout).status_code]
    assert (before, after) == ([200, 200], [404, 404]), result


def test_who_enrolls_again_opens_the_same_address(lesson, student, video):
    unenroll(student=student, course=lesson.course)
    refused = fetch(video)
    enroll(student=student, course=lesson.course)

    result = fetch(video)

    assert [refused.status_code, result.status_code] == [404, 200]


@pytest.mark.parametrize(
    ("viewer", "status"),
    [
        ("visitor", 404),
        ("student without enrolment", 404),
        ("former student", 404),
        ("other instructor", 404),
        ("active student", 200),
        ("author", 200),
        ("staff", 200),
    ],
)
def test_unpublishing_ends_the_addresses_of_strangers(
    lesson_in, client_of, viewer, status
):
    preview = lesson_in("published preview")
    address = addresses(client_of(viewer), preview).video
    before = fetch(address)
    Course.objects.update(is_published=False)

    result = fetch(address)

    assert [before.status_code, result.status_code] == [200, status]


def test_everybody_has_an_address_of_their_own(
    lesson, student, other_student, as_student, as_other_student
):
    EnrollmentFactory(student=other_student, course=lesson.course)
    one, other = addresses(as_student, lesson), addresses(as_other_student, lesson)
    unenroll(student=student, course=lesson.course)

    result = [fetch(one.video), fetch(other.video)]

    assert token_of(one.video) != token_of(other.video)
    assert [answer.status_code for answer in result] == [404, 200]


def test_an_address_opens_no_other_file(course, student, as_student):
    EnrollmentFactory(student=student, course=course)
    first, second = make_lesson(course), make_lesson(course)
    second.video_file.storage.delete(second.video_file.name)
    name = urlsplit(addresses(as_student, second).video).path.rpartition("/")[2]

    result = fetch(addresses(as_student, first).video.rpartition("/")[0] + f"/{name}")

    assert result.content == VIDEO


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("field", ["video", "handout"])
def test_nothing_private_has_an_address_without_a_ticket(lesson, place, field):
    resource = lesson.resources.get()
    file = {"video": lesson.video_file, "handout": resource.file}[field]

    result = fetch(HOST + place.format(name=file.name))

    assert file.storage.exists(file.name)
    assert result.status_code == 404


def test_the_address_of_a_video_that_was_taken_away_opens_nothing(
    lesson, as_student, video
):
    Lesson.objects.update(video_file="")

    result = fetch(video)

    assert result.status_code == 404
    assert as_student(VIDEO_URL, id=global_id(lesson)).data == {
        "lesson": {"videoUrl": None}
    }
