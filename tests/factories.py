"""Rows for tests, made the way the services make them where something counts."""

from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from courses import lessons
from courses.enrollment import enroll, unenroll
from courses.models import Category, Course, Enrollment, Lesson
from notifications.models import Notification
from reviews.models import Review
from reviews.services import create_review
from users.models import Role, User

PASSWORD = "correct horse battery staple"


class UserFactory(DjangoModelFactory):
    """A student; traits make others. The password is ``PASSWORD``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        instructor = factory.Trait(role=Role.INSTRUCTOR)
        staff = factory.Trait(is_staff=True)

    username = factory.Sequence(lambda n: f"person{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@example.com")
    first_name = "Ada"
    last_name = factory.Sequence(lambda n: f"Lovelace {n}")
    role = Role.STUDENT

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> User:
        role = kwargs.pop("role")
        user = User.objects.create_user(**kwargs, password=PASSWORD)
        user.profile.role = role
        user.profile.save()
        return user


class CategoryFactory(DjangoModelFactory):
    class Meta:
        model = Category

    name = factory.Sequence(lambda n: f"Category {n:03}")
    slug = factory.Sequence(lambda n: f"category-{n:03}")


class CourseFactory(DjangoModelFactory):
    """A published course without lessons; ``draft=True`` makes it a draft."""

    class Meta:
        model = Course

    class Params:
        draft = factory.Trait(is_published=False, published_at=None)

    title = factory.Sequence(lambda n: f"Course {n:03}")
    description = "What it is about."
    instructor = factory.SubFactory(UserFactory, instructor=True)
    category = factory.SubFactory(CategoryFactory)
    is_published = True
    published_at = factory.LazyFunction(timezone.now)


class LessonFactory(DjangoModelFactory):
    """The next lesson of its course."""

    class Meta:
        model = Lesson

    course = factory.SubFactory(CourseFactory)
    title = factory.Sequence(lambda n: f"Lesson {n:03}")
    content = "What it teaches."

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Lesson:
        course = kwargs.pop("course")
        lesson = lessons.add_lesson(course=course, lesson=Lesson(**kwargs))
        course.refresh_from_db()
        return lesson


class EnrollmentFactory(DjangoModelFactory):
    """An active enrollment; ``left=True`` makes it one that the student left."""

    class Meta:
        model = Enrollment

    student = factory.SubFactory(UserFactory)
    course = factory.SubFactory(CourseFactory)

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Enrollment:
        left = kwargs.pop("left", False)
        enrollment = enroll(**kwargs)
        return unenroll(**kwargs) if left else enrollment


class ReviewFactory(DjangoModelFactory):
    """A review by a student who is enrolled for it when they are not yet."""

    class Meta:
        model = Review

    student = factory.SubFactory(UserFactory)
    course = factory.SubFactory(CourseFactory)
    rating = 4
    comment = "Clear and to the point."

    @classmethod
    def _create(cls, model_class: Any, *args: Any, **kwargs: Any) -> Review:
        enroll(student=kwargs["student"], course=kwargs["course"])
        return create_review(**kwargs)


class NotificationFactory(DjangoModelFactory):
    """An unread notification; ``read=True`` makes it a read one."""

    class Meta:
        model = Notification

    class Params:
        read = factory.Trait(is_read=True, read_at=factory.LazyFunction(timezone.now))

    user = factory.SubFactory(UserFactory)
    key = factory.Sequence(lambda n: f"test:{n}")
    message = "Something happened."
