"""Files that are sent in bad faith, or broken: each is refused, and nothing stays."""

from collections.abc import Callable
from typing import Any

import pytest

from courses.models import Course, Lesson, Resource
from files import uploads
from schema.base.nodes import global_id
from tests.client import Client
from tests.files import pictures
from tests.files.pictures import picture
from users.models import Profile, User

UPLOADS = {  # by mutation: what it changes, and the field of its input for the file
    "createCourse": ("course", "thumbnail"),
    "updateCourse": ("course", "thumbnail"),
    "updateProfile": ("user", "profileImage"),
    "createLesson": ("lesson", "videoFile"),
    "updateLesson": ("lesson", "videoFile"),
    "createResource": ("resource", "file"),
}

ANYTHING = [  # what it is, its name and content, the code of the refusal
    ("nothing", "a.png", b"", "REQUIRED"),
    ("a path", "../../a.png", picture(), "INVALID"),
    ("a path of Windows", "..\\a.png", picture(), "INVALID"),
    ("a name of a folder", "..", picture(), "INVALID"),
    ("a long name", "a" * 296 + ".png", picture(), "INVALID"),
    ("a text", "", "a.png", "INVALID"),
    ("a number", "", 1, "INVALID"),
    ("an object", "", {"name": "a.png", "size": 1}, "INVALID"),
    ("a list", "", [None], "INVALID"),
]
IMAGES = [
    ("a bomb", "a.png", pictures.bomb, "TOO_LARGE"),
    ("a bomb in a comment", "a.png", pictures.text_bomb, "INVALID"),
    ("100 megapixels", "a.png", pictures.hundred_megapixels, "TOO_LARGE"),
    ("25.005 megapixels", "a.png", pictures.just_too_many_pixels, "TOO_LARGE"),
    ("half a PNG", "a.png", picture()[:-40], "INVALID"),
    ("half a JPEG", "a.jpg", picture("JPEG")[:-100], "INVALID"),
    ("half a WebP", "a.webp", picture("WEBP")[:-20], "INVALID"),
    ("the beginning of a PNG", "a.png", picture()[:20], "INVALID"),
    ("a wrong checksum", "a.png", pictures.wrong_checksum, "UNSUPPORTED_TYPE"),
    ("an SVG", "a.svg", pictures.SVG, "UNSUPPORTED_TYPE"),
    ("an SVG named PNG", "a.png", pictures.SVG, "UNSUPPORTED_TYPE"),
    ("a page named PNG", "a.png", pictures.HTML, "UNSUPPORTED_TYPE"),
    ("a script named PNG", "a.png", pictures.SCRIPT, "UNSUPPORTED_TYPE"),
    ("PHP named JPEG", "a.php.jpg", pictures.PHP, "UNSUPPORTED_TYPE"),
    ("a GIF", "a.gif", picture("GIF"), "UNSUPPORTED_TYPE"),
    ("a GIF named PNG", "a.png", picture("GIF"), "UNSUPPORTED_TYPE"),
    ("a BMP", "a.png", picture("BMP"), "UNSUPPORTED_TYPE"),
    ("a TIFF", "a.jpg", picture("TIFF"), "UNSUPPORTED_TYPE"),
    ("an icon", "a.png", picture("ICO"), "UNSUPPORTED_TYPE"),
    ("a HEIC", "a.jpg", pictures.HEIC, "UNSUPPORTED_TYPE"),
    ("an AVIF", "a.webp", pictures.AVIF, "UNSUPPORTED_TYPE"),
    ("a PDF", "a.png", pictures.PDF, "UNSUPPORTED_TYPE"),
    ("a film", "a.png", pictures.MP4, "UNSUPPORTED_TYPE"),
    ("PNG and ZIP", "a.png", pictures.png_and_zip, "UNSUPPORTED_TYPE"),
    ("PNG and JAR", "a.png", pictures.png_and_commented_zip, "UNSUPPORTED_TYPE"),
    ("JPEG and page", "a.jpg", pictures.jpeg_and_html, "UNSUPPORTED_TYPE"),
    ("PDF and JPEG", "a.jpg", pictures.pdf_and_jpeg, "UNSUPPORTED_TYPE"),
    ("PNG and PHP", "a.png", pictures.png_and_php, "UNSUPPORTED_TYPE"),
    ("a million ends of ZIPs", "a.png", pictures.zip_ends, "UNSUPPORTED_TYPE"),
    ("too many bytes", "a.png", picture() + bytes(5 * uploads.MB), "TOO_LARGE"),
]
VIDEOS = [
    ("a HEIC named MP4", "a.mp4", pictures.HEIC, "UNSUPPORTED_TYPE"),
    ("an AVIF named MP4", "a.mp4", pictures.AVIF, "UNSUPPORTED_TYPE"),
    ("a film of QuickTime", "a.mov", pictures.QUICKTIME, "UNSUPPORTED_TYPE"),
    ("Matroska named WebM", "a.webm", pictures.MATROSKA, "UNSUPPORTED_TYPE"),
    ("an AVI", "a.avi", pictures.AVI, "UNSUPPORTED_TYPE"),
    ("the beginning of an MP4", "a.mp4", pictures.MP4[:10], "UNSUPPORTED_TYPE"),
    ("a PNG named MP4", "a.mp4", picture(), "UNSUPPORTED_TYPE"),
    ("a page named MP4", "a.mp4", pictures.HTML, "UNSUPPORTED_TYPE"),
    ("a page and a film", "a.mp4", pictures.PAGE_AND_FILM, "UNSUPPORTED_TYPE"),
    ("a script named MP4", "a.mp4", pictures.SCRIPT, "UNSUPPORTED_TYPE"),
    ("an SVG", "a.mp4", pictures.SVG, "UNSUPPORTED_TYPE"),
    ("too many bytes", "a.mp4", pictures.MP4 + bytes(uploads.MB), "TOO_LARGE"),
]
RESOURCES = [("too many bytes", "a.zip", bytes(50 * uploads.MB + 1), "TOO_LARGE")]
FILES = {
    "thumbnail": ANYTHING + IMAGES,
    "profileImage": ANYTHING + IMAGES,
    "videoFile": ANYTHING + VIDEOS,
    "file": ANYTHING + RESOURCES,
}
CASES = [
    pytest.param(mutation, name, content, code, id=f"{mutation}-{what}")
    for mutation, (_, field) in UPLOADS.items()
    for what, name, content, code in FILES[field]
]


