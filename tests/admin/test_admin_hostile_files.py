"""What the API refuses of files the forms of the admin refuse, at their fields."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, NamedTuple

import pytest
from django.core.files.base import ContentFile

from courses.models import Course, Lesson, Resource
from files import uploads
from tests.disk import rows
from tests.factories import LessonFactory
from tests.files import films, hostile
from tests.files.pictures import picture

pytestmark = pytest.mark.usefixtures("no_files")


class Form(NamedTuple):
    """How the desk sends it, with a text and a file, and what it does not take."""

    send: Callable[[Any, Lesson, dict[str, Any]], Any]
    text: str
    file: str
    good: bytes
    bad: list[Any]


PICTURES = (picture(), hostile.IMAGES)
FILMS = (films.mp4(), hostile.VIDEOS)
OTHERS = (b"Notes.", hostile.RESOURCES)
FORMS = {
    "a new course": Form(
        lambda desk, lesson, sent: desk.add(
            Course, instructor=lesson.course.instructor_id, **sent
        ),
        "title",
        "thumbnail",
        *PICTURES,
    ),
    "a course": Form(
        lambda desk, lesson, sent: desk.change(lesson.course, **sent),
        "title",
        "thumbnail",
        *PICTURES,
    ),
    "a person": Form(
        lambda desk, lesson, sent: desk.change(lesson.course.instructor, **sent),
        "first_name",
        "profile-0-profile_image",
        *PICTURES,
    ),
    "a new lesson": Form(
        lambda desk, lesson, sent: desk.add(Lesson, course=lesson.course_id, **sent),
        "title",
        "video_file",
        *FILMS,
    ),
    "a lesson": Form(
        lambda desk, lesson, sent: desk.change(lesson, order=2, **sent),
        "title",
        "video_file",
        *FILMS,
    ),
    "a new file of a lesson": Form(
        lambda desk, lesson, sent: desk.change(
            lesson, **{"title": "Changed", "resources-TOTAL_FORMS": 2}, **sent
        ),
        "resources-1-title",
        "resources-1-file",
        *OTHERS,
    ),
    "a file of a lesson": Form(
        lambda desk, lesson, sent: desk.change(lesson, title="Changed", **sent),
        "resources-0-title",
        "resources-0-file",
        *OTHERS,
    ),
    "a resource": Form(
        lambda desk, lesson, sent: desk.change(lesson.resources.get(), **sent),
        "title",
        "file",
        *OTHERS,
    ),
}
CASES = [
    pytest.param(form, name, content, code.lower(), id=f"{kind}: {what}")
    for kind, form in FORMS.items()
    for what, name, content, code in form.bad
]


def file_of(name, content):
    file = BytesIO(content() if callable(content) else content)
    file.name = name
    return file


@pytest.fixture
def lesson(course):
    """The first of two lessons, with files of each kind around it."""
    first, _ = LessonFactory.create_batch(2, course=course)
    first.video_file.save("film.mp4", ContentFile(b"A film."))
    Resource.objects.create(
        lesson=first, title="Notes", file=ContentFile(b"Notes.", name="notes.txt")
    )
    course.thumbnail.save("cover.png", ContentFile(picture()))
    course.instructor.profile.profile_image.save("me.png", ContentFile(picture()))
    return Lesson.objects.get(pk=first.pk)


@pytest.fixture
def small_video_limit(monkeypatch):
    """A film is too large with a megabyte: nobody has 2 GB for a test."""
    monkeypatch.setitem(uploads.LIMITS, "videofile", uploads.MB)


@pytest.mark.parametrize(("form", "name", "content", "code"), CASES)
def test_a_form_refuses_a_hostile_file_and_nothing_of_it_stays(
    desk, lesson, small_video_limit, on_disk, form, name, content, code
):
    sent = {form.text: "Changed", form.file: file_of(name, content)}
    before = rows(), on_disk()

    result = form.send(desk, lesson, sent)

    assert desk.refusals(result) == {form.file: [code]}
    assert (rows(), on_disk()) == before


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_that_is_refused_for_a_text_keeps_no_file(desk, lesson, on_disk, form):
    sent = {form.text: "x" * 201, form.file: file_of("a.png", form.good)}
    before = rows(), on_disk()

    result = form.send(desk, lesson, sent)

    assert desk.refusals(result) == {form.text: ["max_length"]}
    assert (rows(), on_disk()) == before
