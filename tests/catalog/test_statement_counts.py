"""How many statements a list takes is known, and does not grow with its rows.

Every list of the schema is in ``LISTS``, asked for below as many owners as there
are, with what its rows lead to; a new list gets a line here. One statement finds
out who the student is; the rest is the list.
"""

import pytest
from graphql import (
    build_client_schema,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_list_type,
    is_object_type,
)

from courses.models import Resource
from courses.progress import complete_lesson
from schema.base.nodes import global_id
from tests.factories import (
    CourseFactory,
    LessonFactory,
    NotificationFactory,
    ReviewFactory,
)

COURSES = "{ courses(first: 100) { nodes { %s } } }"
ENROLLMENTS = "{ me { enrollments(first: 100) { nodes { %s } } } }"
LISTS = {
    "Query.categories": (
        "{ categories(first: 100) { totalCount nodes { name courseCount } } }",
        4,
    ),
    "Query.courses": (COURSES % "title category { name } instructor { username }", 2),
    "Query.nodes": (
        """query($ids: [ID!]!) { nodes(ids: $ids) {
          ... on Course { title instructor { username } category { name } }
          ... on Category { courseCount }
          ... on Lesson { title content course { title } viewerProgress { id } }
          ... on Enrollment { progressPercent course { title } nextLesson { title } }
          ... on Progress { isCompleted lesson { title } }
          ... on Review { rating student { username } course { title } }
          ... on User { username profile { bio } }
          ... on Notification { message progress { lesson { title } } }
          ... on Resource { title url lesson { title } }
        } }""",
        26,
    ),
    "Category.courses": (
        """{ categories(first: 100) { nodes {
          courses(first: 2) { totalCount nodes { title instructor { username } } }
        } } }""",
        4,
    ),
    "Course.lessons": (
        COURSES % """lessons {
          title content viewerProgress { isCompleted } next { title } previous { id }
          course { title }
        }""",
        6,
    ),
    "Course.reviews": (
        COURSES % """
        reviews(first: 2) { totalCount nodes { rating student { username } } }
        best: reviews(first: 1, ordering: [{rating: DESC}]) { nodes { rating } }
        """,
        5,
    ),
    "User.taughtCourses": (
        COURSES % """instructor { profile { bio } taughtCourses(first: 2) {
          totalCount nodes { title category { name } instructor { username } }
        } }""",
        4,
    ),
    "User.enrollments": (
        ENROLLMENTS % """
        isActive completedLessonCount lessonCount progressPercent
        nextLesson { title content } student { username }
        course { title instructor { username } category { name } }
        """,
        3,
    ),
    "User.reviews": (
        """{ me { reviews(first: 100) {
          totalCount nodes { rating course { title instructor { username } } }
        } } }""",
        3,
    ),
    "User.notifications": (
        """{ me { unreadNotificationCount notifications(first: 100) {
          totalCount nodes { message progress { isCompleted lesson {
            title course { title }
          } } }
        } } }""",
        7,
    ),
    "User.notificationPreferences": (
        "{ me { notificationPreferences { type inApp email } } }",
        2,
    ),
    "Lesson.resources": (
        COURSES % "lessons { title videoUrl resources { title url lesson { title } } }",
        6,
    ),
    "Enrollment.progress": (
        ENROLLMENTS
        % "progress { isCompleted lesson { title content viewerProgress { id } } }",
        5,
    ),
}
# What only the instructor of a course, and staff, may ask for.
STAFF_LISTS = {
    "Course.students": (
        COURSES % """students(first: 2) {
          totalCount nodes { progressPercent student { username } nextLesson { id } }
        }""",
        4,
    ),
    "CourseStats.enrollmentsByDay": (
        COURSES % "stats { enrollmentsByDay { count } }",
        3,
    ),
    "CourseStats.completionsByDay": (
        COURSES % "stats { completionsByDay { count } progressDistribution }",
        4,
    ),
    "CourseStats.lessonCompletions": (
        COURSES % "stats { lessonCompletions { count lesson { title content } } }",
        4,
    ),
    "CourseStats.ratingByMonth": (COURSES % "stats { ratingByMonth { count } }", 3),
}
CATALOG = """
{
  courses(first: 100) {
    totalCount
    nodes {
      id
      slug
      title
      description
      thumbnail { url }
      category { id name slug }
      instructor { id username firstName lastName }
      rating { average count distribution }
      lessonCount
      studentCount
      isPublished
      createdAt
    }
    pageInfo { hasNextPage endCursor }
  }
}
"""
VIEWER = COURSES % """
    title
    viewerEnrollment { isActive progressPercent }
    viewerReview { rating }
    viewerCanEdit
    viewerCanEnroll
    viewerCanReview
    viewerHasMuted
    """


