import pytest

from courses.counters import drifted
from courses.models import Course
from reviews.counters import COUNTERS
from reviews.models import Review
from tests.factories import ReviewFactory

WAYS_TO_DELETE = {
    "page": lambda desk, row: desk.delete(row),
    "list": lambda desk, row: desk.act("delete_selected", row),
}


@pytest.fixture
def review(course):
    ReviewFactory(course=course, rating=5)
    return ReviewFactory(course=course, rating=2)


def test_a_changed_rating_moves_the_rating_of_the_course(desk, course, review):
    result = desk.change(review, rating=4)

    course.refresh_from_db()
    assert result.status_code == 200
    assert course.rating_distribution == [0, 0, 0, 1, 1]
    assert course.rating_average == 4.5


def test_a_comment_is_moderated_without_touching_the_rating(desk, course, review):
    result = desk.change(review, comment="(removed)")

    review.refresh_from_db()
    course.refresh_from_db()
    assert result.status_code == 200
    assert (review.comment, review.rating) == ("(removed)", 2)
    assert course.rating_distribution == [0, 1, 0, 0, 1]


def test_a_rating_out_of_range_is_refused_in_the_form(desk, course, review):
    result = desk.change(review, rating=6)

    review.refresh_from_db()
    assert result.status_code == 200
    assert result.context["errors"]
    assert review.rating == 2


@pytest.mark.parametrize("way", WAYS_TO_DELETE)
def test_a_deleted_review_leaves_the_rating(desk, course, review, way):
    result = WAYS_TO_DELETE[way](desk, review)

    course.refresh_from_db()
    assert result.status_code == 200
    assert Review.objects.count() == 1
    assert course.rating_distribution == [0, 0, 0, 0, 1]
    assert not drifted(Course, COUNTERS[Course]).exists()
