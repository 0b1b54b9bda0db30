"""Texts of the bulk data: titles from a vocabulary, prose from the demo's courses.

Subjects are drawn unevenly, as in life: a search finds many courses on the
first of them and few on the last.
"""

import re
from itertools import accumulate
from random import Random

from schema.demo.bulk.vocabulary import (
    BEGINNINGS,
    ENDINGS,
    FIRST_NAMES,
    LAST_NAMES,
    LESSONS,
    SUBJECTS,
)
from schema.demo.catalog import course_texts
from schema.demo.comments import COMMENTS

POPULARITY = list(accumulate(1 / (place + 8) for place in range(len(SUBJECTS))))
CODE = re.compile(r"^```.*?^```|^[#|>-].*?$|^\d+\. .*?$", re.MULTILINE | re.DOTALL)
SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"])")


class Texts:
    """Writes texts by the throw of the dice."""

    def __init__(self, dice: Random) -> None:
        self.dice = dice
        self._sentences = _sentences_without(SUBJECTS)
        self._paragraphs = [self._paragraph() for _ in range(2000)]

    def name(self) -> tuple[str, str]:
        return self.dice.choice(FIRST_NAMES), self.dice.choice(LAST_NAMES)

    def subject(self) -> str:
        return self.dice.choices(SUBJECTS, cum_weights=POPULARITY)[0]

    def title(self, subject: str) -> str:
        dice = self.dice
        beginning, ending = dice.choice(BEGINNINGS), dice.choice(ENDINGS)
        return dice.choice(
            [
                f"{beginning} {subject}",
                f"{subject} {ending}",
                f"{beginning} {subject} {ending}",
            ]
        )

    def description(self, subject: str, instructor: str) -> str:
        dice = self.dice
        aside = f", with a little {self.subject()} on the way" * dice.randrange(2)
        first = f"A course on **{subject}**{aside}, taught by {instructor}."
        parts = [f"{first} {self._paragraph()}"]
        parts += [self._paragraph() for _ in range(dice.randint(1, 3))]
        points = [f"- {self.lesson_title(subject)}" for _ in range(dice.randint(2, 5))]
        return "\n\n".join([*parts, "## Contents", "\n".join(points)])

    def lesson_title(self, subject: str) -> str:
        return self.dice.choice(LESSONS).format(subject)

    def content(self) -> str:
        dice = self.dice
        return "\n\n".join(dice.choices(self._paragraphs, k=dice.randint(1, 3)))

    def comment(self, rating: int) -> str:
        return self.dice.choice(COMMENTS[rating])

    def _paragraph(self) -> str:
        return " ".join(self.dice.choices(self._sentences, k=self.dice.randint(3, 6)))


def _sentences_without(subjects: list[str]) -> list[str]:
    """Prose of the demo that a search for a subject does not find."""
    found = re.compile("|".join(rf"\b{word}" for word in subjects), re.IGNORECASE)
    sentences: set[str] = set()
    for course in course_texts():
        for text in (course.description, *(part.content for part in course.lessons)):
            for paragraph in CODE.sub("", text).split("\n\n"):
                prose = " ".join(paragraph.split())
                sentences.update(SENTENCE_END.split(prose))
    return sorted(s for s in sentences if 20 < len(s) < 200 and not found.search(s))
