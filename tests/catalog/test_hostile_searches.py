"""Whatever somebody types, it is words to be found or it finds nothing."""

import pytest

from tests.factories import CourseFactory

COURSES = """
query Courses($search: String) {
  courses(filters: {search: $search}) { totalCount nodes { title } }
}
"""
EVERYTHING = {
    "courses": {"totalCount": 2, "nodes": [{"title": "Painting"}, {"title": "Python"}]}
}
PYTHON = {"courses": {"totalCount": 1, "nodes": [{"title": "Python"}]}}
NOTHING = {"courses": {"totalCount": 0, "nodes": []}}


@pytest.fixture(autouse=True)
def catalog(db):
    CourseFactory(title="Python", description="From the ground up.")
    CourseFactory(title="Painting", description="From the ground up.")


@pytest.mark.parametrize("search", [None, "", " ", "   ", "\t\n\r", "\xa0\u2003"])
def test_a_search_for_nothing_is_none(visitor, search):
    result = visitor(COURSES, search=search)

    assert result.data == EVERYTHING


@pytest.mark.parametrize(
    "search",
    [
        "'",
        "''",
        '"',
        "\\",
        "\\'",
        "%",
        "_",
        "__",
        "%_%",
        "&|!:*()<->\\",
        "<->",
        ":*",
        "!",
        "( | ",
        "\0",
        "\x1b[31m",
        "😀",
        "\u202e",
        "\ufffd",
        "';DROP TABLE courses_course;--",
        "' OR 1=1 --",
        "$(reboot)",
        "(?i)x.*",
        "[a-z]+",
        "x" * 200,
        "😀" * 200,
        "' " * 100,
    ],
)
def test_a_text_that_is_in_no_course_finds_nothing(visitor, search):
    result = visitor(COURSES, search=search)

    assert result.data == NOTHING


@pytest.mark.parametrize(
    "search",
    [
        "'python'",
        '"python"',
        "python\\",
        "\\python",
        "%python%",
        "_python_",
        "python:*",
        "python & !",
        "!python",
        "(python",
        "python <-> ",
        "python\0",
        "😀 python",
        "<python>",
        "python.",
    ],
)
def test_signs_around_a_word_are_no_part_of_it(visitor, search):
    result = visitor(COURSES, search=search)

    assert result.data == PYTHON


@pytest.mark.parametrize("search", ["the python", "python from the", "up python"])
def test_small_words_do_not_hide_what_is_searched_for(visitor, search):
    result = visitor(COURSES, search=search)

    assert result.data == PYTHON


@pytest.mark.parametrize("length", [201, 10_000])
def test_a_search_of_more_than_200_characters_is_refused(visitor, length):
    result = visitor(COURSES, search="p" * length)

    assert result.body["data"] is None
    assert result.codes == ["BAD_USER_INPUT"]
    assert result.errors[0]["message"] == "`search` has at most 200 characters."
