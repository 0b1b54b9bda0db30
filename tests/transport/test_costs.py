"""What operations cost, and that every answer tells it."""

from typing import Any

import pytest

from tests.client import Client

PAGE = "query($n: Int) { courses(first: $n) { nodes { id } } }"
DEFAULT = "query($n: Int = 7) { courses(first: $n) { nodes { id } } }"
REQUIRED = "query($n: Int!) { courses(first: $n) { nodes { id } } }"
LAST = "query($n: Int) { courses(last: $n) { nodes { id } } }"
BOTH = "query($n: Int) { courses(first: $n, last: 100) { nodes { id } } }"
SEARCH = "query($f: CourseFilter) { courses(filters: $f) { nodes { id } } }"
IDS = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
ENROLL = 'enroll(input: {courseId: "x"}) { enrollment { id } }'
REVIEWS = "fragment R on Course { reviews(first: 3) { nodes { student { id } } } }"
COSTS: list[tuple[str, dict[str, Any], int]] = [
    # Values are free, and an object costs a point.
    ("{ __typename }", {}, 0),
    ("{ me { id username } }", {}, 1),
    ("{ me { profile { bio profileImage { url } } } }", {}, 3),
    ('{ course(id: "x") { instructor { id } category { id } } }', {}, 3),
    ('{ a: course(id: "x") { id } b: course(id: "y") { id } }', {}, 2),
    ("{ me { id } me { id } }", {}, 1),
    # Pages have the size that was asked for.
    ("{ courses(first: 5) { nodes { id } } }", {}, 5),
    ("{ courses(last: 5) { nodes { id } } }", {}, 5),
    ("{ courses(first: 5) { edges { cursor node { id } } } }", {}, 5),
    ("{ courses(first: 5) { totalCount pageInfo { hasNextPage } } }", {}, 5),
    ("{ courses(first: 0) { totalCount } }", {}, 1),
    ("{ courses { nodes { id } } }", {}, 20),
    ("{ courses(first: null) { nodes { id } } }", {}, 20),
    ("{ courses(first: 5) { nodes { instructor { id } } } }", {}, 10),
    (
        "{ courses(first: 5) { nodes { reviews(first: 3) { nodes { id } } } } }",
        {},
        20,
    ),
    (
        "{ courses(first: 5) { edges { node { reviews { nodes { student { id } } } } }"
        " nodes { instructor { id } } } }",
        {},
        5 * (1 + 20 * 2 + 1),
    ),
    # So they have by variables and their defaults.
    (PAGE, {"n": 5}, 5),
    (PAGE, {"n": 5.0}, 5),
    (PAGE, {"n": None}, 20),
    (PAGE, {}, 20),
    (LAST, {"n": 9}, 9),
    (DEFAULT, {}, 7),
    (DEFAULT, {"n": 8}, 8),
    (DEFAULT, {"n": None}, 20),
    (REQUIRED, {"n": 100}, 100),
    (BOTH, {"n": None}, 100),
    # Searching takes longer, and so do passwords and HTML.
    ('{ courses(first: 5, filters: {search: "x"}) { nodes { id } } }', {}, 105),
    ("{ courses(first: 5, filters: {minRating: 3}) { nodes { id } } }", {}, 5),
    (SEARCH, {"f": {"search": "x"}}, 120),
    (SEARCH, {"f": {"search": None}}, 20),
    (SEARCH, {"f": {}}, 20),
    (SEARCH, {}, 20),
    ('{ lesson(id: "x") { a: contentHtml b: contentHtml } }', {}, 11),
    ('mutation { tokenAuth(username: "x", password: "x") { token } }', {}, 501),
    # Other lists have the size that they have as a rule.
    ('{ course(id: "x") { lessons { id } } }', {}, 1 + 30),
    ('{ course(id: "x") { stats { enrollmentsByDay { count } } } }', {}, 2 + 90),
    ('{ nodes(ids: ["a", "b", "c"]) { id } }', {}, 3),
    ('{ nodes(ids: ["a", "b"]) { ... on Course { lessons { id } } } }', {}, 2 * 31),
    ("{ nodes(ids: []) { id } }", {}, 0),
    (IDS, {"ids": ["a"] * 42}, 42),
    # Fragments count where they are spread, and each time.
    ("{ courses(first: 5) { nodes { ...R } } } " + REVIEWS, {}, 5 * (1 + 3 * 2)),
    (
        '{ courses(first: 5) { nodes { ...R } } category(slug: "x") { courses'
        "(first: 2) { nodes { ...R } } } } " + REVIEWS,
        {},
        5 * (1 + 3 * 2) + 1 + 2 * (1 + 3 * 2),
    ),
    ("{ ... { me { id } } ... @include(if: false) { me { id } } }", {}, 2),
    (
        '{ node(id: "x") { ... on Course { category { id } } ... on Lesson { id } } }',
        {},
        2,
    ),
    # A mutation costs ten more, wherever it stands.
    ("mutation { " + ENROLL + " }", {}, 10 + 2),
    (f"mutation {{ a: {ENROLL} b: {ENROLL} }}", {}, 24),
    (
        f"mutation {{ ...M }} fragment M on Mutation {{ a: {ENROLL} b: {ENROLL} }}",
        {},
        24,
    ),
    ('mutation { enroll(input: {courseId: "x"}) { errors { code } } }', {}, 10 + 11),
    # Introspection costs as other questions do.
    ("{ __schema { queryType { name } } }", {}, 2),
    ('{ __type(name: "User") { fields { name type { ofType { name } } } } }', {}, 11),
]


