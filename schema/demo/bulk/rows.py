"""The bulk data as rows of its tables."""

from collections.abc import Iterator
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils.text import slugify

from schema.demo.bulk.loading import stamp
from schema.demo.bulk.texts import Texts
from schema.demo.bulk.world import World
from users.models import Role

PASSWORD = "bulk123bulk"  # everybody's
LESSON_SECONDS = 900
Rows = Iterator[tuple[Any, ...]]


class RowMaker:
    """Rows of each table, in the order of their ids.

    ``first_user`` and so on are the ids of what has the index 0 in the world;
    ``number`` is that of the first username.
    """

    def __init__(
        self,
        world: World,
        *,
        number: int,
        first_user: int,
        first_course: int,
        first_lesson: int,
        first_enrollment: int,
        categories: list[int],
    ) -> None:
        self.world, self.dice, self.texts = world, world.dice, Texts(world.dice)
        self.number, self.categories = number, categories
        self.first_user, self.first_course = first_user, first_course
        self.first_lesson, self.first_enrollment = first_lesson, first_enrollment
        self.names = [self.texts.name() for _ in world.joined]
        self.subjects = [self.texts.subject() for _ in world.courses]

    USER = "id username email password first_name last_name date_joined".split()

    def users(self) -> Rows:
        password = make_password(PASSWORD)
        people = zip(self.names, self.world.joined, strict=True)
        for index, ((first_name, last_name), joined) in enumerate(people):
            username = f"bulk{self.number + index}"
            email = f"{username}@example.com"
            yield (
                self.first_user + index,
                username,
                email,
                password,
                first_name,
                last_name,
                stamp(joined),
            )

    PROFILE = "user_id role bio".split()

    def profiles(self) -> Rows:
        for index in range(self.world.sizes.users):
            is_instructor = index < self.world.sizes.instructors
            role = Role.INSTRUCTOR if is_instructor else Role.STUDENT
            bio = f"I like {self.texts.subject()}." if self.dice.random() < 0.4 else ""
            yield self.first_user + index, role.value, bio

    COURSE = (
        "id title slug description instructor_id category_id is_published published_at "
        "created_at updated_at lesson_count student_count rating_count rating_sum "
        "stars_1 stars_2 stars_3 stars_4 stars_5"
    ).split()

    def courses(self) -> Rows:
        for index, course in enumerate(self.world.courses):
            pk, subject = self.first_course + index, self.subjects[index]
            title = self.texts.title(subject)
            published_at = course.published_at and stamp(course.published_at)
            yield (
                pk,
                title,
                f"{slugify(title)}-bulk{pk}",
                self.texts.description(
                    subject, " ".join(self.names[course.instructor])
                ),
                self.first_user + course.instructor,
                self.dice.choice(self.categories),
                published_at is not None,
                published_at,
                stamp(course.created_at),
                published_at or stamp(course.created_at),
                course.lessons,
                course.students,
                sum(course.stars),
                sum(stars * count for stars, count in enumerate(course.stars, start=1)),
                *course.stars,
            )

    LESSON = "id course_id title content order is_preview created_at".split()

    def lessons(self) -> Rows:
        for index, course in enumerate(self.world.courses):
            subject, created_at = self.subjects[index], stamp(course.created_at)
            for place in range(course.lessons):
                yield (
                    self.first_lesson + course.first_lesson + place,
                    self.first_course + index,
                    self.texts.lesson_title(subject),
                    self.texts.content(),
                    place + 1,
                    place == 0,
                    created_at,
                )

    ENROLLMENT = (
        "id student_id course_id enrolled_at is_active "
        "activations completed_lesson_count completed_at last_activity_at updated_at"
    ).split()

    def enrollments(self) -> Rows:
        for index, enrollment in enumerate(self.world.enrollments):
            lessons = self.world.courses[enrollment.course].lessons
            last = enrollment.last_activity_at and stamp(enrollment.last_activity_at)
            enrolled_at = stamp(enrollment.enrolled_at)
            yield (
                self.first_enrollment + index,
                self.first_user + enrollment.student,
                self.first_course + enrollment.course,
                enrolled_at,
                enrollment.is_active,
                enrollment.activations,
                enrollment.completed,
                last if enrollment.completed == lessons else None,
                last,
                last or enrolled_at,
            )

    PROGRESS = (
        "enrollment_id lesson_id is_completed completed_at "
        "completion_changed_at position_seconds position_changed_at"
    ).split()

    def progress(self) -> Rows:
        for index, enrollment in enumerate(self.world.enrollments):
            course = self.world.courses[enrollment.course]
            lesson = self.first_lesson + course.first_lesson
            for place in range(enrollment.touched):
                when = stamp(enrollment.enrolled_at + enrollment.pace * (place + 1))
                is_completed = place < enrollment.completed
                done = when if is_completed else None
                yield (
                    self.first_enrollment + index,
                    lesson + place,
                    is_completed,
                    done,
                    done,
                    int(self.dice.random() * LESSON_SECONDS),
                    when,
                )

    REVIEW = "course_id student_id rating comment created_at updated_at".split()

    def reviews(self) -> Rows:
        for review in self.world.reviews:
            when = stamp(review.created_at)
            yield (
                self.first_course + review.course,
                self.first_user + review.student,
                review.rating,
                self.texts.comment(review.rating),
                when,
                when,
            )
