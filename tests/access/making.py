"""A small world with one of each kind of viewer, and rows in every state.

The author has a published course, one that was taken back after students came, and a
draft; another instructor has a published one and a draft. Whatever can have a value
has one.
"""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from courses.models import Category, Course, Enrollment, Lesson, Resource
from courses.progress import complete_lesson
from notifications.models import CourseMute, Notification
from tests.access.world import STUDENTS, TEXTS, World, mark
from tests.factories import (
    CategoryFactory,
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    NotificationFactory,
    ReviewFactory,
    UserFactory,
)
from users.models import Profile, User

FORMS = {"link": "/%s", "email": "%s@example.com", "url": "%s.pdf"}


def make_world() -> World:
    people = _people()
    _teach(people)
    _write_texts()
    return World(people, {})


def _people() -> dict[str, User]:
    people: dict[str, Any] = {
        kind: UserFactory() for kind in ("student", *STUDENTS, "closed")
    }
    people["other instructor"] = UserFactory(instructor=True)
    people["author"] = UserFactory(instructor=True)
    people["staff"] = UserFactory(staff=True)
    return people


def _teach(people: dict[str, User]) -> None:
    category, other = CategoryFactory.create_batch(2)
    author, stranger = people["author"], people["other instructor"]
    opened = _course(author, category, lessons=3)
    hidden = _course(author, category, lessons=3)
    _course(author, other, lessons=2, draft=True)
    _course(stranger, other, lessons=1)
    _course(stranger, other, lessons=1, draft=True)
    Notification.objects.all().delete()
    for course in (opened, hidden):
        _study(people["active student"], course)
        _study(people["other student"], course, has_reviewed=course is hidden)
        _study(people["former student"], course, is_over=True)
        _study(people["closed"], course, is_over=True)
    CourseMute.objects.create(user=people["active student"], course=opened)
    Notification.objects.exclude(progress=None).update(is_read=True, read_at=_now())
    Notification.objects.filter(progress=None).delete()
    for person in people.values():
        NotificationFactory(user=person)
    Course.objects.filter(pk=hidden.pk).update(is_published=False)
    Enrollment.objects.update(completed_at=_now(), last_activity_at=_now())
    _show_pictures(Course, "thumbnail")
    _show_pictures(Profile, "profile_image")
    User.objects.filter(pk=people["closed"].pk).update(is_active=False)


def _course(instructor: User, category: Category, lessons: int, **traits: Any) -> Any:
    """A course whose first lesson is a preview."""
    course: Any = CourseFactory(instructor=instructor, category=category, **traits)
    for place in range(lessons):
        lesson: Any = LessonFactory(course=course, is_preview=place == 0)
        Lesson.objects.filter(pk=lesson.pk).update(video_file="videos/film.mp4")
        Resource.objects.create(lesson=lesson, file="resources/x.pdf", file_size=1)
    return course


def _study(
    student: User, course: Course, *, is_over: bool = False, has_reviewed: bool = True
) -> None:
    """They did the second lesson, were told so, and wrote a review."""
    EnrollmentFactory(student=student, course=course)
    lesson = course.lessons.get(order=2)
    progress = complete_lesson(student=student, lesson=lesson)
    if has_reviewed:
        ReviewFactory(student=student, course=course)
    NotificationFactory(user=student, progress=progress)
    if is_over:
        EnrollmentFactory(student=student, course=course, left=True)


def _show_pictures(model: Any, name: str) -> None:
    shape = {f"{name}_width": 64, f"{name}_height": 48}
    model.objects.update(**{name: f"{name}/picture.webp"}, **shape)


def _write_texts() -> None:
    for model, columns in TEXTS.items():
        for row in model.objects.all():
            texts = {
                column: FORMS.get(name, "%s") % mark(row, name)
                for column, name in columns.items()
            }
            model.objects.filter(pk=row.pk).update(**texts)


def _now() -> Any:
    return timezone.now() - timedelta(minutes=1)