@pytest.mark.parametrize(("document", "variables", "points"), COSTS)
def test_a_document_costs(
    visitor: Client, document: str, variables: dict[str, Any], points: int
) -> None:
    result = visitor(document, **variables)

    assert result.cost is not None
    assert result.cost["requested"] == points


def test_every_answer_tells_the_cost(newcomer: Client, settings: Any) -> None:
    settings.GRAPHQL_MAX_COST = 500
    settings.GRAPHQL_COST_BUCKET = 1_000
    settings.GRAPHQL_COST_RESTORE = 1

    result = newcomer("{ courses(first: 50) { nodes { id } } }")

    assert result.cost == {
        "requested": 50,
        "maximum": 500,
        "throttle": {"available": 950, "restoreRate": 1},
    }


def test_a_refusal_tells_it_as_well(as_student: Client) -> None:
    result = as_student("{ courses(first: 50, last: 50) { nodes { id } } }")

    assert result.codes == ["BAD_USER_INPUT"]
    assert result.cost is not None
    assert result.cost["requested"] == 50


def test_what_is_not_valid_tells_no_cost(newcomer: Client) -> None:
    result = [newcomer("{ x }"), newcomer("{"), newcomer("{ me { id } }", x=[0] * 1001)]

    assert [answer.cost for answer in result] == [None, None, None]


def test_the_greatest_cost_is_possible(visitor: Client, settings: Any) -> None:
    settings.GRAPHQL_MAX_COST = 50

    result = visitor("{ courses(first: 50) { nodes { id } } }")

    assert result.data == {"courses": {"nodes": []}}


@pytest.mark.parametrize(("document", "variables"), [(PAGE, {"n": 51}), (PAGE, {})])
def test_one_point_more_is_refused(
    newcomer: Client, settings: Any, document: str, variables: dict[str, Any]
) -> None:
    points = variables.get("n", 20)
    settings.GRAPHQL_MAX_COST = points - 1

    result = newcomer(document, **variables)

    assert result.cost == {"requested": points, "maximum": points - 1}
    assert result.body == {
        "errors": [
            {
                "message": f"The operation costs {points} points, and at most "
                f"{points - 1} are possible: ask for smaller pages, or for less in "
                "each object.",
                "extensions": {"code": "QUERY_TOO_COMPLEX"},
            }
        ]
    }


def test_a_page_that_is_too_long_counts_as_the_longest(visitor: Client) -> None:
    result = [visitor(PAGE, n=n).cost for n in (100, 101, 2_000_000_000, -1)]

    assert [cost and cost["requested"] for cost in result] == [100, 100, 100, 1]


def test_what_costs_too_much_is_not_run(as_instructor: Client, settings: Any) -> None:
    settings.GRAPHQL_MAX_COST = 20
    create = 'createCategory(input: {name: "New"}) { errors { code } }'

    result = as_instructor("mutation { " + create + " }")

    assert result.codes == ["QUERY_TOO_COMPLEX"]
    assert as_instructor("{ categories(first: 1) { totalCount } }").data == {
        "categories": {"totalCount": 0}
    }