def lists_in(schema):
    """The fields that give lists of objects, as "Type.field"."""
    for name, type_ in schema.type_map.items():
        parts = ("Connection", "Payload")
        if not is_object_type(type_) or name.startswith("__") or name.endswith(parts):
            continue
        for field_name, field in type_.fields.items():
            of = get_named_type(field.type)
            is_list = is_list_type(get_nullable_type(field.type))
            if of.name.endswith("Connection") or (is_list and is_composite_type(of)):
                yield f"{name}.{field_name}"


@pytest.fixture
def grow(student):
    """Adds so many rows to every list, each with relations of its own."""

    def grow(number):
        for _ in range(number):
            course = CourseFactory()
            lesson = LessonFactory(course=course)
            LessonFactory(course=course)
            resource = Resource.objects.create(lesson=lesson, title="Slides", file="x")
            CourseFactory(instructor=course.instructor, category=course.category)
            ReviewFactory.create_batch(2, course=course)
            ReviewFactory(course=course, student=student)
            progress = complete_lesson(student=student, lesson=lesson)
            NotificationFactory(user=student, progress=progress)
            rows = [course, course.category, lesson, course.instructor]
            rows += [progress.enrollment, progress, course.reviews.get(student=student)]
            rows += [student.notifications.latest("pk"), resource]
            grow.ids += map(global_id, rows)

    grow.ids = []
    return grow


@pytest.fixture
def statements_of(grow, statements, settings):
    """Counts the statements of an operation, and checks that it has no errors."""
    settings.GRAPHQL_MAX_COST = 100_000

    def statements_of(client, document):
        ids = {"ids": grow.ids[:9] + grow.ids[-90:]} if "$ids" in document else {}
        return statements(lambda: client(document, **ids).data)

    return statements_of


@pytest.mark.parametrize("name", LISTS)
def test_a_list_takes_as_many_statements_for_30_rows_as_for_3(
    as_student, grow, statements_of, name
):
    document, number = LISTS[name]
    grow(3)
    few = statements_of(as_student, document)
    grow(27)

    result = statements_of(as_student, document)

    assert (few, result) == (number, number)


@pytest.mark.parametrize("name", STAFF_LISTS)
def test_a_list_for_staff_takes_as_many_statements_for_30_rows_as_for_3(
    as_staff, grow, statements_of, name
):
    document, number = STAFF_LISTS[name]
    grow(3)
    few = statements_of(as_staff, document)
    grow(27)

    result = statements_of(as_staff, document)

    assert (few, result) == (number, number)


def test_every_list_of_objects_in_the_schema_is_counted(visitor):
    schema = build_client_schema(visitor(get_introspection_query()).data)

    result = set(lists_in(schema))

    assert result == set(LISTS) | set(STAFF_LISTS)


@pytest.mark.parametrize(("viewer", "number"), [("visitor", 2), ("student", 3)])
def test_the_catalog_page_takes_two_statements_and_one_for_the_viewer(
    clients, grow, statements_of, viewer, number
):
    grow(15)

    result = statements_of(clients[viewer], CATALOG)

    assert result == number


@pytest.mark.parametrize(("viewer", "number"), [("visitor", 1), ("student", 7)])
def test_what_the_viewer_has_to_do_with_each_course_takes_a_few_more(
    clients, grow, statements_of, viewer, number
):
    grow(15)

    result = statements_of(clients[viewer], VIEWER)

    assert result == number
