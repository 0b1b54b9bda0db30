"""Reviewing courses; the course's rating moves in the same transaction."""

from django.db import IntegrityError, transaction
from django.db.models import F

from courses.exceptions import Gone, NotEnrolled, OwnCourse
from courses.models import Course, Enrollment
from notifications.services import notify
from reviews.exceptions import AlreadyReviewed, RatingOutOfRange
from reviews.models import MAX_RATING, MIN_RATING, Review
from users.models import User


@transaction.atomic
def create_review(
    *, student: User, course: Course, rating: int, comment: str = ""
) -> Review:
    """Review a course that the student is, or was, enrolled in; tell its instructor.

    Raises :class:`RatingOutOfRange`, :class:`OwnCourse`, :class:`NotEnrolled`,
    :class:`AlreadyReviewed` or :class:`Gone`.
    """
    if course.instructor_id == student.pk:
        raise OwnCourse
    if not Enrollment.objects.filter(student=student, course=course).exists():
        raise NotEnrolled("course_id")
    review = Review(student=student, course=course, rating=rating, comment=comment)
    _refuse_invalid(review)
    try:
        review.save()
    except IntegrityError:
        raise AlreadyReviewed from None
    _move_rating(review, added=rating)
    course = review.course
    notify(
        user=course.instructor,
        key=f"review:{review.pk}",
        message=f"{course.title} has a new review: {rating} of {MAX_RATING} stars.",
        link=f"/courses/{course.slug}/reviews",
        course_id=course.pk,
    )
    return review


@transaction.atomic
def update_review(
    *, review: Review, rating: int | None = None, comment: str | None = None
) -> Review:
    """Change the rating, the comment or both.

    Raises :class:`RatingOutOfRange`, or :class:`Gone`.
    """
    locked = Review.objects.select_for_update().filter(pk=review.pk).first()
    if locked is None:
        raise Gone("review_id")
    review, before = locked, locked.rating
    if rating is not None:
        review.rating = rating
    if comment is not None:
        review.comment = comment
    _refuse_invalid(review)
    review.save(update_fields=["rating", "comment", "updated_at"])
    _move_rating(review, removed=before, added=review.rating)
    return review


@transaction.atomic
def delete_review(*, review: Review) -> None:
    """Delete the review; the student may write another. Does nothing twice."""
    gone = Review.objects.select_for_update().filter(pk=review.pk).first()
    if gone is not None:
        gone.delete()
        _move_rating(gone, removed=gone.rating)


def _refuse_invalid(review: Review) -> None:
    if not MIN_RATING <= review.rating <= MAX_RATING:
        raise RatingOutOfRange
    review.clean_fields(exclude={"course", "student"})


def _move_rating(
    review: Review, *, added: int | None = None, removed: int | None = None
) -> None:
    """Count one rating in and another out, by expressions, in one statement.

    The review has its course as that left it.
    """
    changes: dict[str, int] = {}
    for stars, step in ((added, 1), (removed, -1)):
        if stars is not None:
            changes[f"stars_{stars}"] = step
            changes["rating_count"] = changes.get("rating_count", 0) + step
            changes["rating_sum"] = changes.get("rating_sum", 0) + step * stars
    courses = Course.objects.filter(pk=review.course_id)
    if added != removed:
        courses.update(**{name: F(name) + change for name, change in changes.items()})
    course = courses.select_related("instructor").first()
    if course is None:
        raise Gone("course_id")
    review.course = course
