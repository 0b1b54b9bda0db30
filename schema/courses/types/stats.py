"""How a course does, for who teaches it."""

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from courses import models, stats
from reviews.stats import ratings_by_month
from schema.base.batching import load, together

if TYPE_CHECKING:
    from schema.courses.types import Lesson

LazyLesson = Annotated["Lesson", strawberry.lazy("schema.courses.types")]


@strawberry.type(description="How often something happened on a day.")
class DayCount:
    day: date = strawberry.field(description="The day, in UTC.")
    count: int = strawberry.field(description="How often.")


@strawberry.type(description="How a month's reviews rate a course.")
class MonthRating:
    month: date = strawberry.field(description="The first day of the month, in UTC.")
    average: float = strawberry.field(
        description="The mean of their ratings, 1 to 5 stars."
    )
    count: int = strawberry.field(description="How many reviews were written in it.")


@strawberry.type(description="How many students have done a lesson.")
class LessonCompletion:
    lesson: LazyLesson = strawberry.field(description="Which lesson.")
    count: int = strawberry.field(
        description="How many students, present and past, have done it."
    )


@strawberry.type(description="How a course does, in numbers.")
class CourseStats:
    course: strawberry.Private[models.Course]

    @strawberry.field(
        description="First enrollments on each of the last 90 days, today last."
    )
    def enrollments_by_day(self) -> list[DayCount]:
        return _days(self.course, "enrolled_at")

    @strawberry.field(
        description="Completions of the course on each of the last 90 days, today last."
    )
    def completions_by_day(self) -> list[DayCount]:
        return _days(self.course, "completed_at")

    @strawberry.field(
        description="How many active students did 0 to 24, 25 to 49, 50 to 74 and 75 "
        "to 100 percent of the lessons, in this order."
    )
    def progress_distribution(self) -> list[int]:
        return load(self.course, "students by quarter", stats.students_by_quarter)

    @strawberry.field(description="How many students have done each lesson, in order.")
    def lesson_completions(self) -> list[LessonCompletion]:
        def loader(courses: list[models.Course]) -> dict[int, Any]:
            found = stats.lesson_completions(courses)
            together(lesson for rows in found.values() for lesson, _ in rows)
            return found

        rows = load(self.course, "lesson completions", loader) or []
        return [LessonCompletion(lesson=one, count=count) for one, count in rows]

    @strawberry.field(
        description="The rating of each month that has reviews, the latest last."
    )
    def rating_by_month(self) -> list[MonthRating]:
        months = load(self.course, "ratings by month", ratings_by_month) or []
        return [
            MonthRating(month=month, average=average, count=count)
            for month, average, count in months
        ]


def _days(course: models.Course, moment: str) -> list[DayCount]:
    days = load(course, moment, lambda all: stats.enrollments_by_day(all, moment))
    return [DayCount(day=day, count=count) for day, count in days]
