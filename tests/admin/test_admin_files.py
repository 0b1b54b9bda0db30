"""Staff reach private files from the admin by addresses of their own, or not at all."""

import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from courses.models import Course, Lesson, Resource
from tests.delivery.conftest import HANDOUT, VIDEO, fetch, make_lesson
from tests.files import films
from users.models import User

pytestmark = pytest.mark.django_db(transaction=True)

HREF = re.compile(r'href="([^"]*)"')
VIEWING = ["view_course", "view_lesson", "view_resource"]
CHANGING = ["change_course", "change_lesson", "change_resource"]
ADDING = ["add_lesson", "add_resource"]
PERMISSIONS = {
    "may look": VIEWING,
    "may change": CHANGING,
    "may change and add": [*CHANGING, *ADDING],
    "may change the lessons": [*VIEWING, "change_lesson"],
    "may change the files": [*VIEWING, "change_resource"],
    "may add files": [*VIEWING, "add_resource", "change_lesson"],
}
PAGES = {
    "the list of lessons": (lambda desk, row: desk.browse(Lesson), {"video"}),
    "the list of resources": (lambda desk, row: desk.browse(Resource), {"handout"}),
    "the course": (lambda desk, row: desk.open(row.course), {"video"}),
    "the lesson": (lambda desk, row: desk.open(row), {"video", "handout"}),
    "the resource": (lambda desk, row: desk.open(row.resources.get()), {"handout"}),
}


@pytest.fixture
def lesson(course):
    return make_lesson(course)


@pytest.fixture
def links(lesson):
    """The admin's addresses of the video and the handout."""
    resource = lesson.resources.get()
    return {
        "video": reverse("admin:courses_lesson_file", args=[lesson.pk]),
        "handout": reverse("admin:courses_resource_file", args=[resource.pk]),
    }


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("permissions", PERMISSIONS)
def test_every_page_links_to_files_by_the_admin_alone(
    desk_of_staff, lesson, links, permissions, page
):
    desk = desk_of_staff(*PERMISSIONS[permissions])
    visit, files = PAGES[page]

    result = visit(desk, lesson)

    found = HREF.findall(result.content.decode())
    assert result.status_code == 200
    assert {links[name] for name in files} <= set(found)
    for name in (lesson.video_file.name, lesson.resources.get().file.name):
        assert not [href for href in found if name in href]
    assert not [href for href in found if href.startswith(("/media", "/private"))]


@pytest.mark.parametrize(("name", "content"), [("video", VIDEO), ("handout", HANDOUT)])
def test_a_link_leads_to_an_address_that_opens(desk, links, name, content):
    result = desk.client.get(links[name])

    assert (result.status_code, result.url[:9]) == (302, "/private/")
    assert fetch(f"http://localhost{result.url}").content == content


def test_the_address_is_that_persons_and_ends_with_their_rights(desk, support, links):
    address = f"http://localhost{desk.client.get(links['video']).url}"
    before = fetch(address)
    User.objects.filter(pk=support.pk).update(is_staff=False, is_superuser=False)

    result = fetch(address)

    assert [before.status_code, result.status_code] == [200, 404]


@pytest.mark.parametrize("name", ["video", "handout"])
def test_who_may_not_look_at_the_row_gets_no_address(desk_of_staff, links, name):
    desk = desk_of_staff("view_course")

    result = desk.client.get(links[name])

    assert result.status_code == 403


@pytest.mark.parametrize("name", ["video", "handout"])
def test_who_is_not_staff_is_sent_to_sign_in(client, instructor, links, name):
    client.force_login(instructor)

    result = client.get(links[name])

    assert (result.status_code, result.url.partition("?")[0]) == (302, "/admin/login/")


@pytest.mark.parametrize(
    ("model", "key"), [("lesson", 0), ("lesson", "x"), ("resource", 0)]
)
def test_there_is_no_file_of_what_is_not_there(desk, model, key):
    result = desk.client.get(reverse(f"admin:courses_{model}_file", args=[key]))

    assert result.status_code == 404


def test_a_lesson_without_a_video_has_no_link(desk, lesson, links):
    Lesson.objects.update(video_file="")

    result = desk.client.get(links["video"])

    assert result.status_code == 404
    assert links["video"] not in desk.open(lesson).content.decode()
    assert links["video"] not in desk.browse(Lesson).content.decode()


def test_a_video_is_replaced_and_taken_away_on_the_lessons_page(desk, lesson):
    newer = films.mp4(b"newer")
    desk.change(lesson, video_file=ContentFile(newer, name="newer.mp4"))
    stored = Path(Lesson.objects.get().video_file.path).read_bytes()

    result = desk.change(lesson, **{"video_file-clear": "on"})

    assert (result.status_code, stored) == (200, newer)
    assert not Lesson.objects.get().video_file


def test_a_refused_form_keeps_its_link(desk, lesson, links):
    result = desk.change(lesson, title="")

    page = result.content.decode()
    assert "This field is required." in page
    assert links["video"] in HREF.findall(page)
    assert Course.objects.get().lessons.get() == lesson
