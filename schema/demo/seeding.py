"""Putting the demo into a database, once."""

from random import Random

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from schema.demo.catalog import add_categories, add_courses
from schema.demo.learning import add_learning
from schema.demo.people import EVERYBODY, add_people
from users.models import User

SEED = 2


class NamesTaken(Exception):
    """Raised when others have names or e-mail addresses that the demo needs."""


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
        raise NamesTaken("that of a course") from None
    return True


def _is_there() -> bool:
    """Whether people of the demo are there. Raises :class:`NamesTaken`."""
    demo = {(person.username, person.email) for person in EVERYBODY}
    names = {person.username.lower() for person in EVERYBODY}
    addresses = {person.email for person in EVERYBODY}
    users = User.objects.alias(name=Lower("username"), address=Lower("email"))
    alike = users.filter(Q(name__in=names) | Q(address__in=addresses))
    if any((one.username, one.email.lower()) in demo for one in alike):
        return True
    if alike:
        raise NamesTaken(", ".join(user.username for user in alike))
    return False
