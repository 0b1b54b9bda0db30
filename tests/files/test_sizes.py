"""Pictures get three sizes, by a job; until it is done the picture itself serves."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from courses.models import Course
from courses.tasks import render_missing_thumbnails, render_thumbnail
from schema.base.nodes import global_id
from tests.client import Client
from tests.files.pictures import opened, picture, see_through
from users.models import Profile, User
from users.tasks import render_missing_profile_images

IMAGE = """
    url width height
    small: thumbnail(size: SMALL) { url width height }
    medium: thumbnail { url width height }
    large: thumbnail(size: LARGE) { url width height }
"""
UPDATE = f"""
    mutation ($input: UpdateCourseInput!) {{
      updateCourse(input: $input) {{
        course {{ thumbnail {{ {IMAGE} }} }}
        errors {{ field code }}
      }}
    }}
"""
COURSE = f"query ($id: ID!) {{ course(id: $id) {{ thumbnail {{ {IMAGE} }} }} }}"
UPDATE_PROFILE = """
    mutation ($input: UpdateProfileInput!) {
      updateProfile(input: $input) { errors { field code } }
    }
"""
ME = f"{{ me {{ profile {{ profileImage {{ {IMAGE} }} }} }} }}"


@pytest.fixture
def finish_jobs(
    finish_jobs: Callable[[], None], course: Course, student: User
) -> Callable[[], None]:
    """The jobs see what is committed: the course and the student are."""
    return finish_jobs


@pytest.fixture
def upload(
    finish_jobs: Callable[[], None], as_instructor: Client, course: Course
) -> Callable[[bytes], dict[str, Any]]:
    """Makes a picture the course's thumbnail, and gives the answer's."""

    def run(data: bytes) -> dict[str, Any]:
        input = {"courseId": global_id(course), "thumbnail": None}
        files = {"input.thumbnail": ("a.png", data)}
        answer = as_instructor.upload(UPDATE, files, input=input).data["updateCourse"]
        assert answer["errors"] == []
        return answer["course"]["thumbnail"]

    return run


@pytest.fixture
def thumbnail(as_instructor: Client, course: Course) -> Callable[[], dict[str, Any]]:
    """What the course's thumbnail is now."""

    def ask() -> dict[str, Any]:
        answer = as_instructor(COURSE, id=global_id(course))
        return answer.data["course"]["thumbnail"]

    return ask


def test_the_picture_serves_until_its_sizes_are_made(
    upload: Callable[[bytes], dict[str, Any]], content: Callable[[str], bytes]
) -> None:
    result = upload(picture(size=(2000, 1000)))

    itself = {"url": result["url"], "width": 2000, "height": 1000}
    assert result == itself | {"small": itself, "medium": itself, "large": itself}
    assert opened(content(result["url"])).size == (2000, 1000)


@pytest.mark.parametrize(
    ("size", "sizes"),
    [
        ((2000, 1000), [(320, 160), (640, 320), (1280, 640)]),
        ((700, 100), [(320, 46), (640, 91), (700, 100)]),
        ((300, 500), [(300, 500), (300, 500), (300, 500)]),
        ((1, 1), [(1, 1), (1, 1), (1, 1)]),
        ((2560, 1), [(320, 1), (640, 1), (1280, 1)]),
    ],
)
def test_a_job_makes_three_sizes_and_none_is_larger_than_the_picture(
    upload: Callable[[bytes], dict[str, Any]],
    thumbnail: Callable[[], dict[str, Any]],
    finish_jobs: Callable[[], None],
    content: Callable[[str], bytes],
    on_disk: Callable[[], list[str]],
    size: tuple[int, int],
    sizes: list[tuple[int, int]],
) -> None:
    uploaded = upload(picture(size=size))
    finish_jobs()

    result = thumbnail()

    made = [result[name] for name in ("small", "medium", "large")]
    files = [opened(content(image["url"])) for image in made]
    assert result["url"] == uploaded["url"]
    assert [(image["width"], image["height"]) for image in made] == sizes
    assert [file.size for file in files] == sizes
    assert {file.format for file in files} == {"WEBP"}
    assert len({image["url"] for image in made} | {result["url"]}) == 4
    assert len(on_disk()) == 4


