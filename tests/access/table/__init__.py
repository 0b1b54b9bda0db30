"""The access table: who may see each field of each type, by whatever path they come.

A line of a type says to whom an object of it is given: by its id, and in lists. A line
of a field says for whom of those it holds a value. The lines of values that are no
objects with an id, such as ``Image``, are about the object that they hang on.
"""

from tests.access.table import courses, ids, learning, people, roots
from tests.access.table.rules import ANYONE, RUNNING, Rule

LINES: dict[str, Rule] = {
    **roots.LINES,
    **people.LINES,
    **courses.LINES,
    **learning.LINES,
}

# Instead of lines: the fields of these types are for whoever has the object.
DERIVED = {
    "Connection": "A list is for whom the field is that it is in, with all its parts.",
    "Edge": "So is a row of it with its place, and the row is one of those given.",
    "PageInfo": "So is where the page lies.",
    "Payload": "A result is for who may do the deed; null are those who may not.",
}

# What fields show of rows that `node` does not give: to whom, in all that is below.
SHOWN: dict[tuple[str, str], Rule] = {
    ("Course.students", "Enrollment"): RUNNING,
    ("Course.students", "Progress"): RUNNING,
    # Who has closed their account is still named.
    ("Course.instructor", "User"): ANYONE,
    ("Enrollment.student", "User"): ANYONE,
    ("Review.student", "User"): ANYONE,
}

# What is told of the viewer, for whom it is true; and what is counted for them.
TRUE = courses.TRUE
COUNTED = {
    "Category.courseCount": "Course",
    "User.unreadNotificationCount": "Notification",
    "Subscription.unreadNotificationCount": "Notification",
}

IDS = ids.IDS


def line(name: str) -> Rule:
    """The rule of a type, or of a field as in ``Course.title``."""
    return ANYONE if name not in LINES and is_derived(name) else LINES[name]


def is_derived(name: str) -> bool:
    return name.partition(".")[0].endswith(tuple(DERIVED))
