import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.counters import COUNTERS, drifted
from courses.models import MAX_LESSONS, Course, Lesson
from courses.progress import complete_lesson
from notifications.models import Notification
from tests.factories import CourseFactory, EnrollmentFactory, LessonFactory

WAYS_TO_DELETE = {
    "page": lambda desk, row: desk.delete(row),
    "list": lambda desk, row: desk.act("delete_selected", row),
}


def test_a_course_added_by_support_is_a_draft_with_a_slug(desk, instructor):
    result = desk.add(Course, title="Set Theory", instructor=instructor.pk)

    course = Course.objects.get()
    assert result.status_code == 200
    assert (course.slug, course.is_published) == ("set-theory", False)
    assert course.instructor == instructor


def test_publishing_needs_what_it_needs_of_authors(desk, draft):
    result = desk.act("publish", draft)

    draft.refresh_from_db()
    assert not draft.is_published
    assert "Give the course at least one lesson." in desk.messages(result)[0]


def test_publishing_sets_the_time_and_publishing_again_keeps_it(desk, draft):
    LessonFactory(course=draft)

    result = desk.act("publish", draft)

    draft.refresh_from_db()
    first = draft.published_at
    assert desk.messages(result) == ["Published: 1."]
    assert draft.is_published and first is not None
    desk.act("unpublish", draft)
    draft.refresh_from_db()
    assert not draft.is_published
    desk.act("publish", draft)
    draft.refresh_from_db()
    assert draft.is_published and draft.published_at == first


def test_publication_is_not_a_field_that_can_be_sent(desk, draft):
    result = desk.change(draft, is_published="on", title="New title")

    draft.refresh_from_db()
    assert result.status_code == 200
    assert (draft.title, draft.is_published) == ("New title", False)


def test_changing_a_title_writes_no_counter(desk, course):
    with CaptureQueriesContext(connection) as statements:
        result = desk.change(course, title="New title")

    [update] = [
        statement["sql"]
        for statement in statements
        if statement["sql"].startswith('UPDATE "courses_course"')
    ]
    assert result.status_code == 200
    assert "title" in update and "updated_at" in update
    assert "count" not in update and "stars" not in update


def test_a_course_is_handed_over_to_another_instructor(desk, course, other_instructor):
    result = desk.change(course, instructor=other_instructor.pk)

    course.refresh_from_db()
    assert result.status_code == 200
    assert course.instructor == other_instructor


def test_a_course_is_not_handed_over_to_a_student_of_it(
    desk, course, instructor, enrollment
):
    result = desk.change(course, instructor=enrollment.student_id)

    course.refresh_from_db()
    assert "This person is a student of the course." in result.content.decode()
    assert course.instructor == instructor


def test_a_new_lesson_stands_at_the_end_of_its_course(desk, course, lessons):
    result = desk.add(
        Lesson,
        course=course.pk,
        title="The end",
        **{
            "resources-TOTAL_FORMS": 1,
            "resources-0-title": "Slides",
            "resources-0-file": SimpleUploadedFile("slides.pdf", b"%PDF"),
        },
    )

    course.refresh_from_db()
    assert result.status_code == 200
    lesson = course.lessons.get(title="The end")
    assert (lesson.order, course.lesson_count) == (4, 4)
    assert lesson.resources.get().title == "Slides"


def test_a_full_course_refuses_a_lesson_and_the_form_keeps_what_was_typed(desk, course):
    Course.objects.update(lesson_count=MAX_LESSONS)

    result = desk.add(Lesson, course=course.pk, title="Too much", content="Long text")

    page = result.content.decode()
    assert result.status_code == 200
    assert "A course has at most 500 lessons." in page
    assert "Too much" in page and "Long text" in page
    assert not Lesson.objects.exists()


def test_a_lesson_keeps_its_course_and_its_place(desk, course, lessons):
    elsewhere = CourseFactory()

    result = desk.change(lessons[1], title="Better", course=elsewhere.pk)

    lesson = course.lessons.get(title="Better")
    assert result.status_code == 200
    assert (lesson.pk, lesson.order) == (lessons[1].pk, 2)


@pytest.mark.parametrize("way", WAYS_TO_DELETE)
def test_deleting_a_lesson_moves_the_counters(desk, student, enrollment, lessons, way):
    complete_lesson(student=student, lesson=lessons[0])
    complete_lesson(student=student, lesson=lessons[1])

    result = WAYS_TO_DELETE[way](desk, lessons[0])

    enrollment.refresh_from_db()
    assert result.status_code == 200
    assert enrollment.course.lesson_count == 2
    assert enrollment.completed_lesson_count == 1
    assert not any(drifted(model, COUNTERS[model]).exists() for model in COUNTERS)


def test_a_student_is_taken_out_of_a_course_and_enrolled_again(
    desk, course, enrollment
):
    result = desk.act("take_out", enrollment)

    enrollment.refresh_from_db()
    course.refresh_from_db()
    assert desk.messages(result) == ["Taken out: 1."]
    assert (enrollment.is_active, course.student_count) == (False, 0)
    assert desk.messages(desk.act("enroll_again", enrollment)) == ["Enrolled again: 1."]
    enrollment.refresh_from_db()
    course.refresh_from_db()
    assert (enrollment.is_active, enrollment.activations) == (True, 2)
    assert course.student_count == 1
    welcomes = Notification.objects.filter(user=enrollment.student)
    assert welcomes.filter(key__startswith="welcome:").count() == 2


def test_enrolling_again_in_a_draft_is_refused_with_a_message(
    desk, course, student, other_student
):
    gone = EnrollmentFactory(course=course, student=student, left=True)
    Course.objects.filter(pk=course.pk).update(is_published=False)
    elsewhere = EnrollmentFactory(student=other_student, left=True)

    result = desk.act("enroll_again", gone, elsewhere)

    gone.refresh_from_db()
    elsewhere.refresh_from_db()
    assert desk.messages(result) == [
        "Enrolled again: 1.",
        f"Refused: 1 ({student} in {course}). This course is not published.",
    ]
    assert (gone.is_active, elsewhere.is_active) == (False, True)


def test_enrollments_are_neither_deleted_nor_edited_by_hand(desk, enrollment):
    desk.act("delete_selected", enrollment)
    desk.delete(enrollment)

    result = desk.change(enrollment, is_active="", completed_lesson_count=3)

    enrollment.refresh_from_db()
    assert result.status_code == 403
    assert (enrollment.is_active, enrollment.completed_lesson_count) == (True, 0)
