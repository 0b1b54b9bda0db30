"""What belongs to one person is null for everybody else, whichever way they go."""

import pytest

from courses.progress import complete_lesson
from schema.base.nodes import global_id
from tests.access.conftest import VIEWERS
from tests.factories import NotificationFactory, ReviewFactory
from users.models import User

PERSON = """
query Person($id: ID!) {
  node(id: $id) {
    ... on User {
      username
      firstName
      email
      enrollments { totalCount }
      reviews { totalCount }
      notifications { totalCount }
      unreadNotificationCount
    }
  }
}
"""
ME = """
{
  me {
    username
    email
    enrollments { totalCount nodes { course { title } } }
    reviews { totalCount nodes { course { title } } }
    notifications(filters: {isRead: false}) { totalCount nodes { message } }
    unreadNotificationCount
  }
}
"""
AROUND = """
query Around($course: ID!) {
  course(id: $course) {
    instructor { ...Private }
    reviews { nodes { student { ...Private } } }
  }
}
fragment Private on User {
  email
  enrollments { nodes { id } }
  reviews { nodes { id } }
  notifications { nodes { id } }
  unreadNotificationCount
}
"""
NODE = "query Node($id: ID!) { node(id: $id) { __typename } }"
OWN_COURSE = """
query OwnCourse($course: ID!) {
  course(id: $course) {
    viewerEnrollment { completedLessonCount }
    viewerReview { rating }
    lessons { viewerProgress { isCompleted } }
  }
}
"""
NOTHING = {
    "email": None,
    "enrollments": None,
    "reviews": None,
    "notifications": None,
    "unreadNotificationCount": None,
}


@pytest.fixture
def course(make_course):
    return make_course("published")


@pytest.fixture
def things(student, course):
    """One of each thing that ``student`` has."""
    User.objects.filter(pk=student.pk).update(email="student@example.com")
    student.notifications.all().delete()
    lesson = course.lessons.get(title="First")
    return {
        "Progress": complete_lesson(student=student, lesson=lesson),
        "Enrollment": student.enrollments.get(course=course),
        "Review": ReviewFactory(student=student, course=course, rating=5),
        "Notification": NotificationFactory(user=student, message="Well done."),
    }


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_persons_things_are_their_own(viewers, student, things, viewer):
    own = {
        "email": "student@example.com",
        "enrollments": {"totalCount": 1},
        "reviews": {"totalCount": 1},
        "notifications": {"totalCount": 1},
        "unreadNotificationCount": 1,
    }
    shown = {"student": own, "staff": {**NOTHING, "email": own["email"]}}

    result = viewers[viewer](PERSON, id=global_id(student))

    assert result.data == {
        "node": {
            "username": student.username,
            "firstName": "Ada",
            **shown.get(viewer, NOTHING),
        }
    }


@pytest.mark.parametrize(
    ("viewer", "sees"), [(viewer, viewer == "student") for viewer in VIEWERS]
)
@pytest.mark.parametrize("name", ["Progress", "Enrollment", "Notification"])
def test_an_id_is_no_way_to_what_is_somebody_elses(viewers, things, name, viewer, sees):
    result = viewers[viewer](NODE, id=global_id(things[name]))

    assert result.data == {"node": {"__typename": name} if sees else None}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_review_is_for_everybody(viewers, things, viewer):
    result = viewers[viewer](NODE, id=global_id(things["Review"]))

    assert result.data == {"node": {"__typename": "Review"}}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_everybody_sees_their_own_things_on_a_course(viewers, course, things, viewer):
    shown = {
        "student": {
            "viewerEnrollment": {"completedLessonCount": 1},
            "viewerReview": {"rating": 5},
            "lessons": [
                {"viewerProgress": {"isCompleted": True}},
                {"viewerProgress": None},
            ],
        },
        "former student": {
            "viewerEnrollment": {"completedLessonCount": 0},
            "viewerReview": {"rating": 4},
            "lessons": [{"viewerProgress": None}] * 2,
        },
    }
    nothing = {
        "viewerEnrollment": None,
        "viewerReview": None,
        "lessons": [{"viewerProgress": None}] * 2,
    }

    result = viewers[viewer](OWN_COURSE, course=global_id(course))

    assert result.data == {"course": shown.get(viewer, nothing)}


@pytest.mark.parametrize("viewer", ["visitor", "other student", "other instructor"])
def test_people_met_on_the_way_keep_theirs_to_themselves(
    viewers, course, things, viewer
):
    result = viewers[viewer](AROUND, course=global_id(course))

    assert result.data == {
        "course": {
            "instructor": NOTHING,
            "reviews": {"nodes": [{"student": NOTHING}] * 2},
        }
    }


def test_staff_see_addresses_and_nothing_else(as_staff, course, things):
    emails = [course.instructor.email, "student@example.com"]
    emails += [course.reviews.earliest("pk").student.email]

    result = as_staff(AROUND, course=global_id(course))

    instructor, student, former_student = [{**NOTHING, "email": e} for e in emails]
    reviews = {"nodes": [{"student": student}, {"student": former_student}]}
    assert result.data == {"course": {"instructor": instructor, "reviews": reviews}}


def test_the_student_reads_all_of_it(as_student, student, things):
    result = as_student(ME)

    secrets = {"totalCount": 1, "nodes": [{"course": {"title": "Secrets"}}]}
    assert result.data == {
        "me": {
            "username": student.username,
            "email": "student@example.com",
            "enrollments": secrets,
            "reviews": secrets,
            "notifications": {"totalCount": 1, "nodes": [{"message": "Well done."}]},
            "unreadNotificationCount": 1,
        }
    }


def test_a_visitor_is_nobody(visitor, things):
    result = visitor(ME)

    assert result.data == {"me": None}
