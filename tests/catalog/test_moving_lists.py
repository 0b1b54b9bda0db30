"""Between two pages others go on adding and deleting; the reader's place stays."""

from datetime import timedelta

import pytest

from courses.models import Course
from tests.factories import CourseFactory, ReviewFactory

COURSES = """
query Courses(
  $first: Int, $after: String, $last: Int, $before: String, $ordering: [CourseOrder!]
) {
  courses(
    first: $first, after: $after, last: $last, before: $before, ordering: $ordering
  ) {
    nodes { title }
    pageInfo { startCursor endCursor }
  }
}
"""
BY_TITLE = [{"title": "ASC"}]
BY_RATING = [{"rating": "DESC"}]


def titles(answer):
    return "".join(node["title"] for node in answer.data["courses"]["nodes"])


@pytest.fixture
def six(db):
    """Courses A to F, made in this order."""
    return {title: CourseFactory(title=title) for title in "ABCDEF"}


@pytest.fixture
def read(visitor):
    """Reads two courses from the start, and tells after which cursor to go on."""

    def read(ordering=None):
        answer = visitor(COURSES, first=2, ordering=ordering)
        return titles(answer), answer.data["courses"]["pageInfo"]["endCursor"]

    return read


def test_a_newer_course_does_not_push_one_onto_the_next_page(visitor, six, read):
    seen, cursor = read()
    CourseFactory(title="G")

    result = titles(visitor(COURSES, after=cursor))

    assert (seen, result) == ("FE", "DCBA")


def test_courses_added_before_and_behind_the_place_are_left_out_and_read(
    visitor, six, read
):
    seen, cursor = read(BY_TITLE)
    CourseFactory(title="Aa")
    CourseFactory(title="Ca")

    result = titles(visitor(COURSES, after=cursor, ordering=BY_TITLE))

    assert (seen, result) == ("AB", "CCaDEF")


@pytest.mark.parametrize("ordering", [None, BY_TITLE, BY_RATING])
def test_a_course_that_was_read_may_be_deleted(visitor, six, read, ordering):
    seen, cursor = read(ordering)
    whole = titles(visitor(COURSES, ordering=ordering))
    six[seen[0]].delete()

    result = titles(visitor(COURSES, after=cursor, ordering=ordering))

    assert seen + result == whole


@pytest.mark.parametrize("ordering", [None, BY_TITLE, BY_RATING])
def test_the_very_course_of_the_cursor_may_be_deleted(visitor, six, read, ordering):
    seen, cursor = read(ordering)
    whole = titles(visitor(COURSES, ordering=ordering))
    six[seen[-1]].delete()

    result = titles(visitor(COURSES, after=cursor, ordering=ordering))

    assert seen + result == whole


def test_a_course_deleted_behind_the_place_hides_no_other(visitor, six, read):
    seen, cursor = read()
    six["D"].delete()

    result = titles(visitor(COURSES, after=cursor))

    assert (seen, result) == ("FE", "CBA")


def test_a_course_of_the_same_moment_is_read_once(visitor, six, read):
    Course.objects.update(created_at=six["A"].created_at)
    seen, cursor = read()
    course = CourseFactory(title="G")
    Course.objects.filter(pk=course.pk).update(created_at=six["A"].created_at)

    result = titles(visitor(COURSES, after=cursor))

    assert (seen, result) == ("FE", "DCBA")


def test_the_course_of_the_cursor_is_not_read_again_when_its_place_changes(
    visitor, six, read
):
    seen, cursor = read()
    earlier = six["A"].created_at - timedelta(days=1)
    Course.objects.filter(title=seen[-1]).update(created_at=earlier)

    result = titles(visitor(COURSES, after=cursor))

    assert (seen, result) == ("FE", "DCBA")


def test_reviews_move_no_unread_course_out_of_sight(visitor, six, read):
    ReviewFactory(course=six["A"], rating=5)
    ReviewFactory(course=six["B"], rating=4)
    seen, cursor = read(BY_RATING)
    ReviewFactory(course=six["A"], rating=4)

    result = titles(visitor(COURSES, after=cursor, ordering=BY_RATING))

    assert (seen, result) == ("AB", "FEDC")


def test_reading_backwards_keeps_its_place_too(visitor, six):
    page = visitor(COURSES, last=2, ordering=BY_TITLE)
    cursor = page.data["courses"]["pageInfo"]["startCursor"]
    six["E"].delete()
    six["B"].delete()
    CourseFactory(title="Da")

    result = titles(visitor(COURSES, last=3, before=cursor, ordering=BY_TITLE))

    assert (titles(page), result) == ("EF", "CDDa")
