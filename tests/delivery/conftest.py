"""A lesson with a video and a handout, and a browser that asks for them."""

import asyncio
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from django.core.files.base import ContentFile

from courses.models import Course, Lesson, Resource
from schema.asgi import application
from schema.base.nodes import global_id
from tests.client import Client
from tests.factories import (
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    UserFactory,
)
from tests.files import films

VIDEO = films.mp4(bytes(range(256)) * 4)
HANDOUT = b"%PDF-1.7 a handout"
ADDRESSES = """
query Addresses($lesson: ID!) { lesson(id: $lesson) { videoUrl resources { url } } }
"""


def fetch(url, method="GET", **headers):
    """What the server answers; ``if_range="…"`` sends the header If-Range."""
    headers = {name.replace("_", "-"): value for name, value in headers.items()}

    async def ask():
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport) as http:
            return await http.request(method, url, headers=headers)

    return asyncio.run(ask())


def make_lesson(course, **fields):
    """A lesson with a video and a handout."""
    lesson: Any = LessonFactory(course=course, content="*Abracadabra.*", **fields)
    lesson.video_file.save("video.mp4", ContentFile(VIDEO))
    handout = Resource(lesson=lesson, title="Handout", file_name="Handout.pdf")
    handout.file_size = len(HANDOUT)
    handout.content_type = "application/pdf"
    handout.file.save("handout.pdf", ContentFile(HANDOUT))
    return lesson


def addresses(client, lesson):
    """The addresses of its video and of its handout that GraphQL gives."""
    shown = client(ADDRESSES, lesson=global_id(lesson)).data["lesson"]
    return SimpleNamespace(
        video=shown["videoUrl"], handout=shown["resources"][0]["url"]
    )


@pytest.fixture
def people(instructor, other_instructor, student, other_student, staff):
    """Everybody by the words of the access table; none is nobody signed in."""
    return {
        "visitor": None,
        "student without enrolment": other_student,
        "active student": student,
        "former student": UserFactory(),
        "other instructor": other_instructor,
        "author": instructor,
        "staff": staff,
    }


@pytest.fixture
def lesson_in(instructor, people):
    """Makes the lesson of a course in a state that the access table names."""

    def lesson_in(state):
        is_draft = state.startswith("draft")
        course = CourseFactory(instructor=instructor, draft=is_draft)
        lesson = make_lesson(course, is_preview=state.endswith("preview"))
        if not is_draft:
            EnrollmentFactory(student=people["active student"], course=course)
            former = people["former student"]
            EnrollmentFactory(student=former, course=course, left=True)
        if state.startswith("unpublished"):
            Course.objects.filter(pk=course.pk).update(is_published=False)
        return Lesson.objects.get(pk=lesson.pk)

    return lesson_in


@pytest.fixture
def lesson(lesson_in):
    """A lesson of a published course; ``student`` studies it."""
    return lesson_in("published")


@pytest.fixture
def video(lesson, as_student):
    """The address of its video for ``student``."""
    return addresses(as_student, lesson).video


@pytest.fixture
def handout(lesson, as_student):
    return addresses(as_student, lesson).handout


@pytest.fixture
def client_of(people):
    return lambda name: Client(people[name])
