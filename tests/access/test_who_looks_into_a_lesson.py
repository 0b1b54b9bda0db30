"""A lesson's title is public with its course; what is in it is for its students."""

import pytest

from schema.base.nodes import global_id
from tests.access.conftest import VIEWERS

LESSON = """
query Lesson($id: ID!, $course: ID!) {
  lesson(id: $id) { title content }
  node(id: $id) { ... on Lesson { title content } }
  nodes(ids: [$id]) { ... on Lesson { title content } }
  course(id: $course) { lessons { title content } }
}
"""
NEIGHBOURS = """
query Neighbours($id: ID!) {
  lesson(id: $id) { content next { content previous { content } } }
}
"""

TAUGHT = {"student", "instructor", "staff"}
OPEN = {
    "published": {"First": TAUGHT, "Second": {*VIEWERS}},
    "draft": {"First": {"instructor", "staff"}, "Second": {"instructor", "staff"}},
    "unpublished": {"First": TAUGHT, "Second": TAUGHT},
}
HIDDEN = {
    "published": set(),
    "draft": {*VIEWERS} - {"instructor", "staff"},
    "unpublished": {*VIEWERS} - TAUGHT,
}
CONTENTS = {"First": "Abracadabra.", "Second": "What it teaches."}


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.parametrize("title", ["First", "Second"])
@pytest.mark.parametrize("state", OPEN)
def test_the_content_is_for_those_who_may_have_it(
    viewers, make_course, state, title, viewer
):
    course = make_course(state)
    lesson = course.lessons.get(title=title)

    result = viewers[viewer](LESSON, id=global_id(lesson), course=global_id(course))

    texts = {
        name: {"title": name, "content": text if viewer in OPEN[state][name] else None}
        for name, text in CONTENTS.items()
    }
    is_seen = viewer not in HIDDEN[state]
    assert result.data == {
        "lesson": texts[title] if is_seen else None,
        "node": texts[title] if is_seen else None,
        "nodes": [texts[title] if is_seen else None],
        "course": {"lessons": [*texts.values()]} if is_seen else None,
    }


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_lesson_is_no_way_into_the_one_beside_it(viewers, make_course, viewer):
    course = make_course("published")
    lesson = course.lessons.get(title="First")

    result = viewers[viewer](NEIGHBOURS, id=global_id(lesson))

    content = CONTENTS["First"] if viewer in TAUGHT else None
    assert result.data == {
        "lesson": {
            "content": content,
            "next": {
                "content": CONTENTS["Second"],
                "previous": {"content": content},
            },
        }
    }
