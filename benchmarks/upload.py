"""How much memory the server takes for the upload of a large video.

    .venv/bin/python -m benchmarks.upload 1024

starts a server of its own on a temporary folder, sends it a video of so many MiB as
the demo's instructor, fetches a range from the middle of it, and prints the figures.
It speaks to this machine only and takes twice the video's size of disk for a while.
"""

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx

from faults.services import resident, web_server
from tests.files.films import mp4_head

MIB = 1024 * 1024
LIMIT = 2047  # MiB, which is what a video may have
FIELD = "Content-Disposition: form-data"
RANGE = 64 * 1024  # bytes
SIGN_IN = 'mutation { tokenAuth(username: "ADMIN2", password: "a123a123") { token } }'
CREATE_COURSE = 'mutation { createCourse(input: {title: "Film"}) { course { id } } }'
CREATE_LESSON = """
    mutation ($input: CreateLessonInput!) {
      createLesson(input: $input) { lesson { videoUrl } errors { field message } }
    }
"""


def main(mebibytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        environment = {"PATH": os.environ["PATH"], "DATA_DIR": folder}
        with web_server(environment) as (port, pid):
            address = f"http://127.0.0.1:{port}"
            with httpx.Client(base_url=address, timeout=600) as http:
                measure(http, pid, mebibytes)


def measure(http: httpx.Client, pid: int, mebibytes: int) -> None:
    sign_in(http)
    course = ask(http, CREATE_COURSE)["createCourse"]["course"]["id"]
    print(f"server at rest: {resident(pid) / 1024:.0f} MiB")

    answer, seconds, peak = watched(pid, lambda: upload(http, course, mebibytes))
    if answer["errors"]:
        sys.exit(f"Refused: {answer['errors']}")
    print(
        f"upload of {mebibytes} MiB: {seconds:.1f} s, "
        f"{mebibytes / seconds:.0f} MiB/s, at most {peak:.0f} MiB of memory"
    )

    address, middle = answer["lesson"]["videoUrl"], mebibytes * MIB // 2
    read = bytes_read(pid)
    headers = {"Range": f"bytes={middle}-{middle + RANGE - 1}"}
    part, seconds, peak = watched(pid, lambda: http.get(address, headers=headers))
    print(
        f"range in the middle: {part.status_code}, {part.headers['Content-Range']}, "
        f"{len(part.content)} bytes in {seconds * 1000:.0f} ms, "
        f"{(bytes_read(pid) - read) / 1024:.0f} KiB read, at most {peak:.0f} MiB"
    )


def sign_in(http: httpx.Client) -> None:
    token = ask(http, SIGN_IN)["tokenAuth"]["token"]
    http.headers["Authorization"] = f"Bearer {token}"


def ask(http: httpx.Client, query: str) -> Any:
    return http.post("/graphql", json={"query": query}).json()["data"]


def upload(http: httpx.Client, course: str, mebibytes: int) -> Any:
    input = {"courseId": course, "title": "Film", "videoFile": None}
    operations = {"query": CREATE_LESSON, "variables": {"input": input}}
    head = b"".join(
        f'--x\r\n{FIELD}; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in (
            ("operations", json.dumps(operations)),
            ("map", json.dumps({"0": ["variables.input.videoFile"]})),
        )
    )
    head += f'--x\r\n{FIELD}; name="0"; filename="film.mp4"\r\n\r\n'.encode()
    end = b"\r\n--x--\r\n"

    film = mp4_head(mebibytes * MIB - len(mp4_head(0)))

    def body() -> Iterator[bytes]:
        yield head + film
        yield bytes(MIB - len(film))
        for _ in range(mebibytes - 1):
            yield bytes(MIB)
        yield end

    headers = {
        "Content-Type": "multipart/form-data; boundary=x",
        "GraphQL-Require-Preflight": "1",
        "Content-Length": str(len(head) + mebibytes * MIB + len(end)),
    }
    response = http.post("/graphql", content=body(), headers=headers)
    return response.json()["data"]["createLesson"]


def watched(pid: int, work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What the work returns, its seconds, and the server's most MiB meanwhile."""
    peak, done = [resident(pid) / 1024], Event()

    def watch() -> None:
        while not done.wait(0.02):
            peak.append(resident(pid) / 1024)

    watcher = Thread(target=watch)
    watcher.start()
    started = time.monotonic()
    try:
        result = work()
        return result, time.monotonic() - started, max(peak)
    finally:
        done.set()
        watcher.join()


def bytes_read(pid: int) -> int:
    """Bytes that the process has read so far, from files and sockets."""
    lines = Path(f"/proc/{pid}/io").read_text().splitlines()
    return int(dict(line.split(": ") for line in lines)["rchar"])


if __name__ == "__main__":
    size = sys.argv[1] if len(sys.argv) > 1 else "1024"
    if not size.isdecimal() or not 1 <= int(size) <= LIMIT:
        sys.exit(f"Give the video's size in MiB, 1 to {LIMIT}.")
    main(int(size))
