import base64

import pytest

from courses.models import Course, Enrollment
from courses.progress import complete_lesson
from notifications.models import Notification
from schema.base.nodes import global_id
from tests.factories import CourseFactory, EnrollmentFactory, LessonFactory

ENROLL = """
mutation ($courseId: ID!) {
  enroll(input: {courseId: $courseId}) {
    enrollment {
      id isActive progressPercent completedAt lastActivityAt
      student { username } course { title studentCount }
    }
    errors { field message code }
  }
}
"""
NOTIFICATIONS = """
{ me { notifications { nodes { type message link isRead progress { id } } } } }
"""
MALFORMED = [
    "",
    "nonsense",
    "Course:1",
    *(
        base64.urlsafe_b64encode(text).decode()
        for text in (b"Course:", b"Course:0", b"Course:-1", b"Course:x", b"Course:1\0")
    ),
    *(
        base64.urlsafe_b64encode(f"Course:{key}".encode()).decode()
        for key in (99999, 2**63 - 1, 2**63, 10**18, 10**19, 10**30)
    ),
]


def test_a_student_enrolls_in_a_course(as_student, student, course):
    result = as_student(ENROLL, courseId=global_id(course))

    enrollment = Enrollment.objects.get()
    assert (enrollment.student, enrollment.course) == (student, course)
    assert result.data["enroll"] == {
        "enrollment": {
            "id": global_id(enrollment),
            "isActive": True,
            "progressPercent": 0,
            "completedAt": None,
            "lastActivityAt": None,
            "student": {"username": student.username},
            "course": {"title": course.title, "studentCount": 1},
        },
        "errors": [],
    }


def test_enrolling_again_changes_nothing(as_student, course):
    first = as_student(ENROLL, courseId=global_id(course))

    result = as_student(ENROLL, courseId=global_id(course))

    assert result.data == first.data
    assert Enrollment.objects.count() == 1
    assert Notification.objects.count() == 2


def test_the_student_is_welcomed(as_student, course):
    as_student(ENROLL, courseId=global_id(course))

    result = as_student(NOTIFICATIONS)

    assert result.data["me"]["notifications"]["nodes"] == [
        {
            "type": "EMAIL",
            "message": f"Welcome to {course.title}!",
            "link": f"/courses/{course.slug}",
            "isRead": False,
            "progress": None,
        }
    ]


@pytest.mark.parametrize("has_name", [True, False])
def test_the_instructor_is_told_who_came(
    as_student, student, as_instructor, course, has_name
):
    if not has_name:
        student.first_name = student.last_name = ""
        student.save()
    as_student(ENROLL, courseId=global_id(course))

    result = as_instructor(NOTIFICATIONS)

    name = student.get_full_name() if has_name else student.username
    assert result.data["me"]["notifications"]["nodes"] == [
        {
            "type": "SYSTEM",
            "message": f"{name} joined {course.title}.",
            "link": f"/courses/{course.slug}/students",
            "isRead": False,
            "progress": None,
        }
    ]


def test_who_left_comes_back_to_the_same_progress(as_student, student, course):
    lesson, _ = LessonFactory.create_batch(2, course=course)
    EnrollmentFactory(student=student, course=course)
    complete_lesson(student=student, lesson=lesson)
    left = EnrollmentFactory(student=student, course=course, left=True)

    result = as_student(ENROLL, courseId=global_id(course))

    enrollment = result.data["enroll"]["enrollment"]
    assert Enrollment.objects.get().pk == left.pk
    assert (enrollment["id"], enrollment["isActive"]) == (global_id(left), True)
    assert enrollment["progressPercent"] == 50
    assert enrollment["course"]["studentCount"] == 1


def test_coming_back_is_announced_as_coming_is(as_student, student, course):
    EnrollmentFactory(student=student, course=course, left=True)

    result = as_student(ENROLL, courseId=global_id(course))

    assert result.data["enroll"]["errors"] == []
    assert student.notifications.count() == 2
    assert course.instructor.notifications.count() == 2


def test_an_active_student_of_an_unpublished_course_stays_one(
    as_student, enrollment, course
):
    Course.objects.update(is_published=False)

    result = as_student(ENROLL, courseId=global_id(course))

    assert result.data["enroll"]["errors"] == []
    assert result.data["enroll"]["enrollment"]["id"] == global_id(enrollment)


@pytest.mark.parametrize("who", ["student", "other instructor", "staff"])
def test_everybody_but_the_instructor_may_enroll(clients, course, who):
    result = clients[who](ENROLL, courseId=global_id(course))

    assert result.data["enroll"]["errors"] == []
    assert result.data["enroll"]["enrollment"]["isActive"]


@pytest.mark.parametrize(
    ("who", "is_published", "message", "code"),
    [
        ("student", False, "There is no such object.", "NOT_FOUND"),
        ("other instructor", False, "There is no such object.", "NOT_FOUND"),
        ("instructor", False, "This is your own course.", "OWN_COURSE"),
        ("instructor", True, "This is your own course.", "OWN_COURSE"),
        ("staff", False, "This course is not published.", "NOT_PUBLISHED"),
    ],
)
def test_a_course_that_is_not_open_to_somebody_refuses_them(
    clients, course, who, is_published, message, code
):
    Course.objects.update(is_published=is_published)

    result = clients[who](ENROLL, courseId=global_id(course))

    assert result.data["enroll"] == {
        "enrollment": None,
        "errors": [{"field": ["courseId"], "message": message, "code": code}],
    }
    assert not Enrollment.objects.exists()
    assert not Notification.objects.exists()


def test_who_left_does_not_come_back_to_an_unpublished_course(
    as_student, student, course
):
    EnrollmentFactory(student=student, course=course, left=True)
    Course.objects.update(is_published=False)
    Notification.objects.all().delete()

    result = as_student(ENROLL, courseId=global_id(course))

    [error] = result.data["enroll"]["errors"]
    assert (error["field"], error["code"]) == (["courseId"], "NOT_FOUND")
    assert not Enrollment.objects.get().is_active
    assert not Notification.objects.exists()


@pytest.mark.parametrize("course_id", MALFORMED)
def test_an_id_of_no_course_is_not_found(as_student, course, course_id):
    result = as_student(ENROLL, courseId=course_id)

    [error] = result.data["enroll"]["errors"]
    assert (error["field"], error["code"]) == (["courseId"], "NOT_FOUND")
    assert not Enrollment.objects.exists()


def test_an_id_of_something_else_is_not_found(as_student, student, course):
    lesson = LessonFactory(course=course)

    result = [as_student(ENROLL, courseId=global_id(one)) for one in (lesson, student)]

    assert [answer.data["enroll"]["errors"][0]["code"] for answer in result] == [
        "NOT_FOUND",
        "NOT_FOUND",
    ]
    assert not Enrollment.objects.exists()


def test_a_visitor_has_to_sign_in(visitor, course):
    result = visitor(ENROLL, courseId=global_id(course))

    assert result.codes == ["UNAUTHENTICATED"]
    assert result.body["data"] == {"enroll": None}
    assert not Enrollment.objects.exists()
    assert not Notification.objects.exists()


def test_a_course_counts_its_active_students(clients, course):
    CourseFactory()
    clients["student"](ENROLL, courseId=global_id(course))

    result = clients["other student"](ENROLL, courseId=global_id(course))

    assert result.data["enroll"]["enrollment"]["course"]["studentCount"] == 2
    assert sorted(Course.objects.values_list("student_count", flat=True)) == [0, 2]
