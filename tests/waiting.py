"""Waiting for what others bring about."""

import time
from collections.abc import Callable
from typing import Any


def within(seconds: float, holds: Callable[[], Any]) -> bool:
    """Whether it comes to hold in this time; it is asked twenty times a second."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True
