"""Who mutes a course hears nothing of it."""

import pytest

from courses.models import Course
from notifications.models import CourseMute, Email, EmailStatus
from schema.base.nodes import global_id
from tests.factories import CourseFactory, EnrollmentFactory

MUTE = """
mutation ($courseId: ID!, $isMuted: Boolean!) {
  muteCourse(input: {courseId: $courseId, isMuted: $isMuted}) {
    course { title viewerHasMuted }
    errors { field message code }
  }
}
"""
MUTED = "query ($id: ID!) { course(id: $id) { viewerHasMuted } }"
COURSES = "{ courses { nodes { title viewerHasMuted } } }"
ENROLL = """
mutation ($courseId: ID!) { enroll(input: {courseId: $courseId}) { errors { code } } }
"""
UNENROLL = """
mutation ($courseId: ID!) { unenroll(input: {courseId: $courseId}) { errors { code } } }
"""
TOLD = "{ me { unreadNotificationCount notifications { nodes { message } } } }"


@pytest.fixture
def muted(as_student, course):
    """``student`` has muted ``course``."""
    as_student(MUTE, courseId=global_id(course), isMuted=True)


@pytest.mark.parametrize("is_muted", [True, False])
def test_muting_and_unmuting(as_student, course, muted, is_muted):
    result = as_student(MUTE, courseId=global_id(course), isMuted=is_muted)

    shown = {"title": course.title, "viewerHasMuted": is_muted}
    assert result.data["muteCourse"] == {"course": shown, "errors": []}
    assert CourseMute.objects.count() == is_muted


def test_unmuting_a_course_that_is_not_muted(as_student, course):
    result = as_student(MUTE, courseId=global_id(course), isMuted=False)

    shown = {"title": course.title, "viewerHasMuted": False}
    assert result.data["muteCourse"] == {"course": shown, "errors": []}


@pytest.mark.parametrize(
    ("who", "has_muted"),
    [("visitor", None), ("student", True), ("other student", False), ("staff", False)],
)
def test_it_is_told_to_who_did_it_alone(clients, course, muted, who, has_muted):
    result = clients[who](MUTED, id=global_id(course))

    assert result.data["course"] == {"viewerHasMuted": has_muted}


def test_a_muted_course_is_told_from_the_others(as_student, course, muted):
    other = CourseFactory()

    result = as_student(COURSES)

    assert result.data["courses"]["nodes"] == [
        {"title": other.title, "viewerHasMuted": False},
        {"title": course.title, "viewerHasMuted": True},
    ]


def test_of_a_muted_course_nothing_is_heard(as_student, as_instructor, course, muted):
    as_student(ENROLL, courseId=global_id(course))

    result = as_student(TOLD)

    assert result.data["me"] == {
        "unreadNotificationCount": 0,
        "notifications": {"nodes": []},
    }
    assert not Email.objects.exists()
    assert as_instructor(TOLD).data["me"]["unreadNotificationCount"] == 1


def test_of_other_courses_all_is_heard(as_student, student, muted):
    other = EnrollmentFactory(student=student).course

    result = as_student(TOLD)

    welcome = {"message": f"Welcome to {other.title}!"}
    assert result.data["me"]["notifications"]["nodes"] == [welcome]
    assert Email.objects.get().user == student


def test_what_happened_meanwhile_is_not_told_later(as_student, course, muted):
    as_student(ENROLL, courseId=global_id(course))
    as_student(MUTE, courseId=global_id(course), isMuted=False)
    as_student(ENROLL, courseId=global_id(course))

    result = as_student(TOLD)

    assert result.data["me"]["notifications"]["nodes"] == []


def test_what_happens_after_it_is_heard_again(as_student, course, muted):
    as_student(ENROLL, courseId=global_id(course))
    as_student(UNENROLL, courseId=global_id(course))
    as_student(MUTE, courseId=global_id(course), isMuted=False)
    as_student(ENROLL, courseId=global_id(course))

    result = as_student(TOLD)

    assert result.data["me"]["unreadNotificationCount"] == 1
    assert Email.objects.get().status == EmailStatus.QUEUED


def test_an_instructor_mutes_their_own_course(as_instructor, as_student, course):
    as_instructor(MUTE, courseId=global_id(course), isMuted=True)
    as_student(ENROLL, courseId=global_id(course))

    result = as_instructor(TOLD)

    assert result.data["me"]["unreadNotificationCount"] == 0


@pytest.mark.parametrize("id", ["", "nonsense", "Q291cnNlOjk5", "{user}", "{draft}"])
def test_a_course_that_is_not_to_be_seen_is_not_found(as_student, student, draft, id):
    id = id.format(user=global_id(student), draft=global_id(draft))

    result = as_student(MUTE, courseId=id, isMuted=True)

    assert result.data["muteCourse"] == {
        "course": None,
        "errors": [
            {
                "field": ["courseId"],
                "message": "There is no such object.",
                "code": "NOT_FOUND",
            }
        ],
    }
    assert not CourseMute.objects.exists()


def test_a_visitor_has_to_sign_in(visitor, course):
    result = visitor(MUTE, courseId=global_id(course), isMuted=True)

    assert result.codes == ["UNAUTHENTICATED"]
    assert not CourseMute.objects.exists()


def test_a_muted_course_can_be_deleted(course, muted):
    result = Course.objects.filter(pk=course.pk).delete()

    assert result[1]["notifications.CourseMute"] == 1
