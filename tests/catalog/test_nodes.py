"""Anything is fetched again by the id that it gave: once as a node, many as nodes."""

import base64

import pytest

from courses.models import Resource
from courses.progress import complete_lesson
from schema.base.nodes import global_id
from tests.factories import (
    CategoryFactory,
    CourseFactory,
    NotificationFactory,
    ReviewFactory,
)

NODE = "query Node($id: ID!) { node(id: $id) { __typename id } }"
NODES = "query Nodes($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }"
TITLES = """
query Titles($ids: [ID!]!) {
  nodes(ids: $ids) {
    ... on Course { title }
    ... on Category { name courses { nodes { title } } }
    ... on Lesson { title course { title } }
  }
}
"""
NODE_TYPES = '{ __type(name: "Node") { possibleTypes { name } } }'
ALL_TYPES = "{ __schema { types { name } } }"


def encoded(text):
    if isinstance(text, str):
        text = text.encode()
    return base64.urlsafe_b64encode(text).decode()


@pytest.fixture
def world(student, course, lessons, enrollment):
    """One object of every type of node, all visible to ``student``."""
    return {
        "Category": course.category,
        "Course": course,
        "Enrollment": enrollment,
        "Lesson": lessons[0],
        "Notification": NotificationFactory(user=student),
        "Progress": complete_lesson(student=student, lesson=lessons[0]),
        "Resource": Resource.objects.create(lesson=lessons[0], title="A", file="a"),
        "Review": ReviewFactory(course=course),
        "User": course.instructor,
    }


MALFORMED = [
    "",
    " ",
    "1",
    "Course:1",
    "é",
    "😀",
    "\0",
    "null",
    "====",
    "Q291cnNlOjE",  # the end is missing
    "Q291cnNlOjE= ",
    "Q291cnNlOjE=\n",
    "Q29+cnNlOj/=",  # the other alphabet
    "A" * 100_000,
    *map(
        encoded,
        [
            "",
            ":",
            "Course",
            "Course:",
            ":1",
            "Course:x",
            "Course:-1",
            "Course:+1",
            "Course: 1",
            "Course:1 ",
            "Course:1\n",
            "Course:1.0",
            "Course:1e3",
            "Course:0x1",
            "Course:0",
            "Course:01",
            "Course:1_0",
            "Course:1:1",
            "Course::1",
            "course:1",
            "Course:" + "9" * 18,
            "Course:" + "9" * 19,
            "Course:" + "9" * 30,
            "Course:" + "9" * 5000,
            "Course:٣",
            "Cöurse:1",
            b"Course:\xff",
            b"\xff\xfe:1",
            "\0:1",
            "Course\0:1",
            "Unknown:1",
            "__Schema:1",
            "__proto__:1",
            "'; DROP TABLE courses_course; --:1",
        ],
    ),
]


@pytest.mark.parametrize(
    "name",
    [
        "Category",
        "Course",
        "Enrollment",
        "Lesson",
        "Notification",
        "Progress",
        "Review",
        "User",
    ],
)
def test_an_object_of_every_type_is_fetched_by_its_id(as_student, world, name):
    id = global_id(world[name])

    result = as_student(NODE, id=id)

    assert result.data == {"node": {"__typename": name, "id": id}}


def test_these_are_all_types_of_nodes(visitor, world):
    result = visitor(NODE_TYPES)

    names = [{"name": name} for name in sorted(world)]
    types = result.data["__type"]["possibleTypes"]
    assert sorted(types, key=lambda one: one["name"]) == names


def test_many_are_fetched_at_once_whatever_their_types(as_student, world):
    ids = [global_id(row) for row in world.values()]

    result = as_student(NODES, ids=ids)

    assert result.data == {
        "nodes": [
            {"__typename": name, "id": id} for name, id in zip(world, ids, strict=True)
        ]
    }


def test_they_stand_in_the_order_of_the_ids_and_as_often(visitor):
    a, b, c = [global_id(CourseFactory(title=title)) for title in "ABC"]

    result = visitor(TITLES, ids=[c, a, c, b, a])

    assert [node["title"] for node in result.data["nodes"]] == list("CACBA")


def test_null_stands_where_nothing_is_found(visitor, world, draft):
    course = global_id(world["Course"])
    hidden = [global_id(draft), global_id(world["Enrollment"])]

    result = visitor(
        NODES, ids=["", course, *hidden, "x", encoded("Course:999"), course]
    )

    node = {"__typename": "Course", "id": course}
    assert result.data == {"nodes": [None, node, None, None, None, None, node]}


def test_what_lies_behind_nodes_of_different_types_is_read_too(visitor, world):
    names = ["Lesson", "Course", "Category"]
    ids = [global_id(world[name]) for name in names]
    empty = CategoryFactory(name="Empty")

    result = visitor(TITLES, ids=[*ids, global_id(empty)])

    title = {"title": world["Course"].title}
    assert result.data["nodes"] == [
        {"title": world["Lesson"].title, "course": title},
        title,
        {"name": world["Category"].name, "courses": {"nodes": [title]}},
        {"name": "Empty", "courses": {"nodes": []}},
    ]


@pytest.mark.parametrize("id", MALFORMED, ids=lambda id: ascii(id[:30]))
def test_a_malformed_id_is_that_of_nothing(visitor, course, id):
    result = visitor(NODE, id=id)

    assert result.body == {"data": {"node": None}}


def test_malformed_ids_among_many_are_nulls(visitor, course):
    id = global_id(course)

    result = visitor(NODES, ids=[*MALFORMED, id])

    node = {"__typename": "Course", "id": id}
    assert result.body == {"data": {"nodes": [None] * len(MALFORMED) + [node]}}


def test_types_that_are_no_nodes_have_no_objects(visitor, world):
    types = visitor(ALL_TYPES).data["__schema"]["types"]
    names = {one["name"] for one in types} - set(world)
    ids = [encoded(f"{name}:1") for name in sorted(names)]

    result = [visitor(NODE, id=id).body for id in ids]

    assert result == [{"data": {"node": None}}] * len(ids)


@pytest.mark.parametrize("number", [0, 1, 100])
def test_up_to_a_hundred_ids_are_answered(visitor, course, number):
    id = global_id(course)

    result = visitor(NODES, ids=[id] * number)

    assert result.data == {"nodes": [{"__typename": "Course", "id": id}] * number}


def test_more_than_a_hundred_ids_are_refused(visitor, course):
    result = visitor(NODES, ids=[global_id(course)] * 101)

    assert result.body == {
        "data": None,
        "errors": [
            {
                "message": "`ids` has at most 100 ids.",
                "locations": [{"line": 1, "column": 29}],
                "path": ["nodes"],
                "extensions": {"code": "BAD_USER_INPUT"},
            }
        ],
    }


@pytest.mark.parametrize("ids", [None, [None], [["x"]], [{}], [1.5], {"id": "x"}])
def test_ids_of_another_form_are_refused(visitor, ids):
    result = visitor(NODES, ids=ids)

    assert "data" not in result.body
    assert result.codes == ["BAD_USER_INPUT"]
