"""What can be refused about learning; codes become ``UserError.code`` in the API."""

from django.core.exceptions import ValidationError


class OwnCourse(ValidationError):
    """Raised when an instructor would be a student of their own course."""

    def __init__(self) -> None:
        error = ValidationError("This is your own course.", code="own_course")
        super().__init__({"course_id": error})


class NotPublished(ValidationError):
    """Raised when somebody would enroll in a course that is not published."""

    def __init__(self) -> None:
        error = ValidationError("This course is not published.", code="not_published")
        super().__init__({"course_id": error})


class NotEnrolled(ValidationError):
    """Raised when a deed needs an enrollment that there is not; ``field`` names
    the input that leads to the course.
    """

    def __init__(self, field: str) -> None:
        error = ValidationError("Enroll in this course first.", code="not_enrolled")
        super().__init__({field: error})


class Gone(ValidationError):
    """Raised when something was deleted while a deed with it began; ``field``
    names the input that leads to it.
    """

    def __init__(self, field: str) -> None:
        error = ValidationError("There is no such object.", code="not_found")
        super().__init__({field: error})
