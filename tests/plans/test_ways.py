"""Which of the two ways an answer was found: by a plan, or by graphql-core."""

from typing import Any
from uuid import uuid4

import pytest

from courses.models import Course
from reviews.models import Review
from schema.base.nodes import global_id
from tests.client import Client
from tests.factories import (
    PASSWORD,
    CategoryFactory,
    CourseFactory,
    EnrollmentFactory,
    UserFactory,
)
from users.models import RefreshToken, User

CATEGORIES = "{ categories { totalCount } }"
COURSES = "{ courses { nodes { title } } }"
ME = "{ me { username } }"
SEARCH = """
    query ($search: String!) { courses(filters: {search: $search}) { nodes { title } } }
"""
SLUG = "query ($slug: String!) { course(slug: $slug) { title } }"
FIRST = "query ($first: Int!) { courses(first: $first) { nodes { title } } }"
AFTER = "query ($after: String!) { courses(after: $after) { totalCount } }"
REVIEW = """
    mutation ($course: ID!, $id: ID!) {
      createReview(input: {courseId: $course, rating: 5}) {
        review {
          rating
          student { enrollments(filters: {courseId: $id}) { totalCount } }
        }
        errors { code }
      }
    }
"""
ONLY_NAMED = """
    query ($instructor: ID!) {
      courses(filters: {instructorId: $instructor}) { __typename }
    }
"""
TOKEN_AUTH = """
    mutation ($username: String!, $password: String!) {
      tokenAuth(username: $username, password: $password) { user { email } }
    }
"""


def fresh(document: str) -> str:
    """The document as a text that nobody has sent yet."""
    return f"{document} # {uuid4()}"


@pytest.fixture
def from_the_second_time(settings: Any) -> None:
    settings.GRAPHQL_PLAN_FROM = 2


def test_a_plan_answers_from_the_second_time_on(
    visitor: Client, from_the_second_time: None
) -> None:
    document = fresh(CATEGORIES)

    result = [visitor(document) for _ in range(3)]

    assert [one.execution for one in result] == ["core", "plan", "plan"]
    assert [one.data for one in result] == [{"categories": {"totalCount": 0}}] * 3


def test_an_argument_is_looked_at_where_no_row_is_asked_for(
    visitor: Client, instructor: User, course: Course
) -> None:
    document = fresh(ONLY_NAMED)
    visitor(document, instructor=global_id(instructor))

    result = visitor(document, instructor=global_id(course))

    assert result.codes == ["BAD_USER_INPUT"]


def test_no_plan_answers_where_there_are_to_be_none(
    visitor: Client, settings: Any
) -> None:
    settings.GRAPHQL_PLAN_FROM = 0
    document = fresh(CATEGORIES)

    result = [visitor(document).execution for _ in range(3)]

    assert result == ["core"] * 3


def test_what_has_an_error_is_answered_by_core(visitor: Client) -> None:
    document = fresh(AFTER)

    result = [visitor(document, after="nonsense") for _ in range(2)]

    assert [one.execution for one in result] == ["core"] * 2
    assert [one.codes for one in result] == [["BAD_USER_INPUT"]] * 2


def test_a_refused_token_is_answered_by_core(visitor: Client) -> None:
    visitor.headers["authorization"] = "Bearer nonsense"

    result = visitor(fresh(CATEGORIES))

    assert (result.execution, result.codes) == ("core", ["UNAUTHENTICATED"])


def test_a_mutation_whose_payload_fails_in_a_plan_is_done_once(
    student: Any, as_student: Client
) -> None:
    courses = CourseFactory.create_batch(2)
    for course in courses:
        EnrollmentFactory(student=student, course=course)
    good, wrong = global_id(courses[0]), global_id(CategoryFactory())
    document = fresh(REVIEW)

    result = [
        as_student(document, course=global_id(course), id=id)
        for course, id in zip(courses, (good, wrong), strict=True)
    ]

    assert [one.execution for one in result] == ["plan", "core"]
    assert [one.body["data"]["createReview"] for one in result] == [
        {"review": {"rating": 5, "student": {"enrollments": found}}, "errors": []}
        for found in ({"totalCount": 1}, None)
    ]
    assert result[1].codes == ["BAD_USER_INPUT"]
    assert Review.objects.count() == 2


def test_who_signs_in_by_a_mutation_does_so_once_and_sees_what_is_theirs(
    visitor: Client,
) -> None:
    user = UserFactory()

    result = visitor(fresh(TOKEN_AUTH), username=user.username, password=PASSWORD)

    assert result.execution == "core"
    assert result.data == {"tokenAuth": {"user": {"email": user.email}}}
    assert RefreshToken.objects.count() == 1


def test_kinds_of_viewers_have_plans_of_their_own(clients: dict[str, Client]) -> None:
    CourseFactory(draft=True, title="Draft")
    CourseFactory(title="Published")
    document = fresh(COURSES)

    result = {kind: client(document) for kind, client in clients.items()}

    assert {one.execution for one in result.values()} == {"plan"}
    assert {
        kind: len(one.data["courses"]["nodes"]) for kind, one in result.items()
    } == ({kind: 2 if kind == "staff" else 1 for kind in clients})


def test_a_kind_of_viewer_is_seen_for_itself(
    visitor: Client, as_student: Client, as_staff: Client, from_the_second_time: None
) -> None:
    document = fresh(CATEGORIES)

    result = [
        client(document).execution
        for client in (visitor, as_student, as_staff, visitor, as_student, as_staff)
    ]

    assert result == ["core"] * 3 + ["plan"] * 3


def test_viewers_of_a_kind_share_a_plan_and_see_themselves(
    as_student: Client,
    as_other_student: Client,
    student: Any,
    other_student: Any,
    from_the_second_time: None,
) -> None:
    document = fresh(ME)

    result = [client(document) for client in (as_student, as_other_student)]

    assert [one.execution for one in result] == ["core", "plan"]
    assert [one.data["me"]["username"] for one in result] == [
        student.username,
        other_student.username,
    ]


def test_texts_that_are_only_compared_by_the_database_share_a_plan(
    visitor: Client, from_the_second_time: None
) -> None:
    courses = CourseFactory.create_batch(3)
    document = fresh(SLUG)

    result = [visitor(document, slug=course.slug) for course in courses]

    assert [one.execution for one in result] == ["core", "plan", "plan"]
    assert [one.data["course"]["title"] for one in result] == [
        course.title for course in courses
    ]


def test_each_search_has_a_plan_of_its_own(visitor: Client) -> None:
    for title in ("Cats", "Dogs"):
        CourseFactory(title=title)
    document = fresh(SEARCH)

    result = [visitor(document, search=word) for word in ("cats", "dogs", "birds")]

    assert [one.execution for one in result] == ["plan"] * 3
    assert [one.data["courses"]["nodes"] for one in result] == [
        [{"title": "Cats"}],
        [{"title": "Dogs"}],
        [],
    ]


def test_each_size_of_a_page_has_a_plan_of_its_own(
    visitor: Client, from_the_second_time: None
) -> None:
    CourseFactory.create_batch(3)
    document = fresh(FIRST)

    result = [visitor(document, first=first) for first in (1, 2, 1, 2)]

    assert [one.execution for one in result] == ["core", "core", "plan", "plan"]
    assert [len(one.data["courses"]["nodes"]) for one in result] == [1, 2, 1, 2]


def test_a_flood_of_new_documents_makes_no_plan(
    visitor: Client, from_the_second_time: None
) -> None:
    documents = [fresh(CATEGORIES) for _ in range(50)]

    result = {visitor(document).execution for document in documents}

    assert result == {"core"}
