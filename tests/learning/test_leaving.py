import pytest
from django.core.management import call_command

from courses.models import Course, Enrollment
from courses.progress import complete_lesson
from notifications.models import Notification
from schema.base.nodes import global_id

UNENROLL = """
mutation ($courseId: ID!) {
  unenroll(input: {courseId: $courseId}) {
    enrollment {
      id isActive completedLessonCount progressPercent
      progress { lesson { title } isCompleted } course { studentCount }
    }
    errors { field message code }
  }
}
"""
ENROLLMENTS = "{ me { enrollments { nodes { id isActive progressPercent } } } }"


@pytest.fixture
def one_done(student, enrollment, lessons):
    """The first of the three lessons, which ``student`` has done."""
    complete_lesson(student=student, lesson=lessons[0])
    return lessons[0]


def test_who_leaves_keeps_the_progress(as_student, enrollment, one_done, course):
    result = as_student(UNENROLL, courseId=global_id(course))

    assert result.data["unenroll"] == {
        "enrollment": {
            "id": global_id(enrollment),
            "isActive": False,
            "completedLessonCount": 1,
            "progressPercent": 33,
            "progress": [{"lesson": {"title": one_done.title}, "isCompleted": True}],
            "course": {"studentCount": 0},
        },
        "errors": [],
    }
    assert not Enrollment.objects.get().is_active


def test_leaving_again_changes_nothing(as_student, one_done, course):
    first = as_student(UNENROLL, courseId=global_id(course))

    result = as_student(UNENROLL, courseId=global_id(course))

    assert result.data == first.data
    call_command("recount", check=True)


def test_nobody_is_told_who_leaves(as_student, enrollment, course):
    Notification.objects.all().delete()

    result = as_student(UNENROLL, courseId=global_id(course))

    assert result.data["unenroll"]["errors"] == []
    assert not Notification.objects.exists()


def test_others_stay(as_student, as_other_student, other_student, enrollment, course):
    as_other_student(
        "mutation ($id: ID!) { enroll(input: {courseId: $id}) { errors { code } } }",
        id=global_id(course),
    )

    result = as_student(UNENROLL, courseId=global_id(course))

    assert result.data["unenroll"]["enrollment"]["course"] == {"studentCount": 1}
    assert Enrollment.objects.active().get().student == other_student


def test_a_course_that_was_left_stays_in_the_students_list(
    as_student, enrollment, one_done, course
):
    as_student(UNENROLL, courseId=global_id(course))

    result = as_student(ENROLLMENTS)

    assert result.data["me"]["enrollments"]["nodes"] == [
        {"id": global_id(enrollment), "isActive": False, "progressPercent": 33}
    ]


def test_an_unpublished_course_can_be_left_and_is_not_seen_any_more(
    as_student, enrollment, course
):
    Course.objects.update(is_published=False)

    result = as_student(UNENROLL, courseId=global_id(course))

    assert result.data["unenroll"] == {"enrollment": None, "errors": []}
    assert not Enrollment.objects.get().is_active


@pytest.mark.parametrize("who", ["other student", "instructor", "staff"])
def test_nobody_leaves_a_course_without_having_come(clients, enrollment, course, who):
    result = clients[who](UNENROLL, courseId=global_id(course))

    assert result.data["unenroll"] == {
        "enrollment": None,
        "errors": [
            {
                "field": ["courseId"],
                "message": "Enroll in this course first.",
                "code": "NOT_ENROLLED",
            }
        ],
    }
    assert Enrollment.objects.get().is_active


@pytest.mark.parametrize("course_id", ["", "nonsense", "Q291cnNlOjk5OTk5"])
def test_a_course_that_is_not_there_can_not_be_left(as_student, course_id):
    result = as_student(UNENROLL, courseId=course_id)

    [error] = result.data["unenroll"]["errors"]
    assert (error["field"], error["code"]) == (["courseId"], "NOT_FOUND")


def test_a_strangers_draft_can_not_be_left(as_student, draft):
    result = as_student(UNENROLL, courseId=global_id(draft))

    [error] = result.data["unenroll"]["errors"]
    assert (error["field"], error["code"]) == (["courseId"], "NOT_FOUND")


def test_a_visitor_has_to_sign_in(visitor, enrollment, course):
    result = visitor(UNENROLL, courseId=global_id(course))

    assert result.codes == ["UNAUTHENTICATED"]
    assert Enrollment.objects.get().is_active
