"""What can be refused about reviews; codes become ``UserError.code`` in the API."""

from django.core.exceptions import ValidationError


class AlreadyReviewed(ValidationError):
    """Raised for a student's second review of a course."""

    def __init__(self) -> None:
        super().__init__(
            "You have reviewed this course: update that review instead.",
            code="already_reviewed",
        )


class RatingOutOfRange(ValidationError):
    """Raised for a rating that is not a whole number from 1 to 5."""

    def __init__(self) -> None:
        error = ValidationError("A rating is from 1 to 5.", code="out_of_range")
        super().__init__({"rating": error})
