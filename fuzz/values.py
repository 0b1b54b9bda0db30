"""Values that mean something to the server, by the names of arguments and inputs.

Made-up ones alone would all be refused at the door: most of them are exchanged for one
of these.
"""

import re
from collections import deque
from collections.abc import Callable
from random import Random
from typing import Any

from fuzz.people import PASSWORDS, VIEWERS, People

KEPT = 200  # of a kind of value that answers had
HARVEST = {
    "cursor": re.compile(rb'"(?:cursor|startCursor|endCursor)":"([^"]+)"'),
    "refreshToken": re.compile(rb'"refreshToken":"([^"]+)"'),
    "url": re.compile(rb'"(?:url|videoUrl)":"http://[^/"]+(/[^"]+)"'),
}
# Pieces of texts that are harder to read than they look.
HARD = (
    *("[", "![](", "> ", "*a ", "`", "- ", "<b>", "|a", "_", "\\", "&#", "<!--", "\t"),
    *("\0", "\u202e", "e\u0301", "\U0001f469\u200d", "%", "'", '"', "{{", "a b ", "İ"),
)
TIMES = (
    *("2026-05-01T12:30:00+00:00", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z"),
    *("0001-01-01T00:00:00+14:00", "2026-05-01T12:30:00", "2026-05-01"),
)


class Values:
    """What there is in the database, and what the answers said."""

    def __init__(self, people: People) -> None:
        self.people = people
        self.ids: dict[str, list[str]] = {}
        self.words: dict[str, list[str]] = {}
        self.lessons: dict[str, list[str]] = {}  # of the viewers' own courses
        self.harvested: dict[str, deque[str]] = {
            name: deque(maxlen=KEPT) for name in HARVEST
        }
        self.round = 0
        self.refresh()

    def refresh(self) -> None:
        """Look at what is there now; what the viewers have themselves comes first."""
        self.round += 1
        from django.db.models import Q

        from courses import models as courses
        from notifications.models import Notification
        from reviews.models import Review
        from schema.base.nodes import global_id
        from users.models import User

        whose = [name for name in VIEWERS.values() if name]

        def of(path: str) -> Q:
            return Q(**{f"{path}__in": whose})

        sources: list[tuple[Any, Q]] = [
            (User, of("username")),
            (courses.Category, Q()),
            (
                courses.Course,
                of("instructor__username") | of("enrollments__student__username"),
            ),
            (
                courses.Lesson,
                of("course__instructor__username")
                | of("course__enrollments__student__username"),
            ),
            (courses.Resource, of("lesson__course__instructor__username")),
            (courses.Enrollment, of("student__username")),
            (courses.Progress, of("enrollment__student__username")),
            (Review, of("student__username")),
            (Notification, of("user__username")),
        ]
        for model, own in sources:
            everything = model.objects.order_by("pk")
            rows = [*everything.filter(own).distinct()[:40], *everything[:20]]
            self.ids[model.__name__] = [global_id(row) for row in rows]
        catalog = courses.Course.objects.order_by("pk")[:50]
        self.words = {
            "Course": [course.slug for course in catalog],
            "Category": [one.slug for one in courses.Category.objects.all()[:50]],
            "search": [word for one in catalog for word in one.title.split()],
        }
        taught = courses.Course.objects.filter(of("instructor__username"))
        self.lessons = {
            global_id(course): [global_id(lesson) for lesson in course.lessons.all()]
            for course in taught.prefetch_related("lessons")[:20]
        }

    def harvest(self, body: bytes) -> None:
        """Keep what an answer tells that later requests can use."""
        for name, form in HARVEST.items():
            self.harvested[name].extend(
                found.decode(errors="replace") for found in form.findall(body)[:20]
            )

    def named(self, name: str, label: str, random: Random) -> Any:
        """A value for what has this name in the field ``label``; ``None`` for none."""
        maker = self._makers.get(name)
        if maker is not None:
            return maker(self, label, random)
        if name in ("id", "ids", "upTo") or name.endswith(("Id", "Ids")):
            return self._id(name, label, random)
        return None

    def _id(self, name: str, label: str, random: Random) -> str:
        kind = re.sub("Ids?$", "", name).capitalize()
        kind = {"Instructor": "User", "Upto": "Notification"}.get(kind, kind)
        if kind not in self.ids:
            kind = label.partition(".")[2].capitalize()
        if kind not in self.ids or random.random() < 0.05:
            kind = random.choice(list(self.ids))
        return _one_of(self.ids[kind], random)

    def _slug(self, label: str, random: Random) -> str:
        kind = "Category" if "ategory" in label else "Course"
        return _one_of(self.words[kind], random)

    def _after(self, label: str, random: Random) -> str:
        if label.startswith("Subscription."):
            return _one_of(self.ids["Notification"], random)
        return _one_of(self.harvested["cursor"], random)

    def _token(self, label: str, random: Random) -> str:
        from users.links import RESET, VERIFICATION

        if "verifyToken" in label:
            return self.people.token("student") or ""
        link = RESET if "Password" in label else VERIFICATION
        return link.token(random.choice(list(self.people.users.all())))

    def _refresh_token(self, label: str, random: Random) -> str:
        known = [tokens.refresh_token for tokens in self.people.tokens.values()]
        return random.choice([*known, *self.harvested["refreshToken"]])

    _makers: dict[str, Callable[["Values", str, Random], Any]] = {
        "slug": _slug,
        "categorySlug": lambda self, _, random: self._slug("category", random),
        "after": _after,
        "before": _after,
        "token": _token,
        "refreshToken": _refresh_token,
        "search": lambda self, _, random: " ".join(
            random.choices(self.words["search"], k=random.randint(1, 4))
        ),
        "first": lambda *given: given[2].randint(0, 5),
        "last": lambda *given: given[2].randint(0, 5),
        "rating": lambda *given: given[2].randint(0, 6),
        "minRating": lambda *given: given[2].choice([0, 1, 3.5, 5]),
        "positionSeconds": lambda *given: given[2].choice([0, 7, 2**31 - 1, -1]),
        "occurredAt": lambda *given: given[2].choice(TIMES),
        "timeZone": lambda *given: given[2].choice(
            ["Europe/Paris", "UTC", "../x", "Z"]
        ),
        "username": lambda *given: (
            f"p{given[2].randrange(10**6)}"
            if "register" in given[1]
            else given[2].choice(["s", "s", "s", "ADMIN2", "staff@example.com"])
        ),
        "email": lambda *given: f"p{given[2].randrange(10**6)}@school.example",
        "password": lambda *given: given[2].choice(
            ["correct horse"] if "register" in given[1] else [PASSWORDS[0], *PASSWORDS]
        ),
        "currentPassword": lambda *given: given[2].choice(PASSWORDS),
        "newPassword": lambda *given: given[2].choice(["correct horse", "1", "é" * 99]),
        "link": lambda *given: given[2].choice(["/courses/sql", "//x", "javascript:1"]),
    }


def hard_text(random: Random, most: int) -> str:
    """A text of one piece over and over, or of all kinds of them."""
    length = random.choice([1, 10, 200, 2000, most])
    piece = random.choice(HARD)
    if random.random() < 0.3:
        piece = "".join(random.choices(HARD, k=20))
    return (piece * (length // len(piece) + 1))[:length]


def _one_of(values: Any, random: Random) -> str:
    return str(random.choice(values)) if values else "none"
