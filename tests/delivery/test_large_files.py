"""A long film costs the server no more than the part that somebody watches."""

import time
from pathlib import Path

import pytest

from faults.services import wait_until_at_rest
from tests.delivery.served import VIDEO, served

GIB = 1024**3
MIB = 1024**2
MARK = b"in the middle"


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with served(tmp_path_factory.mktemp("large")) as server:
        yield server


@pytest.fixture(scope="module")
def film(server):
    """The address of a video of 1 GiB, with a mark in its middle."""
    _, lesson, _ = server.create_course()
    wait_until_at_rest(server.pid)
    data = Path(f"/proc/{server.pid}/environ").read_bytes().split(b"DATA_DIR=")[1]
    folder = Path(data.split(b"\0")[0].decode(), "media", "private", "videos")
    [path] = folder.iterdir()
    with path.open("r+b") as file:
        file.truncate(GIB)
        file.seek(GIB // 2)
        file.write(MARK)
    return lesson["videoUrl"]


def read_by(server):
    """How many bytes the server has read so far, from files and sockets."""
    lines = Path(f"/proc/{server.pid}/io").read_text().splitlines()
    return int(lines[0].removeprefix("rchar: "))


def peak_of(server):
    """The most memory that the server had since it was last forgotten, in bytes."""
    [line] = [
        line
        for line in Path(f"/proc/{server.pid}/status").read_text().splitlines()
        if line.startswith("VmHWM:")
    ]
    return int(line.split()[1]) * 1024


def test_a_range_in_the_middle_is_served_without_what_comes_before(server, film):
    before, started = read_by(server), time.monotonic()

    result = server.http.get(
        film, headers={"Range": f"bytes={GIB // 2}-{GIB // 2 + MIB - 1}"}
    )

    assert (result.status_code, len(result.content)) == (206, MIB)
    assert result.content.startswith(MARK)
    assert result.headers["Content-Range"] == (
        f"bytes {GIB // 2}-{GIB // 2 + MIB - 1}/{GIB}"
    )
    assert time.monotonic() - started < 1
    assert MIB <= read_by(server) - before < 2 * MIB


def forget_peak_of(server):
    """Making the demo data takes memory too, which is not what is asked here."""
    Path(f"/proc/{server.pid}/clear_refs").write_text("5")


def test_the_whole_film_is_never_in_memory(server, film):
    forget_peak_of(server)
    before = peak_of(server)

    with server.http.stream("GET", film) as answer:
        result = sum(len(chunk) for chunk in answer.iter_raw())

    assert result == GIB
    assert peak_of(server) < 300 * MIB
    assert peak_of(server) - before < 32 * MIB


def test_who_closes_the_player_stops_the_reading(server, film):
    before = read_by(server)

    with server.http.stream("GET", film) as answer:
        result = next(answer.iter_raw())

    time.sleep(1)
    assert VIDEO.startswith(result[:10])
    assert read_by(server) - before < 64 * MIB
