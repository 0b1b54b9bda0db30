"""The threads in which operations run.

There are GRAPHQL_THREADS of them, so that many database connections are in use
at most; further operations wait their turn in the order in which they came.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import ParamSpec, TypeVar

from django.conf import settings
from django.db import close_old_connections

P = ParamSpec("P")
T = TypeVar("T")


async def run_in_thread(work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run ``work`` in one of the threads and return what it returns."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(
        _pool(), lambda: _with_database(work, args, kwargs)
    )


def _with_database(work: Callable[..., T], args: tuple, kwargs: dict) -> T:
    close_old_connections()
    try:
        return work(*args, **kwargs)
    finally:
        # With a connection pool this gives the thread's connection back to it.
        close_old_connections()


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings.GRAPHQL_THREADS, thread_name_prefix="graphql")
