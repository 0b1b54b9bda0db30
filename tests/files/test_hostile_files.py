"""Files that are sent in bad faith, or broken: each is refused, and nothing stays."""

from collections.abc import Callable
from typing import Any

import pytest

from courses.models import Course, Lesson
from files import uploads
from schema.base.nodes import global_id
from tests.client import Client
from tests.disk import rows
from tests.files import hostile
from tests.files.pictures import picture

UPLOADS = {  # by mutation: what it changes, and the field of its input for the file
    "createCourse": ("course", "thumbnail"),
    "updateCourse": ("course", "thumbnail"),
    "updateProfile": ("user", "profileImage"),
    "createLesson": ("lesson", "videoFile"),
    "updateLesson": ("lesson", "videoFile"),
    "createResource": ("resource", "file"),
}

ANYTHING = [  # what it is, its name and content, the code of the refusal
    ("a path", "../../a.png", picture(), "INVALID"),
    ("a path of Windows", "..\\a.png", picture(), "INVALID"),
    ("a name of a folder", "..", picture(), "INVALID"),
    ("a text", "", "a.png", "INVALID"),
    ("a number", "", 1, "INVALID"),
    ("an object", "", {"name": "a.png", "size": 1}, "INVALID"),
    ("a list", "", [None], "INVALID"),
]
FILES = {
    "thumbnail": ANYTHING + hostile.IMAGES,
    "profileImage": ANYTHING + hostile.IMAGES,
    "videoFile": ANYTHING + hostile.VIDEOS,
    "file": ANYTHING + hostile.RESOURCES,
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
    monkeypatch.setitem(uploads.LIMITS, "videofile", uploads.MB)


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
