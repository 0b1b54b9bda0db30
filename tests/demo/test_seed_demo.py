"""The demo data: what a newcomer finds, and that it stays as they leave it."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F, Q
from django.utils import timezone

from courses.models import Category, Course, Enrollment, Lesson, Progress, Resource
from notifications.models import Notification
from reviews.models import Review
from users.models import User
from users.services import known_as, require_password

pytestmark = pytest.mark.django_db
MODELS = [User, Category, Course, Lesson, Resource, Enrollment, Progress]


def output_of(command: str, **options: bool) -> str:
    output = StringIO()
    call_command(command, stdout=output, **options)
    return output.getvalue()


def everything() -> list[list[dict[str, Any]]]:
    models = [*MODELS, Review, Notification]
    return [list(model.objects.order_by("pk").values()) for model in models]


@pytest.mark.parametrize(
    ("username", "password", "person"),
    [
        ("ADMIN2", "a123a123", ("Admin", "22", "I", "a", "admin2@example.com", False)),
        ("s", "s123s123", ("s", "1", "S", "s", "s@example.com", False)),
        (
            "staff",
            "staff123staff",
            ("Sam", "Staff", "S", "", "staff@example.com", True),
        ),
    ],
)
def test_the_given_people_can_sign_in(
    demo: str, username: str, password: str, person: tuple[Any, ...]
) -> None:
    result = require_password(known_as(username), password)

    names, profile = (result.first_name, result.last_name), result.profile
    assert (*names, profile.role, profile.bio, result.email, result.is_staff) == person
    assert result.is_superuser == result.is_staff


def test_it_tells_the_accounts(demo: str) -> None:
    result = demo

    for account in ("ADMIN2   a123a123", "s        s123s123", "staff    staff123staff"):
        assert account in result


def test_the_catalog_is_full(demo: str) -> None:
    result = Course.objects.all()

    assert len(result) == 40
    assert Category.objects.count() == 8
    assert sum(not course.is_published for course in result) == 3
    assert all(3 <= course.lesson_count <= 12 for course in result)
    assert all("\n\n" in course.description for course in result)


def test_every_lesson_says_something_and_some_are_free(demo: str) -> None:
    result = Lesson.objects.all()

    assert all(len(lesson.content) > 50 for lesson in result)
    assert 0 < sum(lesson.is_preview for lesson in result) < len(result) / 4


def test_every_course_has_a_cover(demo: str) -> None:
    result = Course.objects.all()

    assert all(course.thumbnail.size > 5000 for course in result)
    assert {(course.thumbnail.width, course.thumbnail.height) for course in result} == {
        (1280, 720)
    }


def test_some_lessons_have_files(demo: str) -> None:
    result = Resource.objects.all()

    assert len(result) > 5
    assert all(resource.file.size > 100 for resource in result)


def test_the_instructor_teaches(demo: str) -> None:
    courses = Course.objects.filter(instructor__username="ADMIN2")

    result = dict(courses.values_list("slug", "is_published"))

    assert len(result) == 5
    assert result["graphql-for-frontend-developers"]
    assert list(result.values()).count(False) == 1


def test_the_student_is_in_every_state(demo_student: User) -> None:
    enrollments = demo_student.enrollments.select_related("course")

    result = {
        enrollment.course.slug: (
            enrollment.is_active,
            enrollment.activations,
            enrollment.progress_percent,
            enrollment.completed_at is not None,
        )
        for enrollment in enrollments
    }

    assert result == {
        "python-from-first-principles": (True, 1, 100, True),
        "git-without-fear": (True, 1, 100, True),
        "accounting-basics": (False, 1, result["accounting-basics"][2], False),
        "music-theory-at-the-piano": (True, 2, 50, False),
        "statistics-for-the-curious": (True, 1, 50, False),
        "graphql-for-frontend-developers": (True, 1, 50, False),
        "photography-in-natural-light": (True, 1, 14, False),
        "data-analysis-with-pandas": (True, 1, 11, False),
        "typography-essentials": (True, 1, 0, False),
        "spanish-conversation-for-beginners": (True, 1, 0, False),
    }


def test_the_student_has_messages_and_a_review(demo_student: User) -> None:
    result = demo_student.notifications.all()

    assert {notification.is_read for notification in result} == {True, False}
    assert {notification.type for notification in result} == {
        "email",
        "reminder",
    }
    assert demo_student.reviews.get().course.slug == "python-from-first-principles"


def test_the_reviews_differ(demo: str) -> None:
    result = set(Review.objects.values_list("rating", flat=True))

    assert result == {1, 2, 3, 4, 5}
    assert Review.objects.count() > 100


def test_the_others_have_every_state_too(demo: str) -> None:
    others = Enrollment.objects.exclude(student__username="s")

    result = {
        (enrollment.is_active, enrollment.activations, enrollment.completed_at is None)
        for enrollment in others
    }

    assert result == {
        (True, 1, True),
        (True, 1, False),
        (False, 1, True),
        (True, 2, True),
    }


def test_every_counter_is_right(demo: str) -> None:
    result = output_of("recount", check=True)

    assert result.count(": 0 drifted") == 3


def test_nothing_happens_before_it_can(demo: str) -> None:
    result = [
        Enrollment.objects.filter(
            Q(enrolled_at__lt=F("course__published_at"))
            | Q(enrolled_at__lt=F("student__date_joined"))
            | Q(last_activity_at__lt=F("enrolled_at"))
            | Q(completed_at__lt=F("last_activity_at"))
            | Q(last_activity_at__gt=timezone.now())
        ),
        Progress.objects.filter(completed_at__lt=F("enrollment__enrolled_at")),
        Review.objects.filter(created_at__lt=F("course__published_at")),
        Course.objects.filter(created_at__lt=F("instructor__date_joined")),
        Notification.objects.filter(created_at__lt=F("user__date_joined")),
    ]

    assert [list(rows) for rows in result] == [[], [], [], [], []]


def test_events_are_stored_in_the_order_of_time(demo: str) -> None:
    result = list(Notification.objects.order_by("pk").values_list("created_at"))

    assert result == sorted(result)


def test_a_second_run_changes_nothing(
    demo: str, statements: Callable[[Callable[[], Any]], int]
) -> None:
    before = everything()

    result = statements(lambda: output_of("seed_demo"))

    assert result == 1
    assert everything() == before


def test_what_was_deleted_stays_deleted(demo: str, demo_student: User) -> None:
    Course.objects.all().delete()

    result = output_of("seed_demo")

    assert result == "The demo data are there already: nothing was changed.\n"
    assert not Course.objects.exists()


def test_everybody_has_verified_their_address_when_they_came(demo: str) -> None:
    result = User.objects.exclude(email_verified_at=F("date_joined"))

    assert not result.exists()
