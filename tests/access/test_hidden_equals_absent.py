"""What a viewer may not see is answered to the letter as if it did not exist."""

import pytest

from courses.enrollment import enroll, unenroll
from courses.models import Course
from courses.progress import complete_lesson
from schema.base.nodes import global_id
from tests.access.conftest import VIEWERS
from tests.factories import NotificationFactory, UserFactory

HIDDEN_STATES = [
    *[("draft", viewer) for viewer in VIEWERS if viewer not in ("instructor", "staff")],
    *[
        ("unpublished", viewer)
        for viewer in ("visitor", "former student", "other student", "other instructor")
    ],
]
NOTIFICATIONS = "{ me { notifications { nodes { progress { id } } } } }"
QUERY = """
query Query($course: ID!, $lesson: ID!, $slug: String!) {
  byId: course(id: $course) { id title viewerCanEdit lessons { id } }
  bySlug: course(slug: $slug) { id title }
  lesson(id: $lesson) { id title content next { id } course { id } }
  nodes(ids: [$course, $lesson]) { __typename id }
  courses { totalCount nodes { id } pageInfo { hasNextPage endCursor } }
  search: courses(filters: {search: "secrets"}) { totalCount nodes { id } }
  category(slug: "mysteries") { courseCount courses { totalCount nodes { id } } }
  me {
    enrollments { totalCount nodes { course { id } } }
    ofCourse: enrollments(filters: {courseId: $course}) { totalCount }
    reviews { totalCount nodes { course { id } } }
  }
}
"""
MUTATION = """
mutation Mutation($id: ID!) {
  result: %s(input: {%s}) { errors { field message code } }
}
"""
DEEDS = {
    "enroll": "courseId: $id",
    "unenroll": "courseId: $id",
    "createReview": "courseId: $id, rating: 5",
    "completeLesson": "lessonId: $id",
    "uncompleteLesson": "lessonId: $id",
    "recordProgress": """entries: [
      {lessonId: $id, isCompleted: true, occurredAt: "2026-05-01T12:00:00Z"}
    ]""",
}
NODE = "query Node($id: ID!) { node(id: $id) { __typename id } }"


def complete_lesson_and_leave(student, course):
    enroll(student=student, course=course)
    lesson = course.lessons.get(title="First")
    progress = complete_lesson(student=student, lesson=lesson)
    unenroll(student=student, course=course)
    return progress


@pytest.mark.parametrize(("state", "viewer"), HIDDEN_STATES)
def test_a_hidden_course_is_answered_as_one_that_was_deleted(
    viewers, make_course, state, viewer
):
    course = make_course(state)
    lesson = course.lessons.get(title="First")
    ids = {"course": global_id(course), "lesson": global_id(lesson)}

    result = viewers[viewer](QUERY, slug=course.slug, **ids)

    course.delete()
    assert result.body == viewers[viewer](QUERY, slug="secrets", **ids).body
    assert result.errors == []


@pytest.mark.parametrize("name", DEEDS)
@pytest.mark.parametrize(("state", "viewer"), HIDDEN_STATES)
def test_a_deed_on_a_hidden_course_is_refused_as_on_one_that_was_deleted(
    viewers, make_course, state, viewer, name
):
    course = make_course(state)
    row = course if "courseId" in DEEDS[name] else course.lessons.get(title="First")
    document, id = MUTATION % (name, DEEDS[name]), global_id(row)

    result = viewers[viewer](document, id=id)

    course.delete()
    assert result.body == viewers[viewer](document, id=id).body
    assert "NOT_FOUND" in str(result.body) or result.codes == ["UNAUTHENTICATED"]


@pytest.mark.parametrize("viewer", ["visitor", "student", "instructor", "staff"])
def test_a_person_whose_account_was_closed_is_absent(viewers, viewer):
    person = UserFactory(is_active=False)

    result = viewers[viewer](NODE, id=global_id(person))

    assert result.body == {"data": {"node": None}}


def test_a_former_student_has_no_way_to_what_they_left_in_a_hidden_course(
    viewers, former_student, make_course
):
    course = make_course("unpublished")
    enrollment = former_student.enrollments.get(course=course)
    ids = [global_id(enrollment), global_id(former_student.reviews.get())]

    result = [viewers["former student"](NODE, id=id).body for id in ids]

    assert result == [{"data": {"node": None}}] * 2


def test_progress_in_a_hidden_course_is_absent_from_a_notification(
    viewers, former_student, make_course
):
    course = make_course("published")
    progress = complete_lesson_and_leave(former_student, course)
    NotificationFactory(user=former_student, progress=progress)
    Course.objects.update(is_published=False)

    result = viewers["former student"](NOTIFICATIONS)

    assert result.data["me"]["notifications"]["nodes"][0] == {"progress": None}
