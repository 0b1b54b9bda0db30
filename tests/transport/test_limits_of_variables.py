"""How much variables may hold: the limit itself passes, and one more does not."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from courses.models import Course
from schema.base.nodes import global_id
from tests.client import Client
from tests.files.pictures import picture
from tests.files.sending import encoded, json_part, send
from tests.live.sockets import Socket

ANY = "{ __typename }"  # variables that it does not declare are counted as well
IDS = "query($ids: [ID!]!) { nodes(ids: $ids) { id } }"
PAGE = "query($n: Int) { courses(first: $n) { totalCount } }"
UPDATE = """
    mutation ($input: UpdateCourseInput!) {
      updateCourse(input: $input) { errors { code } }
    }
"""


def many(count: int) -> dict[str, Any]:
    """So many values in all, in lists that are short enough."""
    lists, rest = divmod(count, 1_000)
    values = {f"list{n}": [0] * 999 for n in range(lists)}
    return values | {f"value{n}": 0 for n in range(rest)}


def deep(levels: int) -> Any:
    """Lists in lists, with a number in the innermost; the variables count as one."""
    value: Any = 0
    for _ in range(levels - 1):
        value = [value]
    return {"x": value}


def deep_objects(levels: int) -> Any:
    value: Any = 0
    for _ in range(levels):
        value = {"x": value}
    return value


LIMITS: list[tuple[Callable[[int], Any], int, str]] = [
    (lambda n: {"x": [0] * n}, 1_000, "A list has at most 1,000 items."),
    (lambda n: {"x": {"y": [[0] * n]}}, 1_000, "A list has at most 1,000 items."),
    (
        lambda n: {"x": {f"k{i}": 0 for i in range(n)}},
        100,
        "An object has at most 100 fields.",
    ),
    (
        lambda n: {f"k{i}": 0 for i in range(n)},
        100,
        "An object has at most 100 fields.",
    ),
    (many, 10_000, "Variables hold at most 10,000 values."),
    (deep, 12, "Variables are nested at most 12 deep."),
    (deep_objects, 12, "Variables are nested at most 12 deep."),
]
CASES = pytest.mark.parametrize(("variables", "limit", "message"), LIMITS)


@CASES
def test_the_limit_itself_passes(
    visitor: Client, variables: Callable[[int], Any], limit: int, message: str
) -> None:
    result = visitor(ANY, **variables(limit))

    assert result.body == {"data": {"__typename": "Query"}}


@CASES
def test_one_more_is_refused(
    visitor: Client, variables: Callable[[int], Any], limit: int, message: str
) -> None:
    extensions = {"code": "QUERY_TOO_COMPLEX"}

    result = visitor(ANY, **variables(limit + 1))

    assert result.body == {"errors": [{"message": message, "extensions": extensions}]}


@CASES
def test_one_more_is_refused_over_sockets(
    connect: Callable[..., Socket],
    variables: Callable[[int], Any],
    limit: int,
    message: str,
) -> None:
    extensions = {"code": "QUERY_TOO_COMPLEX"}
    socket = connect(init={})
    socket.subscribe(ANY, **variables(limit + 1))

    result = socket.receive()

    assert result["payload"] == [{"message": message, "extensions": extensions}]


@pytest.mark.parametrize("digits", [10, 19, 20, 309, 4_300, 4_301, 100_000])
def test_integers_of_any_length_are_refused_where_they_do_not_fit(
    visitor: Client, digits: int
) -> None:
    body = b'{"query": "%s", "variables": {"n": %s}}'

    result = visitor.post(body % (PAGE.encode(), b"7" * digits))

    assert result.codes == ["BAD_USER_INPUT"]
    assert result.status in (200, 400)


def test_a_hundred_nodes_are_asked_for_at_once(visitor: Client) -> None:
    result = visitor(IDS, ids=["x"] * 100)

    assert result.data == {"nodes": [None] * 100}


@pytest.mark.parametrize(
    ("count", "code"), [(101, "BAD_USER_INPUT"), (1_001, "QUERY_TOO_COMPLEX")]
)
def test_more_nodes_are_refused(visitor: Client, count: int, code: str) -> None:
    result = visitor(IDS, ids=["x"] * count)

    assert result.codes == [code]


def test_a_list_in_a_document_is_as_long_at_most(visitor: Client) -> None:
    items = [",".join("0" * count) for count in (1_000, 1_001)]

    result = [visitor(f"{{ nodes(ids: [{some}]) {{ id }} }}").codes for some in items]

    assert result == [["BAD_USER_INPUT"], ["QUERY_TOO_COMPLEX"]]


@pytest.mark.parametrize(("places", "status"), [(100, 200), (101, 400), (1_001, 400)])
def test_a_file_goes_to_so_many_places(
    transactional_db: None,
    as_instructor: Client,
    course: Course,
    places: int,
    status: int,
) -> None:
    input = {"courseId": global_id(course), "thumbnail": None}
    variables = {"input": input, "files": [None] * (places - 1)}
    paths = [f"variables.files.{n}" for n in range(places - 1)]
    body = encoded(
        json_part("operations", {"query": UPDATE, "variables": variables}),
        json_part("map", {"0": ["variables.input.thumbnail", *paths]}),
        ("0", "a.png", picture()),
    )

    result = send(as_instructor, body)

    answer = orjson.loads(result.content)
    assert result.status_code == status
    assert ("errors" in answer) is (status == 400)
