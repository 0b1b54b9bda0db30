"""Putting bulk data into a database."""

import time
from random import Random

from django.db import transaction
from django.db.models import IntegerField, Max
from django.db.models.functions import Cast, Substr

from courses.models import Course, Enrollment, Lesson, Progress
from reviews.models import Review
from schema.demo.bulk.loading import analyze, reserve_ids, write
from schema.demo.bulk.meter import metered, say
from schema.demo.bulk.rows import RowMaker
from schema.demo.bulk.sizes import Sizes
from schema.demo.bulk.world import World
from schema.demo.catalog import add_categories
from users.models import Profile, User


def seed(sizes: Sizes, *, seed: int) -> None:
    """Add a platform of its own beside what is there, all of it or nothing.

    Raises :class:`BadNumber` before anything is written.
    """
    say("Thinking the data out")
    world = World(sizes, now=int(time.time()), dice=Random(seed))
    with transaction.atomic():
        rows = RowMaker(
            world,
            number=_next_number(),
            first_user=reserve_ids(User, sizes.users),
            first_course=reserve_ids(Course, sizes.courses),
            first_lesson=reserve_ids(Lesson, sizes.courses * sizes.lessons),
            first_enrollment=reserve_ids(Enrollment, sizes.enrollments),
            categories=[category.pk for category in add_categories().values()],
        )
        for model, names, values, total in (
            (User, rows.USER, rows.users(), sizes.users),
            (Profile, rows.PROFILE, rows.profiles(), sizes.users),
            (Course, rows.COURSE, rows.courses(), sizes.courses),
            (Lesson, rows.LESSON, rows.lessons(), sizes.courses * sizes.lessons),
            (Enrollment, rows.ENROLLMENT, rows.enrollments(), sizes.enrollments),
            (Progress, rows.PROGRESS, rows.progress(), sizes.progress),
            (Review, rows.REVIEW, rows.reviews(), sizes.reviews),
        ):
            label = str(model._meta.verbose_name_plural)
            write(model, names, metered(values, label=label, total=total))
        say("Checking the references")
    say("Analyzing")
    analyze()


def _next_number() -> int:
    """The number of the first username ``bulk<number>`` beyond those there are."""
    bulk = User.objects.filter(username__iregex=r"^bulk[0-9]{1,9}$")
    number = Cast(Substr("username", len("bulk") + 1), IntegerField())
    last = bulk.aggregate(last=Max(number))["last"]
    return 0 if last is None else last + 1
