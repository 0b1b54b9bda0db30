"""What subscriptions are made of: looking again whenever something may have changed."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import TypeVar

from notifications.live import Listener
from schema.base.context import Context, Info
from schema.base.threads import run_in_thread

T = TypeVar("T")


async def looks(
    info: Info,
    read: Callable[[Context], T],
    is_part: Callable[[T], bool] = lambda _: False,
) -> AsyncIterator[T]:
    """What ``read`` gives now, and again whenever it may give something else.

    Where that ``is_part`` of what there is, it is called again without waiting.
    It runs in one of the threads, each time with a context that asks anew who the
    viewer is: a token that has ended, or an account that was closed, ends the
    subscription. Raises ``Unauthenticated`` for a visitor as well.
    """
    user = await run_in_thread(lambda: info.context.user)
    with Listener(user.pk) as listener:
        is_whole = True
        while True:
            if is_whole:
                await listener.wait()
            seen = await run_in_thread(read, replace(info.context))
            yield seen
            is_whole = not is_part(seen)
