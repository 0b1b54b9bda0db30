"""Whichever way somebody looks for a course, they see it or it is not there."""

import pytest

from schema.base.nodes import global_id
from tests.access.conftest import VIEWERS

EVERYWHERE = """
query Everywhere(
  $course: ID!, $slug: String!, $lesson: ID!, $review: ID!, $instructor: ID!,
  $ids: [ID!]!
) {
  byId: course(id: $course) { title }
  bySlug: course(slug: $slug) { title }
  node(id: $course) { ... on Course { title } }
  nodes(ids: $ids) { id }
  lesson(id: $lesson) { title course { title } next { title } }
  lessonNode: node(id: $lesson) { ... on Lesson { title course { title } } }
  review: node(id: $review) { ... on Review { rating course { title } } }
  courses { totalCount nodes { title } }
  ofCategory: courses(filters: {categorySlug: "mysteries"}) {
    totalCount
    nodes { title }
  }
  ofInstructor: courses(filters: {instructorId: $instructor}) {
    totalCount
    nodes { title }
  }
  found: courses(filters: {search: "secrets"}) { totalCount nodes { title } }
  backwards: courses(last: 1, ordering: [{title: ASC}]) { totalCount nodes { title } }
  category(slug: "mysteries") {
    courseCount
    courses { totalCount nodes { title } }
  }
  categories { nodes { courseCount courses { totalCount nodes { title } } } }
  instructor: node(id: $instructor) {
    ... on User { taughtCourses { totalCount nodes { title } } }
  }
}
"""
PUBLISHED = """
{
  published: courses(filters: {isPublished: true}) { nodes { title } }
  drafts: courses(filters: {isPublished: false}) { nodes { title } }
}
"""

SEEN = {
    "published": {*VIEWERS},
    "draft": {"instructor", "staff"},
    "unpublished": {"student", "instructor", "staff"},
}
TABLE = [
    (viewer, state, viewer in seen)
    for state, seen in SEEN.items()
    for viewer in VIEWERS
]


def everywhere(is_seen, ids, has_review):
    """The answer of whom the course is there for, or is not."""
    title = {"title": "Secrets"}
    courses = {"totalCount": int(is_seen), "nodes": [title] if is_seen else []}
    category = {"courseCount": int(is_seen), "courses": courses}
    lesson = {"title": "First", "course": title}
    review = {"rating": 4, "course": title}
    return {
        "byId": title if is_seen else None,
        "bySlug": title if is_seen else None,
        "node": title if is_seen else None,
        "nodes": [{"id": id} if is_seen else None for id in ids],
        "lesson": {**lesson, "next": {"title": "Second"}} if is_seen else None,
        "lessonNode": lesson if is_seen else None,
        "review": review if is_seen and has_review else None,
        "courses": courses,
        "ofCategory": courses,
        "ofInstructor": courses,
        "found": courses,
        "backwards": courses,
        "category": category,
        "categories": {"nodes": [category]},
        "instructor": {"taughtCourses": courses},
    }


@pytest.mark.parametrize(("viewer", "state", "is_seen"), TABLE)
def test_a_course_is_there_in_all_ways_or_in_none(
    viewers, make_course, viewer, state, is_seen
):
    course = make_course(state)
    ids = [global_id(row) for row in [course, *course.lessons.order_by("order")]]
    review = course.reviews.first()

    result = viewers[viewer](
        EVERYWHERE,
        course=global_id(course),
        slug=course.slug,
        lesson=ids[1],
        review=global_id(review) if review else "",
        instructor=global_id(course.instructor),
        ids=ids,
    )

    assert result.data == everywhere(is_seen, ids, has_review=bool(review))


@pytest.mark.parametrize(("viewer", "state", "is_seen"), TABLE)
def test_drafts_are_listed_for_whom_they_are_there(
    viewers, make_course, viewer, state, is_seen
):
    make_course(state)
    nodes = [{"title": "Secrets"}] if is_seen else []

    result = viewers[viewer](PUBLISHED)

    assert result.data == {
        "published": {"nodes": nodes if state == "published" else []},
        "drafts": {"nodes": [] if state == "published" else nodes},
    }
