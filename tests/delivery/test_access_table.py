"""Who gets what of a lesson, by GraphQL and by the addresses that it gives."""

from typing import Any

import pytest

from courses.models import Resource
from schema.base.nodes import global_id
from tests.delivery.conftest import HANDOUT, VIDEO, fetch

pytestmark = pytest.mark.django_db(transaction=True)

EVERYTHING = """
query Everything($course: ID!, $lesson: ID!, $resource: ID!) {
  lesson(id: $lesson) {
    title
    content
    contentHtml
    videoUrl
    resources { title size contentType url }
  }
  node(id: $resource) { ... on Resource { title url } }
  nodes(ids: [$resource]) { ... on Resource { title url } }
  course(id: $course) {
    students { totalCount }
    stats { enrollmentsByDay { count } }
  }
}
"""
VIEWERS = [
    "visitor",
    "student without enrolment",
    "active student",
    "former student",
    "other instructor",
    "author",
    "staff",
]
RUNNING = {"author", "staff"}
LEARNING = {*RUNNING, "active student"}
SEEN = {
    "published": {*VIEWERS},
    "published preview": {*VIEWERS},
    "draft": RUNNING,
    "draft preview": RUNNING,
    "unpublished": LEARNING,
    "unpublished preview": LEARNING,
}
OPEN = SEEN | {"published": LEARNING}
CLOSED = {"content": None, "contentHtml": None, "videoUrl": None, "resources": None}
OPENED = {
    "content": "*Abracadabra.*",
    "contentHtml": "<p><em>Abracadabra.</em></p>\n",
    "videoUrl": VIDEO,
    "resources": [
        {
            "title": "Handout",
            "size": len(HANDOUT),
            "contentType": "application/pdf",
            "url": HANDOUT,
        }
    ],
}


def followed(answer):
    """The answer with what an address opens in place of each address."""
    if isinstance(answer, list):
        return [followed(one) for one in answer]
    if isinstance(answer, dict):
        return {name: followed(one) for name, one in answer.items()}
    if isinstance(answer, str) and answer.startswith("http"):
        response = fetch(answer)
        return response.content if response.status_code == 200 else response
    return answer


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("state", SEEN)
def test_a_lessons_private_things_are_for_those_who_may_have_them(
    lesson_in, client_of, state, viewer
):
    lesson = lesson_in(state)
    ids = {
        "course": lesson.course,
        "lesson": lesson,
        "resource": Resource.objects.get(),
    }
    ids = {name: global_id(row) for name, row in ids.items()}

    result = followed(client_of(viewer)(EVERYTHING, **ids).data)

    is_seen, is_open = viewer in SEEN[state], viewer in OPEN[state]
    things = OPENED if is_open else CLOSED
    handout = {"title": "Handout", "url": HANDOUT} if is_open else None
    students = 0 if "draft" in state else 2
    course: dict[str, Any] = {"students": None, "stats": None}
    if viewer in RUNNING:
        days = [{"count": 0}] * 89 + [{"count": students}]
        course = {
            "students": {"totalCount": students},
            "stats": {"enrollmentsByDay": days},
        }
    assert result == {
        "lesson": {"title": lesson.title, **things} if is_seen else None,
        "node": handout,
        "nodes": [handout],
        "course": course if is_seen else None,
    }
