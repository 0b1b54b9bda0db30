"""A course goes with all that is in it, and not by accident."""

import pytest

from courses.models import Course, Enrollment, Lesson, Progress, Resource
from courses.progress import complete_lesson
from notifications.models import Notification
from reviews.models import Review
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory, ReviewFactory

DELETE = """
mutation ($input: DeleteCourseInput!) {
  deleteCourse(input: $input) { deletedId errors { field message code } }
}
"""
UPDATE = """
mutation ($input: UpdateCourseInput!) {
  updateCourse(input: $input) { errors { code } }
}
"""
UPDATE_LESSON = """
mutation ($input: UpdateLessonInput!) {
  updateLesson(input: $input) { errors { code } }
}
"""
HAS_STUDENTS = {
    "field": ["confirm"],
    "message": "This course has students: confirm that their progress goes too.",
    "code": "HAS_STUDENTS",
}


@pytest.fixture
def full_course(as_instructor, course, resource, picture, video):
    """``course`` with a cover, and a lesson with a video and a file."""
    given = {"courseId": global_id(course), "thumbnail": None}
    as_instructor.upload(UPDATE, {"input.thumbnail": picture}, input=given)
    given = {"lessonId": global_id(resource.lesson), "videoFile": None}
    as_instructor.upload(UPDATE_LESSON, {"input.videoFile": video}, input=given)
    return course


def test_a_course_without_students_goes_at_once(
    as_instructor, full_course, files, django_capture_on_commit_callbacks
):
    id, before = global_id(full_course), files()

    with django_capture_on_commit_callbacks() as after_commit:
        result = as_instructor(DELETE, input={"courseId": id})

    assert result.data == {"deleteCourse": {"deletedId": id, "errors": []}}
    assert files() == before
    for call in after_commit:
        call()
    assert len(before - files()) == 3
    for model in (Course, Lesson, Resource):
        assert not model.objects.exists()


@pytest.mark.parametrize("left", [False, True])
@pytest.mark.parametrize("given", [{}, {"confirm": False}])
def test_students_present_and_past_need_a_confirmation(
    as_instructor, full_course, stored, files, left, given
):
    EnrollmentFactory(course=full_course, left=left)
    before = stored(), files()

    result = as_instructor(DELETE, input={"courseId": global_id(full_course), **given})

    answer = {"deletedId": None, "errors": [HAS_STUDENTS]}
    assert result.data == {"deleteCourse": answer}
    assert (stored(), files()) == before


def test_a_confirmed_deletion_takes_all_along(
    as_instructor, student, enrollment, full_course, lessons
):
    complete_lesson(student=student, lesson=lessons[0])
    ReviewFactory(student=student, course=full_course)
    told = Notification.objects.count()

    result = as_instructor(
        DELETE, input={"courseId": global_id(full_course), "confirm": True}
    )

    answer = {"deletedId": global_id(full_course), "errors": []}
    assert result.data == {"deleteCourse": answer}
    for model in (Course, Lesson, Resource, Enrollment, Progress, Review):
        assert not model.objects.exists()
    assert Notification.objects.count() == told


def test_a_course_is_deleted_once(as_instructor, course):
    as_instructor(DELETE, input={"courseId": global_id(course)})

    result = as_instructor(DELETE, input={"courseId": global_id(course)})

    answer = result.data["deleteCourse"]
    assert answer["deletedId"] is None
    assert [error["code"] for error in answer["errors"]] == ["NOT_FOUND"]
