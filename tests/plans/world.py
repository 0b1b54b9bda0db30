"""Rows in every state that an answer can tell of, with what is hard in each.

Sort keys are equal on several rows, texts are empty, long or in many scripts, and
everything that can be missing is missing somewhere. Times count back from now, for
statistics do.
"""

from typing import Any

from django.utils import timezone

from courses.models import Course, Lesson, Progress, Resource
from courses.progress import Report, complete_lesson, record
from notifications.models import (
    CourseMute,
    EmailCadence,
    NotificationPreference,
    NotificationType,
)
from tests.factories import (
    CategoryFactory,
    CourseFactory,
    EnrollmentFactory,
    LessonFactory,
    NotificationFactory,
    ReviewFactory,
    UserFactory,
)
from tests.plans.dates import set_times, show_pictures
from users.models import Profile, User

LONG = "# Title\n\n" + "A *long* text with <b>HTML</b>, `code` and “quotes”. " * 40
TEXTS = (
    *("What it is about.", "", LONG, "日本語 — Ünïcödé 👩\u200d🔬", "- one\n- *two*"),
    *("<script>alert(1)</script> & \"quoted\" 'text' \\ back", "line\u2028separator"),
)
TITLES = (
    *("Python for beginners", "Python for beginners", "SQL, quickly", "İstanbul"),
    *("日本語 入門", "A", "Zażółć gęślą jaźń", "python, again", '100 % "it\'s" \\'),
    *("Drafts and drafts", "Hidden again", "Empty of lessons"),
)
DRAFTS = (9, 10)  # by their places among the titles; the second had been published


class People:
    """Who there is, by the words that answers are counted by."""

    def __init__(self) -> None:
        self.student = UserFactory(first_name="Zoë", last_name="O'Brien")
        self.other_student = UserFactory(first_name="", last_name="")
        self.instructor = UserFactory(instructor=True, last_name="Ada Python")
        self.other_instructor = UserFactory(instructor=True)
        self.staff = UserFactory(staff=True)
        self.deactivated = UserFactory()

    def all(self) -> dict[str, User]:
        return {name.replace("_", " "): one for name, one in vars(self).items()}


def make_world() -> dict[str, User]:
    """Make all rows; returns the people by what they are."""
    people = People()
    courses = _courses(people)
    _study(people, courses)
    _notify(people)
    Profile.objects.filter(user=people.student).update(bio=LONG)
    show_pictures()
    set_times()
    User.objects.filter(pk=people.deactivated.pk).update(is_active=False)
    Course.objects.filter(title__in=[TITLES[n] for n in DRAFTS]).update(
        is_published=False
    )
    return {
        name: User.objects.get(pk=person.pk) for name, person in people.all().items()
    }


def _courses(people: People) -> list[Any]:
    categories = [
        CategoryFactory(name=name) for name in ("Science", "Art", "Art", "Ünïcode", "")
    ]
    courses: list[Any] = []
    for n, title in enumerate(TITLES):
        course = CourseFactory(
            title=title,
            description=TEXTS[n % len(TEXTS)],
            instructor=(people.instructor, people.other_instructor, people.staff)[
                n % 3
            ],
            category=None if n % 4 == 3 else categories[n % 4],
        )
        for place in range((3, 1, 5, 2)[n % 4] if n < len(TITLES) - 1 else 0):
            _lesson(course, place, TEXTS[(n + place) % len(TEXTS)])
        courses.append(course)
    return courses


def _lesson(course: Any, place: int, content: str) -> None:
    lesson: Any = LessonFactory(
        course=course, title=f"{course.title} {place}", content=content
    )
    Lesson.objects.filter(pk=lesson.pk).update(
        is_preview=place == 0,
        video_file=("videos/film.mp4", "", None)[place % 3],
        order=lesson.order if place < 2 else lesson.order + 3,  # after a gap
    )
    for number in range(place % 3):
        Resource.objects.create(
            lesson=lesson,
            title=TITLES[number],
            file=("resources/notes.pdf", "resources/Ünïcode file.zip")[number],
            file_size=number * 50 * 2**20,
        )


def _study(people: People, courses: list[Any]) -> None:
    students = [people.student, people.other_student, people.deactivated]
    students += [people.other_instructor, *(UserFactory() for _ in range(2))]
    for n, course in enumerate(courses[:-1]):
        for m, student in enumerate(students):
            if course.instructor_id == student.pk or (n * 3 + m) % 4 == 3:
                continue
            EnrollmentFactory(student=student, course=course)
            _learn(student, course, n + m)
            if (n + m) % 2 == 0:
                ReviewFactory(
                    student=student,
                    course=course,
                    rating=1 + (n * m) % 5,
                    comment=TEXTS[(n + m) % len(TEXTS)],
                )
            if (n + m) % 5 == 4:
                EnrollmentFactory(student=student, course=course, left=True)
    for course in courses[::3]:
        CourseMute.objects.create(user=people.student, course=course)
    CourseMute.objects.create(user=people.staff, course=courses[1])


def _learn(student: User, course: Any, n: int) -> None:
    """Nothing, some of the lessons or all of them."""
    lessons = list(course.lessons.order_by("order"))
    for lesson in lessons[: (0, 1, len(lessons))[n % 3]]:
        complete_lesson(student=student, lesson=lesson)
    if n % 4 == 1:
        report = Report(lessons[-1], timezone.now(), position_seconds=90)
        record(student=student, reports=[report])


def _notify(people: People) -> None:
    links = ("/courses/sql", "", "/ünï?code=1&b")
    for user in people.all().values():
        progress = Progress.objects.filter(enrollment__student=user).first()
        for n in range(6):
            NotificationFactory(
                user=user,
                message=TEXTS[n],
                link=links[n % 3],
                type=NotificationType.values[n % 3],
                progress=progress if n % 2 else None,
                read=n % 3 == 0,
            )
    NotificationPreference.objects.create(
        user=people.student,
        type=NotificationType.SYSTEM,
        in_app=False,
        email=EmailCadence.DAILY,
    )
    people.student.email_verified_at = timezone.now()
    people.student.time_zone = "Europe/Paris"
    people.student.save()
