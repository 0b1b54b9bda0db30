import pytest
from django.core.management import call_command

from courses.enrollment import unenroll
from courses.models import Course
from notifications.models import Notification
from reviews.models import Review
from reviews.services import delete_review
from schema.base.nodes import global_id
from tests.factories import ReviewFactory

DELETE = """
mutation ($reviewId: ID!) {
  deleteReview(input: {reviewId: $reviewId}) {
    deletedId
    course { id viewerCanReview rating { average count distribution } }
    errors { field message code }
  }
}
"""
CREATE = """
mutation ($courseId: ID!) {
  createReview(input: {courseId: $courseId, rating: 5}) {
    review { course { rating { count } } }
    errors { code }
  }
}
"""


@pytest.fixture
def review(student, course):
    return ReviewFactory(student=student, course=course, rating=4)


def test_a_student_deletes_their_review(as_student, review, course):
    result = as_student(DELETE, reviewId=global_id(review))

    assert result.data["deleteReview"] == {
        "deletedId": global_id(review),
        "course": {
            "id": global_id(course),
            "viewerCanReview": True,
            "rating": {"average": None, "count": 0, "distribution": [0, 0, 0, 0, 0]},
        },
        "errors": [],
    }
    assert not Review.objects.exists()
    call_command("recount", check=True)


def test_others_reviews_stay_counted(as_student, review, course):
    other = ReviewFactory(course=course, rating=1)

    result = as_student(DELETE, reviewId=global_id(review))

    assert result.data["deleteReview"]["course"]["rating"] == {
        "average": 1.0,
        "count": 1,
        "distribution": [1, 0, 0, 0, 0],
    }
    assert Review.objects.get().pk == other.pk


def test_who_left_deletes_their_review_of_a_course_that_was_hidden_since(
    as_student, student, review, course
):
    unenroll(student=student, course=course)
    Course.objects.update(is_published=False)

    result = as_student(DELETE, reviewId=global_id(review))

    assert result.data["deleteReview"] == {
        "deletedId": global_id(review),
        "course": None,
        "errors": [],
    }
    assert not Review.objects.exists()
    call_command("recount", check=True)


def test_a_deleted_review_is_not_found(as_student, review):
    as_student(DELETE, reviewId=global_id(review))

    result = as_student(DELETE, reviewId=global_id(review))

    [error] = result.data["deleteReview"]["errors"]
    assert (error["field"], error["code"]) == (["reviewId"], "NOT_FOUND")
    call_command("recount", check=True)


def test_a_review_that_two_devices_delete_is_counted_out_once(review, course):
    delete_review(review=Review.objects.get())

    result = delete_review(review=review)

    assert result is None
    call_command("recount", check=True)


def test_another_review_may_be_written(as_student, as_instructor, review, course):
    as_student(DELETE, reviewId=global_id(review))
    Notification.objects.all().delete()

    result = as_student(CREATE, courseId=global_id(course))

    assert result.data["createReview"] == {
        "review": {"course": {"rating": {"count": 1}}},
        "errors": [],
    }
    assert Notification.objects.get().user == course.instructor


@pytest.mark.parametrize(
    "who", ["other student", "instructor", "other instructor", "staff"]
)
def test_anothers_review_is_not_found(clients, review, who):
    result = clients[who](DELETE, reviewId=global_id(review))

    assert result.data["deleteReview"] == {
        "deletedId": None,
        "course": None,
        "errors": [
            {
                "field": ["reviewId"],
                "message": "There is no such object.",
                "code": "NOT_FOUND",
            }
        ],
    }
    assert Review.objects.get() == review


@pytest.mark.parametrize("review_id", ["", "nonsense", "UmV2aWV3Ojk5OTk5", "{course}"])
def test_an_id_of_no_review_is_not_found(as_student, review, review_id):
    result = as_student(
        DELETE, reviewId=review_id.format(course=global_id(review.course))
    )

    [error] = result.data["deleteReview"]["errors"]
    assert (error["field"], error["code"]) == (["reviewId"], "NOT_FOUND")
    assert Review.objects.get() == review


def test_a_visitor_has_to_sign_in(visitor, review):
    result = visitor(DELETE, reviewId=global_id(review))

    assert result.codes == ["UNAUTHENTICATED"]
    assert Review.objects.get() == review
