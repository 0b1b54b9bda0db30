import pytest
from django.core.management import call_command

from courses.models import Course
from courses.progress import complete_lesson
from notifications.models import Notification
from reviews.models import Review
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory, ReviewFactory

CREATE = """
mutation ($courseId: ID!, $rating: Int!, $comment: String! = "") {
  createReview(input: {courseId: $courseId, rating: $rating, comment: $comment}) {
    review {
      id rating comment createdAt updatedAt student { username }
      course { title rating { average count distribution } }
    }
    errors { field message code }
  }
}
"""
CREATE_PLAIN = """
mutation ($courseId: ID!) {
  createReview(input: {courseId: $courseId, rating: 3}) { review { comment } }
}
"""
NOTIFICATIONS = """
{ me { notifications { nodes { type message link isRead progress { id } } } } }
"""


@pytest.fixture
def untold(enrollment):
    """``student`` is enrolled, and nobody has a notification of it any more."""
    Notification.objects.all().delete()


def test_a_student_reviews_a_course(as_student, student, course, untold):
    result = as_student(
        CREATE, courseId=global_id(course), rating=4, comment="Clear.\n\nÉmile 👍"
    )

    review = Review.objects.get()
    assert result.data["createReview"] == {
        "review": {
            "id": global_id(review),
            "rating": 4,
            "comment": "Clear.\n\nÉmile 👍",
            "createdAt": review.created_at.isoformat(),
            "updatedAt": review.updated_at.isoformat(),
            "student": {"username": student.username},
            "course": {
                "title": course.title,
                "rating": {"average": 4.0, "count": 1, "distribution": [0, 0, 0, 1, 0]},
            },
        },
        "errors": [],
    }
    call_command("recount", check=True)


def test_a_review_needs_no_words(as_student, course, untold):
    result = as_student(CREATE_PLAIN, courseId=global_id(course))

    assert result.data["createReview"]["review"] == {"comment": ""}


def test_the_instructor_is_told(as_student, as_instructor, course, untold):
    as_student(CREATE, courseId=global_id(course), rating=2)

    result = as_instructor(NOTIFICATIONS)

    assert result.data["me"]["notifications"]["nodes"] == [
        {
            "type": "SYSTEM",
            "message": f"{course.title} has a new review: 2 of 5 stars.",
            "link": f"/courses/{course.slug}/reviews",
            "isRead": False,
            "progress": None,
        }
    ]
    assert Notification.objects.count() == 1


def test_who_left_may_review(as_student, student, course):
    EnrollmentFactory(student=student, course=course, left=True)

    result = as_student(CREATE, courseId=global_id(course), rating=1)

    assert result.data["createReview"]["errors"] == []
    assert Review.objects.get().student == student


def test_who_completed_may_review(as_student, student, enrollment, course, lessons):
    for lesson in lessons:
        complete_lesson(student=student, lesson=lesson)

    result = as_student(CREATE, courseId=global_id(course), rating=5)

    assert result.data["createReview"]["errors"] == []


def test_students_of_an_unpublished_course_may_review(as_student, course, untold):
    Course.objects.update(is_published=False)

    result = as_student(CREATE, courseId=global_id(course), rating=5)

    assert result.data["createReview"]["errors"] == []


def test_a_student_reviews_a_course_once(as_student, course, untold):
    as_student(CREATE, courseId=global_id(course), rating=4, comment="First.")

    result = as_student(CREATE, courseId=global_id(course), rating=1, comment="Second.")

    assert result.data["createReview"] == {
        "review": None,
        "errors": [
            {
                "field": None,
                "message": "You have reviewed this course: update that review instead.",
                "code": "ALREADY_REVIEWED",
            }
        ],
    }
    assert Review.objects.get().comment == "First."
    assert Notification.objects.count() == 1
    call_command("recount", check=True)


@pytest.mark.parametrize("rating", [-(2**31), -1, 0, 6, 100, 2**31 - 1])
def test_a_rating_is_from_1_to_5(as_student, course, untold, rating):
    result = as_student(CREATE, courseId=global_id(course), rating=rating)

    assert result.data["createReview"] == {
        "review": None,
        "errors": [
            {
                "field": ["rating"],
                "message": "A rating is from 1 to 5.",
                "code": "OUT_OF_RANGE",
            }
        ],
    }
    assert not Review.objects.exists()
    assert not Notification.objects.exists()


@pytest.mark.parametrize("rating", [4.5, "4", None, 2**31, True])
def test_a_rating_is_a_whole_number(as_student, course, untold, rating):
    result = as_student(CREATE, courseId=global_id(course), rating=rating)

    assert result.codes == ["BAD_USER_INPUT"]
    assert not Review.objects.exists()


@pytest.mark.parametrize(
    ("comment", "message", "code"),
    [
        (
            "x" * 5001,
            "Ensure this value has at most 5000 characters (it has 5001).",
            "TOO_LONG",
        ),
        ("a\0b", "Null characters are not allowed.", "INVALID"),
    ],
)
def test_a_comment_that_can_not_be_kept_is_refused(
    as_student, course, untold, comment, message, code
):
    result = as_student(CREATE, courseId=global_id(course), rating=4, comment=comment)

    assert result.data["createReview"] == {
        "review": None,
        "errors": [{"field": ["comment"], "message": message, "code": code}],
    }
    assert not Review.objects.exists()
    assert not Notification.objects.exists()


def test_a_comment_may_be_long(as_student, course, untold):
    result = as_student(
        CREATE, courseId=global_id(course), rating=4, comment="é" * 5000
    )

    assert result.data["createReview"]["review"]["comment"] == "é" * 5000


@pytest.mark.parametrize(
    ("who", "is_published", "code"),
    [
        ("other student", True, "NOT_ENROLLED"),
        ("other student", False, "NOT_FOUND"),
        ("instructor", True, "OWN_COURSE"),
        ("instructor", False, "OWN_COURSE"),
        ("other instructor", True, "NOT_ENROLLED"),
        ("staff", True, "NOT_ENROLLED"),
        ("staff", False, "NOT_ENROLLED"),
    ],
)
def test_only_students_review(clients, course, untold, who, is_published, code):
    Course.objects.update(is_published=is_published)

    result = clients[who](CREATE, courseId=global_id(course), rating=5)

    [error] = result.data["createReview"]["errors"]
    assert (error["field"], error["code"]) == (["courseId"], code)
    assert result.data["createReview"]["review"] is None
    assert not Review.objects.exists()
    assert not Notification.objects.exists()


@pytest.mark.parametrize("course_id", ["", "nonsense", "Q291cnNlOjk5OTk5", "{user}"])
def test_an_id_of_no_course_is_not_found(as_student, student, untold, course_id):
    course_id = course_id.format(user=global_id(student))

    result = as_student(CREATE, courseId=course_id, rating=5)

    [error] = result.data["createReview"]["errors"]
    assert (error["field"], error["code"]) == (["courseId"], "NOT_FOUND")
    assert not Review.objects.exists()


def test_a_visitor_has_to_sign_in(visitor, course):
    result = visitor(CREATE, courseId=global_id(course), rating=5)

    assert result.codes == ["UNAUTHENTICATED"]
    assert not Review.objects.exists()


def test_reviewing_costs_the_same_whatever_was_written_before(
    as_student, course, enrollment, statements
):
    ReviewFactory.create_batch(3, course=course)

    result = statements(
        lambda: as_student(CREATE, courseId=global_id(course), rating=5)
    )

    assert result == 12
