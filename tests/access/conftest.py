"""One world for all tests of a module, which goes when they are done."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from tests.access.making import make_world
from tests.access.world import World
from tests.client import Client


@pytest.fixture(autouse=True)
def dear_documents(settings: Any) -> None:
    """What asks for every field of everything around a row may cost what it does."""
    settings.GRAPHQL_MAX_COST = 1_000_000


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def clients(world: World) -> dict[str, Client]:
    """The clients of the viewers, by their kinds."""
    return {kind: Client(who.user) for kind, who in world.viewers.items()}
