from dataclasses import dataclass, fields

from courses.models import MAX_LESSONS


class BadNumber(Exception):
    """Raised for a size that cannot be; ``option`` names it."""

    def __init__(self, option: str, message: str) -> None:
        super().__init__(message)
        self.option = option


@dataclass(frozen=True)
class Sizes:
    """How many rows to make; ``lessons`` is the average of a course.

    Raises :class:`BadNumber` for what cannot be.
    """

    users: int
    courses: int
    lessons: int
    enrollments: int
    progress: int
    reviews: int

    def __post_init__(self) -> None:
        for field in fields(self):
            if getattr(self, field.name) < 0:
                raise BadNumber(field.name, "this must be 0 or more.")
        if self.courses and not self.users:
            raise BadNumber("users", "courses need an instructor: at least 1.")
        self._limit("lessons", MAX_LESSONS, "a course has at most {}.")
        places = self.students * self.published_courses
        self._limit(
            "enrollments",
            places,
            f"{self.students} students in {self.published_courses} published "
            "courses make at most {}.",
        )
        self._limit("reviews", self.enrollments, "these enrollments take at most {}.")

    def check_progress(self, lessons_of_enrollments: int) -> None:
        """Raise :class:`BadNumber` if the enrollments have fewer lessons."""
        message = "these enrollments have at most {} lessons."
        self._limit("progress", lessons_of_enrollments, message)

    def _limit(self, option: str, most: int, message: str) -> None:
        if getattr(self, option) > most:
            raise BadNumber(option, message.format(most))

    @property
    def instructors(self) -> int:
        return max(self.users // 50, 1) if self.users else 0

    @property
    def students(self) -> int:
        return self.users - self.instructors

    @property
    def published_courses(self) -> int:
        return self.courses - self.courses // 20
