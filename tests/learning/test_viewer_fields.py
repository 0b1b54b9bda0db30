import pytest

from courses.enrollment import unenroll
from courses.models import Course
from courses.progress import complete_lesson
from schema.base.nodes import global_id
from tests.client import Client
from tests.factories import EnrollmentFactory, ReviewFactory, UserFactory

COURSE = """
query ($id: ID!) {
  course(id: $id) {
    viewerEnrollment { id isActive student { username } }
    viewerReview { id rating student { username } }
    viewerCanEnroll viewerCanReview viewerCanEdit
    lessons { viewerProgress { isCompleted positionSeconds } }
  }
}
"""
COURSES = """
{ courses { nodes { title viewerEnrollment { isActive } viewerReview { rating } } } }
"""
MAY = ("viewerCanEnroll", "viewerCanReview", "viewerCanEdit")


@pytest.fixture
def everybody(clients, student, course, lessons):
    """Every kind of viewer of ``course``, students in every state among them."""
    EnrollmentFactory(student=student, course=course)
    former = EnrollmentFactory(course=course, left=True).student
    reviewer = ReviewFactory(course=course).student
    gone = ReviewFactory(course=course).student
    unenroll(student=gone, course=course)
    return clients | {
        "former student": Client(former),
        "reviewer": Client(reviewer),
        "former reviewer": Client(gone),
    }


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("visitor", (False, False, False)),
        ("student", (False, True, False)),
        ("other student", (True, False, False)),
        ("former student", (True, True, False)),
        ("reviewer", (False, False, False)),
        ("former reviewer", (True, False, False)),
        ("instructor", (False, False, True)),
        ("other instructor", (True, False, False)),
        ("staff", (True, False, True)),
    ],
)
def test_what_may_be_done_with_a_published_course(everybody, course, who, may):
    result = everybody[who](COURSE, id=global_id(course))

    assert tuple(result.data["course"][name] for name in MAY) == may


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("student", (False, True, False)),
        ("reviewer", (False, False, False)),
        ("instructor", (False, False, True)),
        ("staff", (False, False, True)),
    ],
)
def test_what_may_be_done_with_an_unpublished_course(everybody, course, who, may):
    Course.objects.update(is_published=False)

    result = everybody[who](COURSE, id=global_id(course))

    assert tuple(result.data["course"][name] for name in MAY) == may


@pytest.mark.parametrize(
    "who",
    ["visitor", "other student", "former student", "former reviewer"]
    + ["other instructor"],
)
def test_an_unpublished_course_is_hidden_from_the_others(everybody, course, who):
    Course.objects.update(is_published=False)

    result = everybody[who](COURSE, id=global_id(course))

    assert result.data == {"course": None}


@pytest.mark.parametrize(
    "who", ["visitor", "other student", "instructor", "other instructor", "staff"]
)
def test_who_never_came_has_nothing_of_their_own(
    everybody, student, course, lessons, who
):
    complete_lesson(student=student, lesson=lessons[0])

    result = everybody[who](COURSE, id=global_id(course))

    answer = result.data["course"]
    assert (answer["viewerEnrollment"], answer["viewerReview"]) == (None, None)
    assert answer["lessons"] == [{"viewerProgress": None}] * 3


def test_students_see_their_own(as_student, student, course, lessons):
    ReviewFactory(course=course, rating=1)
    review = ReviewFactory(student=student, course=course, rating=5)
    enrollment = student.enrollments.get()
    complete_lesson(student=student, lesson=lessons[1])

    result = as_student(COURSE, id=global_id(course))

    own = {"username": student.username}
    assert result.data["course"] == {
        "viewerEnrollment": {
            "id": global_id(enrollment),
            "isActive": True,
            "student": own,
        },
        "viewerReview": {"id": global_id(review), "rating": 5, "student": own},
        "viewerCanEnroll": False,
        "viewerCanReview": False,
        "viewerCanEdit": False,
        "lessons": [
            {"viewerProgress": None},
            {"viewerProgress": {"isCompleted": True, "positionSeconds": 0}},
            {"viewerProgress": None},
        ],
    }


def test_who_left_still_sees_what_they_did(as_student, student, course, lessons):
    ReviewFactory(student=student, course=course, rating=2)
    complete_lesson(student=student, lesson=lessons[0])
    unenroll(student=student, course=course)

    result = as_student(COURSE, id=global_id(course))

    answer = result.data["course"]
    assert answer["viewerEnrollment"]["isActive"] is False
    assert answer["viewerReview"]["rating"] == 2
    assert answer["lessons"][0]["viewerProgress"]["isCompleted"] is True


def test_a_list_of_courses_shows_each_with_the_viewers_own(
    as_student, student, statements
):
    plain = EnrollmentFactory().course
    left = EnrollmentFactory(student=student, left=True).course
    reviewed = ReviewFactory(student=student, rating=3).course
    ReviewFactory(student=UserFactory(), course=reviewed, rating=1)

    result = as_student(COURSES)

    assert result.data["courses"]["nodes"] == [
        {
            "title": reviewed.title,
            "viewerEnrollment": {"isActive": True},
            "viewerReview": {"rating": 3},
        },
        {
            "title": left.title,
            "viewerEnrollment": {"isActive": False},
            "viewerReview": None,
        },
        {"title": plain.title, "viewerEnrollment": None, "viewerReview": None},
    ]
    assert statements(lambda: as_student(COURSES)) == 4