@pytest.fixture
def inputs(course: Course, lessons: list[Lesson]) -> dict[str, dict[str, Any]]:
    """The rest of each mutation's input, about the instructor's own things."""
    return {
        "createCourse": {"title": "With a picture"},
        "updateCourse": {"courseId": global_id(course), "title": "With a picture"},
        "updateProfile": {"bio": "Look at me."},
        "createLesson": {"courseId": global_id(course), "title": "With a film"},
        "updateLesson": {"lessonId": global_id(lessons[0]), "title": "With a film"},
        "createResource": {"lessonId": global_id(lessons[0]), "title": "A file"},
    }


@pytest.fixture
def small_video_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """A film is too large with a megabyte: nobody has 2 GB for a test."""
    monkeypatch.setitem(uploads.LIMITS, "videoFile", uploads.MB)


def rows() -> list[Any]:
    models: list[Any] = [User, Profile, Course, Lesson, Resource]
    return [list(model.objects.order_by("pk").values()) for model in models]


def document(mutation: str) -> str:
    changed, _ = UPLOADS[mutation]
    input_type = f"{mutation[0].upper()}{mutation[1:]}Input"
    return f"""
        mutation ($input: {input_type}!) {{
          {mutation}(input: $input) {{ {changed} {{ id }} errors {{ field code }} }}
        }}
    """


@pytest.mark.parametrize(("mutation", "name", "content", "code"), CASES)
def test_a_hostile_file_is_refused_and_leaves_nothing(
    as_instructor: Client,
    inputs: dict[str, dict[str, Any]],
    small_video_limit: None,
    on_disk: Callable[[], list[str]],
    mutation: str,
    name: str,
    content: Any,
    code: str,
) -> None:
    changed, field = UPLOADS[mutation]
    value = content() if callable(content) else content
    is_file = isinstance(value, bytes)
    input = inputs[mutation] | {field: None if is_file else value}
    files = {f"input.{field}": (name, value)} if is_file else {}
    before = rows()

    result = as_instructor.upload(document(mutation), files, input=input)

    errors = [{"field": [field], "code": code}]
    assert result.data == {mutation: {changed: None, "errors": errors}}
    assert rows() == before
    assert on_disk() == []
