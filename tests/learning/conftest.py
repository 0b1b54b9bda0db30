from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from courses.models import Lesson
from schema.base.nodes import global_id


@pytest.fixture
def entry() -> Callable[..., dict[str, Any]]:
    """Makes an entry of ``recordProgress``: what was done, and how long ago."""
    start = timezone.now()

    def make(lesson: Lesson, *, ago: float = 60, **what: Any) -> dict[str, Any]:
        when = start - timedelta(minutes=ago)
        return {"lessonId": global_id(lesson), "occurredAt": when.isoformat()} | what

    return make
