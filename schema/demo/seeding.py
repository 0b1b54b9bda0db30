"""Putting the demo into a database, once."""

from random import Random

from django.db import IntegrityError, transaction
from django.db.models.functions import Lower
from django.utils import timezone

from courses.models import Course
from schema.demo.catalog import FOLDER, add_categories, add_courses
from schema.demo.learning import add_learning
from schema.demo.people import EVERYBODY, add_people
from users.models import User

SEED = 2


class NamesTaken(Exception):
    """Raised when somebody else has the usernames of the demo's people."""


def seed() -> bool:
    """Add the demo, all or nothing; ``False`` if it is there, or what is left of it.

    Raises :class:`NamesTaken`.
    """
    if _is_there():
        return False
    now, dice = timezone.now(), Random(SEED)
    try:
        with transaction.atomic():
            categories = add_categories()
            people = add_people(now, dice)
            courses = add_courses(people, categories, now, dice)
            add_learning(people, courses, now, dice)
    except IntegrityError:
        # Another process may have added it since the first look.
        if _is_there():
            return False
        raise
    return True


def _is_there() -> bool:
    slugs = [path.stem for path in FOLDER.glob("*.md")]
    addresses = [person.email for person in EVERYBODY]
    if (
        Course.objects.filter(slug__in=slugs).exists()
        or User.objects.filter(email__in=addresses).exists()
    ):
        return True
    names = [person.username.lower() for person in EVERYBODY]
    taken = User.objects.alias(name=Lower("username")).filter(name__in=names)
    if taken:
        raise NamesTaken(", ".join(user.username for user in taken))
    return False
