from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from tests.client import Answer


@pytest.fixture
def at_once() -> Callable[[Iterable[Callable[[], Answer]]], list[Any]]:
    """Runs the calls each in a thread, all starting together.

    Returns the data of their answers, none of which may have an error. After it
    no counter may have drifted.
    """

    def run(calls: Iterable[Callable[[], Answer]]) -> list[Any]:
        calls = list(calls)
        start = Barrier(len(calls))

        def attempt(call: Callable[[], Answer]) -> Answer:
            start.wait()
            try:
                return call()
            finally:
                connection.close()

        with ThreadPoolExecutor(len(calls)) as threads:
            answers = list(threads.map(attempt, calls))
        assert {answer.status for answer in answers} == {200}
        call_command("recount", check=True)
        return [answer.data for answer in answers]

    return run
