import pytest

from courses.enrollment import unenroll
from courses.models import Course
from courses.progress import complete_lesson
from notifications.models import Notification, NotificationType
from schema.base.nodes import global_id
from tests.factories import EnrollmentFactory, LessonFactory, NotificationFactory

NOTIFICATIONS = """
query ($filters: NotificationFilter) {
  me {
    unreadNotificationCount
    notifications(filters: $filters) {
      totalCount
      nodes { message }
    }
  }
}
"""
WHOLE = """
{
  me {
    notifications {
      nodes {
        id type message link isRead readAt createdAt
        progress { id isCompleted lesson { title } }
      }
    }
  }
}
"""
PAGE = """
query ($after: String) {
  me {
    notifications(first: 2, after: $after) {
      nodes { message }
      pageInfo { hasNextPage endCursor }
    }
  }
}
"""
NODE = "query ($id: ID!) { node(id: $id) { ... on Notification { message } } }"
OF_SOMEBODY = """
query ($id: ID!) {
  node(id: $id) {
    ... on User { unreadNotificationCount notifications { nodes { message } } }
  }
}
"""


@pytest.fixture
def six(student):
    """The student's notifications: of each kind a read one and an unread one."""
    return [
        NotificationFactory(user=student, message=f"{type}, {state}", type=type, **how)
        for type in NotificationType.values
        for state, how in (("read", {"read": True}), ("new", {}))
    ]


def test_the_viewer_reads_what_they_were_told_the_newest_first(as_student, six):
    result = as_student(NOTIFICATIONS)

    assert result.data["me"] == {
        "unreadNotificationCount": 3,
        "notifications": {
            "totalCount": 6,
            "nodes": [
                {"message": message}
                for message in (
                    "reminder, new",
                    "reminder, read",
                    "email, new",
                    "email, read",
                    "system, new",
                    "system, read",
                )
            ],
        },
    }


def test_a_notification_tells_all_of_itself(as_student, student):
    progress = complete_lesson(
        student=student,
        lesson=EnrollmentFactory(
            student=student, course=LessonFactory().course
        ).course.lessons.get(),
    )
    Notification.objects.all().delete()
    read = NotificationFactory(user=student, read=True, link="")
    new = NotificationFactory(
        user=student, type="reminder", link="/courses/sql", progress=progress
    )

    result = as_student(WHOLE)

    assert result.data["me"]["notifications"]["nodes"] == [
        {
            "id": global_id(new),
            "type": "REMINDER",
            "message": new.message,
            "link": "/courses/sql",
            "isRead": False,
            "readAt": None,
            "createdAt": new.created_at.isoformat(),
            "progress": {
                "id": global_id(progress),
                "isCompleted": True,
                "lesson": {"title": progress.lesson.title},
            },
        },
        {
            "id": global_id(read),
            "type": "SYSTEM",
            "message": read.message,
            "link": None,
            "isRead": True,
            "readAt": read.read_at.isoformat(),
            "createdAt": read.created_at.isoformat(),
            "progress": None,
        },
    ]


@pytest.mark.parametrize(
    ("filters", "messages"),
    [
        ({"isRead": True}, ["reminder, read", "email, read", "system, read"]),
        ({"isRead": False}, ["reminder, new", "email, new", "system, new"]),
        ({"type": "EMAIL"}, ["email, new", "email, read"]),
        ({"type": "SYSTEM", "isRead": False}, ["system, new"]),
        ({"type": None, "isRead": None}, None),
        ({}, None),
        (None, None),
    ],
)
def test_notifications_can_be_filtered(as_student, six, filters, messages):
    result = as_student(NOTIFICATIONS, filters=filters)

    answer = result.data["me"]
    found = [one["message"] for one in answer["notifications"]["nodes"]]
    assert len(found) == answer["notifications"]["totalCount"]
    assert answer["unreadNotificationCount"] == 3
    assert messages is None or found == messages


def test_a_type_that_there_is_not_is_refused(as_student, six):
    result = as_student(NOTIFICATIONS, filters={"type": "SMS"})

    assert result.codes == ["BAD_USER_INPUT"]


def test_pages_neither_repeat_nor_miss_what_comes_meanwhile(as_student, student):
    for number in range(4):
        NotificationFactory(user=student, message=f"{number}")
    first = as_student(PAGE).data["me"]["notifications"]
    NotificationFactory(user=student, message="new")

    result = as_student(PAGE, after=first["pageInfo"]["endCursor"])

    second = result.data["me"]["notifications"]
    assert [one["message"] for one in first["nodes"]] == ["3", "2"]
    assert [one["message"] for one in second["nodes"]] == ["1", "0"]
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (
        True,
        False,
    )


@pytest.mark.parametrize(
    "who", ["visitor", "other student", "instructor", "other instructor", "staff"]
)
def test_nobody_reads_anothers_notifications(clients, student, six, who):
    result = clients[who](NODE, id=global_id(six[0]))

    listed = clients[who](OF_SOMEBODY, id=global_id(student)).data["node"]
    assert result.data == {"node": None}
    assert listed == {"unreadNotificationCount": None, "notifications": None}


def test_the_viewers_own_is_a_node(as_student, six):
    result = as_student(NODE, id=global_id(six[0]))

    assert result.data == {"node": {"message": "system, read"}}


def test_progress_in_a_course_that_became_hidden_is_not_shown(
    as_student, student, enrollment, lessons
):
    progress = complete_lesson(student=student, lesson=lessons[0])
    NotificationFactory(user=student, progress=progress)
    unenroll(student=student, course=enrollment.course)
    Course.objects.update(is_published=False)

    result = as_student(WHOLE)

    assert result.data["me"]["notifications"]["nodes"][0]["progress"] is None


@pytest.mark.parametrize("number", [2, 6])
def test_the_list_costs_the_same_whatever_its_length(
    as_student, student, statements, number
):
    for lesson in LessonFactory.create_batch(number):
        EnrollmentFactory(student=student, course=lesson.course)
        complete_lesson(student=student, lesson=lesson)

    result = statements(lambda: as_student(WHOLE))

    assert result == 4
