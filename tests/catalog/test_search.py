import pytest
from django.db import connection

from tests.factories import CourseFactory, UserFactory

COURSES = """
query Courses($search: String, $ordering: [CourseOrder!]) {
  courses(filters: {search: $search}, ordering: $ordering) {
    totalCount
    nodes { title }
  }
}
"""

BEGINNERS = "Python for Beginners"
LEARNING = "Machine Learning"
WATERCOLOUR = "Painting Watercolours"


def found(*titles):
    """The answer that has the courses of these titles."""
    nodes = [{"title": title} for title in titles]
    return {"courses": {"totalCount": len(titles), "nodes": nodes}}


def person(username, first_name, last_name):
    return UserFactory(
        username=username, first_name=first_name, last_name=last_name, instructor=True
    )


@pytest.fixture
def catalog(db):
    CourseFactory(
        title=BEGINNERS,
        description="Write a first program, then a second.",
        instructor=person("ghopper", "Grace", "Hopper"),
    )
    CourseFactory(
        title=LEARNING,
        description="Models in Python, step by step; 100% practice.",
        instructor=person("enigma", "Alan", "Turing"),
    )
    CourseFactory(
        title=WATERCOLOUR,
        description="Größe, Licht und Éclat.",
        instructor=person("casa_azul", "Frida", "Kahlo"),
    )


@pytest.mark.parametrize(
    ("search", "titles"),
    [
        ("beginners", [BEGINNERS]),
        ("program", [BEGINNERS]),
        ("hopper", [BEGINNERS]),
        ("grace", [BEGINNERS]),
        ("ghopper", [BEGINNERS]),
        ("GRACE Hopper", [BEGINNERS]),
        ("ÉCLAT", [WATERCOLOUR]),
        ("größe", [WATERCOLOUR]),
        ("azul", [WATERCOLOUR]),
        ("100", [LEARNING]),
        ("nobody", []),
    ],
)
def test_a_word_is_found_in_the_title_the_description_and_the_instructors_name(
    visitor, catalog, search, titles
):
    result = visitor(COURSES, search=search)

    assert result.data == found(*titles)


@pytest.mark.parametrize(
    ("search", "titles"),
    [
        ("begin", [BEGINNERS]),
        ("w", [BEGINNERS, WATERCOLOUR]),
        ("hop", [BEGINNERS]),
        ("tur", [LEARNING]),
        ("mac lea", [LEARNING]),
        ("ython", []),
        ("opper", []),
    ],
)
def test_the_beginning_of_a_word_is_enough(visitor, catalog, search, titles):
    result = visitor(COURSES, search=search, ordering=[{"createdAt": "ASC"}])

    assert result.data == found(*titles)


@pytest.mark.parametrize(
    ("title", "search"),
    [
        ("Programming", "programm"),
        ("University life", "universit"),
        ("IT for everybody", "it"),
        ("The Art of War", "the"),
        ("Node.js in depth", "node.js"),
        ("Node.js in depth", "js"),
        ("Python 3.11", "3.11"),
        ("HTML/CSS", "css"),
        ("C++ and C#", "c++"),
        ("A real-time web", "time"),
        ("Write to me@example.com", "example"),
        ("A <b>bold</b> step", "bold"),
        ("Don't panic", "don't"),
    ],
)
def test_any_word_is_found_as_it_is_typed(visitor, catalog, title, search):
    CourseFactory(title=title, description="")

    result = visitor(COURSES, search=search, ordering=[{"createdAt": "DESC"}])

    assert result.data["courses"]["nodes"][0] == {"title": title}


@pytest.mark.parametrize(
    ("search", "titles"),
    [
        ("machine learning", [LEARNING]),
        ("learning machine", [LEARNING]),
        ("grace python", [BEGINNERS]),
        ("alan machine step", [LEARNING]),
        ("alan machine watercolours", []),
        ("grace turing", []),
        ("for beginners", [BEGINNERS]),
        ("  python\t\n hopper  ", [BEGINNERS]),
        ("python python python", [BEGINNERS, LEARNING]),
    ],
)
def test_every_word_has_to_be_found_anywhere_in_the_course(
    visitor, catalog, search, titles
):
    result = visitor(COURSES, search=search)

    assert result.data == found(*titles)


def test_the_first_ten_words_count(visitor, catalog):
    search = "grace " * 10 + "watercolours"

    result = visitor(COURSES, search=search)

    assert result.data == found(BEGINNERS)


def test_postgresql_knows_the_forms_of_english_words(visitor, catalog):
    titles = [BEGINNERS] if connection.vendor == "postgresql" else []

    result = visitor(COURSES, search="programming")

    assert result.data == found(*titles)


def test_a_title_ranks_before_a_name_and_a_name_before_a_description(visitor):
    CourseFactory(title="On paper", description="All that a rose needs.")
    CourseFactory(title="Rose gardens")
    CourseFactory(title="Kitchens", instructor=person("kitchens", "Rose", "Green"))

    result = visitor(COURSES, search="rose")

    assert result.data == found("Rose gardens", "Kitchens", "On paper")


def test_a_course_that_has_the_word_twice_ranks_before_one_that_has_it_once(visitor):
    CourseFactory(title="A rose", description="On growing the rose.")
    CourseFactory(title="The rose", description="On growing.")

    result = visitor(COURSES, search="rose")

    assert result.data == found("A rose", "The rose")


def test_of_equally_good_matches_the_newest_comes_first(visitor):
    CourseFactory(title="Older roses")
    CourseFactory(title="Newer roses")

    result = visitor(COURSES, search="roses")

    assert result.data == found("Newer roses", "Older roses")


def test_an_ordering_goes_before_the_ranking(visitor, catalog):
    result = visitor(COURSES, search="python", ordering=[{"title": "ASC"}])

    assert result.data == found(LEARNING, BEGINNERS)
