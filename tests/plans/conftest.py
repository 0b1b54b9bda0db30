"""One world for all documents of a module, which goes when they are done."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.plans.asking import Ground


@pytest.fixture(scope="module")
def ground(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Ground]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield Ground.made()
        transaction.set_rollback(True)
