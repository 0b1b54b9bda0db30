"""On many rows every statement of a plan finds what it wants by an index."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from benchmarks.peers.lyceum.peer import DOCUMENTS
from courses.models import Course, Enrollment
from notifications.models import Notification
from reviews.models import Review
from schema.base.nodes import global_id
from schema.demo.bulk.loading import analyze
from schema.demo.bulk.seeding import seed
from schema.demo.bulk.sizes import Sizes
from tests.client import Client
from tests.plans.explaining import statements, whole_reads
from users.models import User

pytestmark = pytest.mark.django_db

SIZES = Sizes(
    users=3_000,
    courses=15_000,
    lessons=1,
    enrollments=12_000,
    progress=8_000,
    reviews=9_000,
)
PEOPLE, NOTIFICATIONS = 200, 40  # who are told something, and how often
READS = {name: DOCUMENTS[name] for name in ("catalog", "course", "dashboard", "field")}
LISTS = {
    "courses after a place": """
        query ($course: String) {
          courses(after: $course) { nodes { title } pageInfo { endCursor } }
        }
    """,
    "courses by popularity": """
        { courses(ordering: [{studentCount: DESC}]) { nodes { title studentCount } } }
    """,
    "courses of a category": """
        query ($category: String!) {
          category(slug: $category) { courses(first: 5) { nodes { title } } }
        }
    """,
    "courses of an instructor": """
        query ($instructor: ID!) {
          courses(filters: {instructorId: $instructor}) {
            totalCount nodes { title instructor { lastName } }
          }
        }
    """,
    "reviews of courses": """
        {
          courses(first: 2) {
            nodes { reviews(first: 3) { totalCount nodes { comment } } }
          }
        }
    """,
    "a lesson": """
        query ($lesson: ID!) {
          lesson(id: $lesson) {
            content videoUrl next { id } viewerProgress { isCompleted }
          }
        }
    """,
    "what the viewer may do": """
        {
          courses {
            nodes {
              viewerCanEnroll viewerCanReview viewerHasMuted
              viewerEnrollment { progressPercent } viewerReview { rating }
            }
          }
        }
    """,
    "enrollments with all progress": """
        {
          me {
            enrollments(first: 5, ordering: [{lastActivityAt: DESC}]) {
              totalCount nodes { progress { isCompleted lesson { title } } }
            }
          }
        }
    """,
    "reviews of the viewer": "{ me { reviews { totalCount nodes { comment } } } }",
    "notifications": """
        {
          me {
            unreadNotificationCount
            notifications(first: 5) { nodes { message } pageInfo { endCursor } }
          }
        }
    """,
    "notifications after a place": """
        query ($notification: String) {
          me { notifications(first: 5, after: $notification) { nodes { message } } }
        }
    """,
    "unread notifications": """
        {
          me {
            notifications(filters: {isRead: false}) { totalCount nodes { message } }
          }
        }
    """,
}
WHOLE = (
    "SELECT id FROM courses_lesson WHERE content = %s",
    'SELECT V0.id FROM "courses_lesson" V0 WHERE V0.content = %s',
)


@pytest.fixture(scope="module")
def student(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[User]:
    """Somebody in a school with many people and more courses."""
    with django_db_blocker.unblock(), transaction.atomic():
        seed(SIZES, seed=1)
        someone = Review.objects.latest("pk").student
        _notify([someone, *User.objects.exclude(pk=someone.pk)[:PEOPLE]])
        analyze()
        yield someone
        transaction.set_rollback(True)


def _notify(people: list[User]) -> None:
    now = timezone.now()
    Notification.objects.bulk_create(
        Notification(
            user=user,
            key=f"news:{number}",
            message=f"News {number}",
            is_read=number > 3,
            read_at=now if number > 3 else None,
            created_at=now - timedelta(hours=number),
        )
        for user in people
        for number in range(NOTIFICATIONS)
    )


@pytest.fixture(scope="module")
def variables(student: User) -> dict[str, Any]:
    """What the documents ask about, by the names of their variables."""
    client = Client(student)
    course = Review.objects.latest("pk").course
    categories = Course.objects.exclude(category=None).values_list("category__slug")
    enrollment = Enrollment.objects.filter(student=student, is_active=True).latest("pk")
    courses = client(LISTS["courses after a place"]).data["courses"]
    told = client(LISTS["notifications"]).data["me"]["notifications"]
    return {
        "first": 20,
        "reviews": 10,
        "slug": course.slug,
        "category": categories[0][0],
        "instructor": global_id(course.instructor),
        "lesson": global_id(enrollment.course.lessons.first()),
        "course": courses["pageInfo"]["endCursor"],
        "notification": told["pageInfo"]["endCursor"],
    }


@pytest.mark.parametrize("name", [*READS, *LISTS])
def test_no_large_table_is_read_as_a_whole(
    student: User, variables: dict[str, Any], name: str
) -> None:
    document, client = (READS | LISTS)[name], Client(student)
    answer = client(document, **variables)
    asked = statements(lambda: client(document, **variables))

    result = [(one, text) for text in asked for one in whole_reads(text)]

    assert answer.execution == "plan", answer.body
    assert asked
    assert result == []


@pytest.mark.parametrize("text", WHOLE)
def test_it_would_be_noticed(student: User, text: str) -> None:
    result = [*whole_reads((text, [""]))]

    assert {one.split()[0] for one in result} == {"courses_lesson"}
