import sys
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

Row = TypeVar("Row")
WIDTH = 30  # of the bar, in characters


def metered(rows: Iterable[Row], *, label: str, total: int) -> Iterator[Row]:
    """Give the rows on, with a bar on stderr if that is a terminal."""
    stream = sys.stderr
    if not stream.isatty():
        yield from rows
        return
    start = drawn = time.monotonic()
    for number, row in enumerate(rows):
        if number % 256 == 0 and time.monotonic() - drawn > 0.1:
            drawn = time.monotonic()
            filled = WIDTH * number // total
            bar = "#" * filled + "." * (WIDTH - filled)
            stream.write(f"\r{label:12} {bar} {100 * number // total:3} %")
            stream.flush()
        yield row
    seconds = time.monotonic() - start
    stream.write(f"\r{label:12} {'#' * WIDTH} {total} rows in {seconds:.1f} s\n")


def say(text: str) -> None:
    """Tell whoever watches the bars what is happening now."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{text}\n")
