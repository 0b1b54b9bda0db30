from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from django.utils import timezone


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """What is done in ``with at(moment):`` was done then."""
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(timezone, "now", lambda: moment)
        yield


@contextmanager
def ago(**time: float) -> Iterator[None]:
    """What is done in ``with ago(minutes=5):`` was done five minutes ago."""
    with at(timezone.now() - timedelta(**time)):
        yield
