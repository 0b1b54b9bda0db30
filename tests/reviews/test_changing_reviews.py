import pytest
from django.core.management import call_command

from courses.enrollment import unenroll
from courses.models import Course
from notifications.models import Notification
from reviews.models import Review
from schema.base.nodes import global_id
from tests.factories import ReviewFactory

UPDATE = """
mutation ($input: UpdateReviewInput!) {
  updateReview(input: $input) {
    review { id rating comment course { rating { average count distribution } } }
    errors { field message code }
  }
}
"""


@pytest.fixture
def review(student, course):
    """The student's review: four stars, and some words."""
    review = ReviewFactory(student=student, course=course, rating=4, comment="Good.")
    Notification.objects.all().delete()
    return review


def test_a_student_changes_their_review(as_student, review, course):
    ReviewFactory(course=course, rating=1)

    result = as_student(
        UPDATE, input={"reviewId": global_id(review), "rating": 2, "comment": "Hm."}
    )

    assert result.data["updateReview"] == {
        "review": {
            "id": global_id(review),
            "rating": 2,
            "comment": "Hm.",
            "course": {
                "rating": {"average": 1.5, "count": 2, "distribution": [1, 1, 0, 0, 0]}
            },
        },
        "errors": [],
    }
    call_command("recount", check=True)


@pytest.mark.parametrize(
    ("changes", "rating", "comment"),
    [
        ({}, 4, "Good."),
        ({"rating": 4}, 4, "Good."),
        ({"rating": 5}, 5, "Good."),
        ({"rating": None}, 4, "Good."),
        ({"comment": "Better."}, 4, "Better."),
        ({"comment": ""}, 4, ""),
        ({"comment": None}, 4, ""),
    ],
)
def test_what_is_left_out_stays_and_null_clears_the_words(
    as_student, review, changes, rating, comment
):
    result = as_student(UPDATE, input={"reviewId": global_id(review)} | changes)

    answer = result.data["updateReview"]["review"]
    review.refresh_from_db()
    assert (answer["rating"], answer["comment"]) == (rating, comment)
    assert (review.rating, review.comment) == (rating, comment)
    call_command("recount", check=True)


def test_a_changed_review_shows_when(as_student, review):
    result = as_student(UPDATE, input={"reviewId": global_id(review), "rating": 1})

    before = review.created_at, review.updated_at
    review.refresh_from_db()
    assert result.data["updateReview"]["errors"] == []
    assert review.created_at == before[0]
    assert review.updated_at > before[1]


def test_nobody_is_told_of_a_change(as_student, review):
    result = as_student(UPDATE, input={"reviewId": global_id(review), "rating": 1})

    assert result.data["updateReview"]["errors"] == []
    assert not Notification.objects.exists()


def test_who_left_may_change_their_review(as_student, student, review, course):
    unenroll(student=student, course=course)

    result = as_student(UPDATE, input={"reviewId": global_id(review), "rating": 1})

    assert result.data["updateReview"]["errors"] == []
    assert result.data["updateReview"]["review"]["rating"] == 1


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"rating": 0}, "rating", "OUT_OF_RANGE"),
        ({"rating": 6, "comment": "Six!"}, "rating", "OUT_OF_RANGE"),
        ({"rating": 1, "comment": "x" * 5001}, "comment", "TOO_LONG"),
        ({"rating": 1, "comment": "\0"}, "comment", "INVALID"),
    ],
)
def test_a_refused_change_changes_nothing(as_student, review, changes, field, code):
    before = Review.objects.values().get()

    result = as_student(UPDATE, input={"reviewId": global_id(review)} | changes)

    [error] = result.data["updateReview"]["errors"]
    assert result.data["updateReview"]["review"] is None
    assert (error["field"], error["code"]) == ([field], code)
    assert Review.objects.values().get() == before
    call_command("recount", check=True)


@pytest.mark.parametrize(
    "who", ["other student", "instructor", "other instructor", "staff"]
)
def test_anothers_review_is_not_found(clients, review, who):
    result = clients[who](UPDATE, input={"reviewId": global_id(review), "rating": 1})

    assert result.data["updateReview"] == {
        "review": None,
        "errors": [
            {
                "field": ["reviewId"],
                "message": "There is no such object.",
                "code": "NOT_FOUND",
            }
        ],
    }
    review.refresh_from_db()
    assert review.rating == 4


def test_who_left_changes_their_review_of_a_course_that_was_hidden_since(
    as_student, student, review
):
    unenroll(student=student, course=review.course)
    Course.objects.update(is_published=False)

    result = as_student(UPDATE, input={"reviewId": global_id(review), "rating": 1})

    review.refresh_from_db()
    assert result.data["updateReview"] == {"review": None, "errors": []}
    assert (review.rating, review.comment) == (1, "Good.")
    call_command("recount", check=True)


def test_who_left_is_told_what_is_wrong_with_a_review_of_a_hidden_course(
    as_student, student, review
):
    unenroll(student=student, course=review.course)
    Course.objects.update(is_published=False)

    result = as_student(UPDATE, input={"reviewId": global_id(review), "rating": 6})

    [error] = result.data["updateReview"]["errors"]
    review.refresh_from_db()
    assert (error["field"], error["code"]) == (["rating"], "OUT_OF_RANGE")
    assert review.rating == 4


@pytest.mark.parametrize("review_id", ["", "nonsense", "UmV2aWV3Ojk5OTk5", "{course}"])
def test_an_id_of_no_review_is_not_found(as_student, review, review_id):
    review_id = review_id.format(course=global_id(review.course))

    result = as_student(UPDATE, input={"reviewId": review_id, "rating": 1})

    [error] = result.data["updateReview"]["errors"]
    assert (error["field"], error["code"]) == (["reviewId"], "NOT_FOUND")


def test_a_visitor_has_to_sign_in(visitor, review):
    result = visitor(UPDATE, input={"reviewId": global_id(review), "rating": 1})

    review.refresh_from_db()
    assert result.codes == ["UNAUTHENTICATED"]
    assert review.rating == 4
