"""Accents do not matter to a search; signs that make another name do."""

import pytest

from courses.models import Course
from tests.factories import CourseFactory, UserFactory

COURSES = """
query Courses($search: String) {
  courses(filters: {search: $search}) { nodes { title } }
}
"""
DECOMPOSED = "E\u0301cole de cuisine"  # the accent is a character of its own


def titles(answer):
    return sorted(course["title"] for course in answer.data["courses"]["nodes"])


@pytest.mark.parametrize(
    ("title", "search"),
    [
        ("École de cuisine", "ecole"),
        ("École de cuisine", "ECOLE"),
        ("École de cuisine", "éco"),
        ("École de cuisine", DECOMPOSED),
        ("Ecole de cuisine", "école"),
        (DECOMPOSED, "école"),
        (DECOMPOSED, "ecole"),
        ("Español para todos", "espanol"),
        ("Größe und Gewicht", "große"),
        ("Łódź, Kraków, Poznań", "krakow poznan"),
        ("Tiếng Việt", "tieng viet"),
        ("Ελληνικά", "ελληνικα"),
        ("Ёлка", "елка"),
        ("한글", "한글"),
        ("がっこう", "がっこう"),
        ("हिन्दी सीखें", "हिन्दी"),
    ],
)
def test_a_word_is_found_with_and_without_its_accents(visitor, db, title, search):
    CourseFactory(title=title)
    CourseFactory(title="Another one")

    result = visitor(COURSES, search=search)

    assert titles(result) == [title]


def test_an_instructor_is_found_without_the_accents_of_their_name(visitor, db):
    zoe = UserFactory(first_name="Zoë", last_name="Brontë", instructor=True)
    CourseFactory(title="Writing", instructor=zoe)
    CourseFactory(title="Another one")

    result = visitor(COURSES, search="zoe bronte")

    assert titles(result) == ["Writing"]


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("c++", ["C++ in depth"]),
        ("C++", ["C++ in depth"]),
        ("c#", ["C# in depth"]),
        ("f#", ["F# in depth"]),
        ("c++ depth", ["C++ in depth"]),
        ("c#, depth", ["C# in depth"]),
        ("(c++)", ["C++ in depth"]),
        ("c", ["C in depth", "C# in depth", "C++ in depth"]),
        ("c+", ["C in depth", "C# in depth", "C++ in depth"]),
        ("++", []),
        ("#", []),
        ("#depth", [f"{name} in depth" for name in ("C", "C#", "C++", "F#")]),
    ],
)
def test_signs_after_a_name_are_part_of_it(visitor, db, search, found):
    for name in ("C", "C++", "C#", "F#"):
        CourseFactory(title=f"{name} in depth")

    result = visitor(COURSES, search=search)

    assert titles(result) == found


def test_a_course_is_found_by_what_it_is_called_now(visitor, db):
    CourseFactory(title="C in depth")
    Course.objects.update(title="Le café", description="C++, à la carte")

    result = visitor(COURSES, search="cafe c++ a")

    assert titles(result) == ["Le café"]