def test_the_sizes_of_a_transparent_picture_are_transparent(
    upload: Callable[[bytes], dict[str, Any]],
    thumbnail: Callable[[], dict[str, Any]],
    finish_jobs: Callable[[], None],
    content: Callable[[str], bytes],
) -> None:
    upload(see_through())
    finish_jobs()

    result = thumbnail()

    assert opened(content(result["small"]["url"])).mode == "RGBA"


def test_a_profile_image_has_sizes_too(
    finish_jobs: Callable[[], None],
    as_student: Client,
    on_disk: Callable[[], list[str]],
) -> None:
    files = {"input.profileImage": ("me.png", picture(size=(500, 500)))}
    as_student.upload(UPDATE_PROFILE, files, input={"profileImage": None})
    finish_jobs()

    result = as_student(ME)

    image = result.data["me"]["profile"]["profileImage"]
    assert [image[name]["width"] for name in ("small", "medium")] == [320, 500]
    assert image["small"]["url"].endswith(".small.webp")
    assert len(on_disk()) == 4


def test_a_job_that_comes_again_changes_nothing(
    upload: Callable[[bytes], dict[str, Any]],
    thumbnail: Callable[[], dict[str, Any]],
    finish_jobs: Callable[[], None],
    course: Course,
    on_disk: Callable[[], list[str]],
) -> None:
    upload(picture())
    finish_jobs()
    before = thumbnail(), on_disk()
    for _ in range(5):
        render_thumbnail.send(course.pk)
    finish_jobs()

    result = thumbnail()

    assert (result, on_disk()) == before


def test_jobs_at_once_leave_three_sizes(
    upload: Callable[[bytes], dict[str, Any]],
    thumbnail: Callable[[], dict[str, Any]],
    finish_jobs: Callable[[], None],
    course: Course,
    on_disk: Callable[[], list[str]],
) -> None:
    upload(picture(size=(2000, 2000)))
    for _ in range(5):
        render_thumbnail.send(course.pk)
    finish_jobs()

    result = thumbnail()

    assert result["small"]["width"] == 320
    assert len(on_disk()) == 4


def test_what_was_left_undone_is_found(
    finish_jobs: Callable[[], None],
    upload: Callable[[bytes], dict[str, Any]],
    thumbnail: Callable[[], dict[str, Any]],
    as_student: Client,
    on_disk: Callable[[], list[str]],
) -> None:
    upload(picture())
    files = {"input.profileImage": ("me.png", picture())}
    as_student.upload(UPDATE_PROFILE, files, input={"profileImage": None})
    finish_jobs()
    for path in Path(settings.MEDIA_ROOT).rglob("*.small.webp"):
        path.unlink()
    Course.objects.update(thumbnail_has_renditions=False)
    Profile.objects.update(profile_image_has_renditions=False)
    render_missing_thumbnails.send()
    render_missing_profile_images.send()
    finish_jobs()

    result = thumbnail()

    assert result["small"]["url"].endswith(".small.webp")
    assert len(on_disk()) == 8
    assert not Profile.objects.filter(
        profile_image__gt="", profile_image_has_renditions=False
    ).exists()


def test_a_job_for_a_picture_that_is_gone_does_nothing(
    upload: Callable[[bytes], dict[str, Any]],
    finish_jobs: Callable[[], None],
    course: Course,
    on_disk: Callable[[], list[str]],
) -> None:
    upload(picture())
    course.delete()
    finish_jobs()

    result = on_disk()

    assert len(result) == 1  # course.delete() is no deed: the picture is an orphan
