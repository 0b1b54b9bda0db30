"""Misspelt names: who may introspect is told the right ones, others are not."""

from typing import Any

import pytest

from tests.client import Client

# Each with a name that is nearly one of the schema's.
MISSPELT: dict[str, tuple[str, dict[str, Any], str]] = {
    "field": ("{ mee { id } }", {}, 'Did you mean "me"?'),
    "field of another type": (
        '{ node(id: "x") { title } }',
        {},
        "Did you mean to use an inline fragment on",
    ),
    "field without fields": ("{ me }", {}, 'Did you mean "me { ... }"?'),
    "argument": ("{ courses(frist: 1) { totalCount } }", {}, 'Did you mean "first"'),
    "argument of a directive": (
        "{ __typename @skip(iff: true) }",
        {},
        'Did you mean "if"?',
    ),
    "type": (
        '{ node(id: "x") { ... on Cuorse { id } } }',
        {},
        'Did you mean "Course"',
    ),
    "type of a variable": (
        "query($i: CreateCourseInputt) { __typename @skip(if: $i) }",
        {},
        'Did you mean "CreateCourseInput"',
    ),
    "enum value": (
        "{ courses(ordering: [{title: ASCC}]) { totalCount } }",
        {},
        'Did you mean the enum value "ASC"',
    ),
    "input field": (
        "{ courses(filters: {serach: 1}) { totalCount } }",
        {},
        'Did you mean "search"?',
    ),
    "enum value in variables": (
        "query($o: [CourseOrder!]) { courses(ordering: $o) { totalCount } }",
        {"o": [{"title": "ASCC"}]},
        'Did you mean the enum value "ASC"',
    ),
    "input field in variables": (
        "query($f: CourseFilter) { courses(filters: $f) { totalCount } }",
        {"f": {"serach": "x"}},
        'Did you mean "search"?',
    ),
    "input field deep in variables": (
        "mutation($i: RecordProgressInput!) { recordProgress(input: $i) { n: __typename"
        " } }",
        {"i": {"entries": [{"lesonId": "x"}]}},
        'Did you mean "lessonId"?',
    ),
}
CASES = pytest.mark.parametrize(
    ("document", "variables", "hint"), MISSPELT.values(), ids=MISSPELT
)


def messages(answer: Any) -> str:
    return " ".join(error["message"] for error in answer.errors).replace("'", '"')


@CASES
def test_who_may_introspect_gets_hints(
    visitor: Client, document: str, variables: Any, hint: str
) -> None:
    result = visitor(document, **variables)

    assert hint in messages(result)


@CASES
def test_strangers_get_none(
    visitor: Client, document: str, variables: Any, hint: str, settings: Any
) -> None:
    settings.GRAPHQL_INTROSPECTION = False

    result = visitor(document, **variables)

    assert result.codes
    assert set(result.codes) <= {"GRAPHQL_VALIDATION_FAILED", "BAD_USER_INPUT"}
    assert "did you mean" not in messages(result).lower()
    assert all(error["message"] for error in result.errors)


@CASES
def test_nor_do_people_who_are_signed_in(
    as_student: Client, document: str, variables: Any, hint: str, settings: Any
) -> None:
    settings.GRAPHQL_INTROSPECTION = False

    result = as_student(document, **variables)

    assert "did you mean" not in messages(result).lower()


@CASES
def test_staff_gets_them_everywhere(
    as_staff: Client, document: str, variables: Any, hint: str, settings: Any
) -> None:
    settings.GRAPHQL_INTROSPECTION = False

    result = as_staff(document, **variables)

    assert hint in messages(result)
