"""Whether the mail server was away a moment ago, as far as this process knows.

To find that out takes a thread until the timeout, where nothing answers. So the threads
do not all try: after a failure nobody does for a while, and then one.
"""

from datetime import datetime, timedelta
from threading import Lock

from django.conf import settings

PAUSE = timedelta(seconds=30)

_next_try: dict[str, datetime] = {}  # of each server that was away
_lock = Lock()


def may_try(now: datetime) -> bool:
    """Whether to try to reach the server; who may then tells what was found."""
    with _lock:
        next_try = _next_try.get(_server(), now)
        if now < next_try:
            return False
        if _server() in _next_try:
            _next_try[_server()] = now + PAUSE
        return True


def begin(now: datetime) -> None:
    """Remember that a try has found the server away."""
    with _lock:
        _next_try[_server()] = now + PAUSE


def end() -> None:
    """Remember that a try has found the server there."""
    with _lock:
        _next_try.pop(_server(), None)


def _server() -> str:
    return f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
