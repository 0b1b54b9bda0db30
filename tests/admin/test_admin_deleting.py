"""Who may delete a course or a lesson deletes what is in it, and is told before."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from courses.counters import COUNTERS, drifted
from courses.models import Course, Enrollment, Lesson, Progress
from courses.progress import complete_lesson
from reviews.models import Review
from tests.factories import ReviewFactory
from tests.files import films
from tests.files.pictures import picture

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("no_files"),
]

WAYS = {
    "page": lambda desk, row: desk.delete(row),
    "list": lambda desk, row: desk.act("delete_selected", row),
}
CONTENTS = (Lesson, Enrollment, Progress, Review)


@pytest.fixture
def full_course(desk, course, lessons, enrollment, student):
    """It has a picture, a film, and a student who did a lesson and reviewed it."""
    desk.change(course, thumbnail=ContentFile(picture(), name="a.png"))
    desk.change(lessons[0], video_file=ContentFile(films.mp4(), name="a.mp4"))
    complete_lesson(student=student, lesson=lessons[0])
    ReviewFactory(course=course, student=student)
    return course


@pytest.mark.parametrize("way", WAYS)
def test_a_course_is_deleted_with_its_students_and_files(
    desk_of_staff, full_course, on_disk, way
):
    desk = desk_of_staff("view_course", "delete_course")

    result = WAYS[way](desk, full_course)

    assert "uccessfully" in desk.messages(result)[0]
    assert not Course.objects.exists()
    assert not any(model.objects.exists() for model in CONTENTS)
    assert on_disk() == []


@pytest.mark.parametrize("way", WAYS)
def test_the_last_lessons_of_a_published_course_stay(desk, course, lessons, way):
    for lesson in lessons[:2]:
        WAYS[way](desk, lesson)

    result = WAYS[way](desk, lessons[2])

    assert "Unpublish the course first" in result.content.decode()
    assert list(course.lessons.all()) == [lessons[2]]


def test_all_lessons_at_once_of_a_published_course_stay(desk, course, lessons):
    result = desk.act("delete_selected", *lessons)

    assert "Unpublish the course first" in result.content.decode()
    assert course.lessons.count() == 3


def test_the_page_that_asks_tells_how_much_goes(desk_of_staff, full_course):
    desk = desk_of_staff("view_course", "delete_course")
    url = reverse("admin:courses_course_delete", args=[full_course.pk])

    result = desk.client.get(url)

    page = result.content.decode()
    assert not result.context["perms_lacking"]
    assert "<li>Lessons: 3</li>" in page
    assert "<li>Enrollments: 1</li>" in page
    assert "<li>Reviews: 1</li>" in page
    assert Course.objects.exists()


@pytest.mark.parametrize("way", WAYS)
def test_who_may_not_delete_courses_deletes_none(
    desk_of_staff, full_course, on_disk, way
):
    desk = desk_of_staff("view_course", "change_course", "delete_lesson")
    before = on_disk()

    result = WAYS[way](desk, full_course)

    assert result.status_code == {"page": 403, "list": 200}[way]
    assert all(model.objects.exists() for model in (Course, *CONTENTS))
    assert on_disk() == before


@pytest.mark.parametrize("way", WAYS)
def test_a_lesson_is_deleted_by_who_may_delete_lessons(
    desk_of_staff, full_course, lessons, way
):
    lessons[0].resources.create(title="Notes", file="notes.txt")
    desk = desk_of_staff("view_lesson", "delete_lesson")

    result = WAYS[way](desk, lessons[0])

    full_course.refresh_from_db()
    assert "uccessfully" in desk.messages(result)[0]
    assert full_course.lesson_count == 2
    assert not any(drifted(model, COUNTERS[model]).exists() for model in COUNTERS)
