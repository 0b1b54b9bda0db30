from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone


@contextmanager
def ago(**time: float) -> Iterator[None]:
    """What is done in ``with ago(minutes=5):`` was done five minutes ago."""
    then = timezone.now() - timedelta(**time)
    with pytest.MonkeyPatch.context() as clock:
        clock.setattr(timezone, "now", lambda: then)
        yield
