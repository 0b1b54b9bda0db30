"""Free-text search over courses and their instructors' names.

Every word of the text must begin a word of the title, of the description or
of the instructor's name, with or without its accents. PostgreSQL also finds other
forms of an English word and ranks by ``ts_rank``; SQLite, for development and small
sites, compares word beginnings and ranks by where they were found.
"""

from functools import reduce
from operator import and_, or_
from typing import Any
from unicodedata import category

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import connections
from django.db.models import (
    BooleanField,
    Case,
    F,
    FloatField,
    Func,
    IntegerField,
    Q,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast

from users.models import User
from users.search import STEMS, WORDS, fold

MAX_WORDS = 10
WEIGHTS = {
    "title": 8,
    "instructor__first_name": 4,
    "instructor__last_name": 4,
    "instructor__username": 4,
    "description": 1,
}


def matching(courses: Any, text: str) -> Any:
    words = _words_of(text)[:MAX_WORDS]
    if not words:
        return courses.none().annotate(relevance=Value(0))
    if connections[courses.db].vendor == "postgresql":
        return _by_index(courses, words)
    return _by_reading(courses, words)


def _words_of(text: str) -> list[str]:
    """The folded words: letters and digits, and the marks that go with them.

    Without its marks, which are its vowels, a Hindi word would fall apart.
    """
    spaced = (one if category(one)[0] in "LMN" else " " for one in fold(text))
    words = "".join(spaced).split()
    return [word for word in words if any(map(str.isalnum, word))]


def _by_index(courses: Any, words: list[str]) -> Any:
    found = [
        SearchQuery(f"'{word}'", config=STEMS, search_type="raw")
        | SearchQuery(f"'{word}':*", config=WORDS, search_type="raw")
        for word in words
    ]
    every, some = reduce(and_, found), reduce(or_, found)
    is_namesake = Func(
        F("instructor"),
        ArraySubquery(User.objects.filter(search=some).values("pk")),
        template="%(expressions)s)",
        arg_joiner=" = ANY(",
        output_field=BooleanField(),
    )
    document = Func(
        F("search"),
        F("instructor__search"),
        template="(%(expressions)s)",
        arg_joiner=" || ",
        output_field=SearchVectorField(),
    )
    rank = Func(document, every, function="ts_rank", output_field=FloatField())
    # Both sides of the first filter have an index; the second is exact.
    return (
        courses.filter(Q(search=some) | Q(is_namesake))
        .alias(document=document)
        .filter(document=every)
        .annotate(relevance=Cast(rank * 1_000_000, IntegerField()))
    )


def _by_reading(courses: Any, words: list[str]) -> Any:
    texts = {
        f"folded_{field}": Func(F(field), function="FOLD", output_field=TextField())
        for field in WEIGHTS
    }
    courses = courses.alias(**texts)
    relevance: Any = Value(0)
    for word in words:
        pattern = rf"(\b|_){word}"
        found = {text: Q(**{f"{text}__iregex": pattern}) for text in texts}
        courses = courses.filter(Q(*found.values(), _connector=Q.OR))
        for condition, weight in zip(found.values(), WEIGHTS.values(), strict=True):
            relevance = relevance + Case(
                When(condition, then=Value(weight)), default=Value(0)
            )
    return courses.annotate(relevance=relevance)
