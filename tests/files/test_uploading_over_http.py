"""Uploads to a server process, as browsers and broken connections make them."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from django.conf import settings

from tests.files.pictures import MP4, picture
from tests.files.sending import BOUNDARY, encoded, json_part
from tests.waiting import within

SIGN_IN = 'mutation { tokenAuth(username: "ADMIN2", password: "a123a123") { token } }'
CREATE_COURSE = """
    mutation ($input: CreateCourseInput!) {
      createCourse(input: $input) { course { id } errors { field code } }
    }
"""
CREATE_LESSON = """
    mutation ($input: CreateLessonInput!) {
      createLesson(input: $input) { lesson { id } errors { field code } }
    }
"""
THUMBNAIL = "query ($id: ID!) { course(id: $id) { thumbnail { thumbnail { url } } } }"
HEADERS = {
    "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
    "GraphQL-Require-Preflight": "1",
}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="module")
def server(data: Path) -> Iterator[httpx.Client]:
    """The embedded default with its data in this folder, once it answers."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    with subprocess.Popen(
        [sys.executable, "manage.py", "serve"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(data), "PORT": port},
        stdout=subprocess.DEVNULL,
    ) as process:
        try:
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http:
                assert within(120, lambda: answers(http))
                yield http
        finally:
            process.send_signal(signal.SIGTERM)


def answers(http: httpx.Client) -> bool:
    try:
        return http.post("/graphql", json={"query": "{ me { id } }"}).is_success
    except httpx.TransportError:
        return False


@pytest.fixture
def instructor(server: httpx.Client) -> dict[str, str]:
    """The headers of an upload by the instructor of the demo data."""
    answer = server.post("/graphql", json={"query": SIGN_IN}).json()
    token = answer["data"]["tokenAuth"]["token"]
    return HEADERS | {"Authorization": f"Bearer {token}"}


def course_with_picture(data: bytes) -> bytes:
    input = {"title": "With a picture", "thumbnail": None}
    return encoded(
        json_part(
            "operations", {"query": CREATE_COURSE, "variables": {"input": input}}
        ),
        json_part("map", {"0": ["variables.input.thumbnail"]}),
        ("0", "a.png", data),
    )


def lesson_with_film(data: bytes) -> bytes:
    input = {"courseId": "x", "title": "With a film", "videoFile": None}
    return encoded(
        json_part(
            "operations", {"query": CREATE_LESSON, "variables": {"input": input}}
        ),
        json_part("map", {"0": ["variables.input.videoFile"]}),
        ("0", "a.mp4", data),
    )


def raw_request(headers: dict[str, str], length: int) -> bytes:
    lines = [f"{name}: {value}" for name, value in headers.items()]
    lines += ["Host: 127.0.0.1", f"Content-Length: {length}"]
    return "\r\n".join(["POST /graphql HTTP/1.1", *lines, "\r\n"]).encode()


def answer_to(connection: socket.socket, data: bytes) -> bytes:
    connection.sendall(data)
    return connection.recv(4096)


def temporary(data: Path) -> list[Path]:
    return list((data / "uploads").iterdir())


def test_a_visitor_is_refused_before_the_body_is_read(
    server: httpx.Client, data: Path
) -> None:
    address = (server.base_url.host, server.base_url.port or 0)
    head = raw_request(HEADERS, 2_000_000_000)

    with socket.create_connection(address, timeout=10) as connection:
        result = answer_to(connection, head)

    assert result.startswith(b"HTTP/1.1 401 ")
    assert temporary(data) == []


def test_an_upload_that_is_cut_off_leaves_nothing(
    server: httpx.Client, data: Path, instructor: dict[str, str]
) -> None:
    body = lesson_with_film(MP4 + bytes(20_000_000))
    address = (server.base_url.host, server.base_url.port or 0)
    with socket.create_connection(address, timeout=10) as connection:
        connection.sendall(raw_request(instructor, len(body)) + body[:10_000_000])
        began = within(20, lambda: temporary(data))

    result = within(20, lambda: not temporary(data))

    assert began
    assert result
    assert not (data / "media" / "private" / "videos").exists()


def test_an_upload_that_is_too_large_as_a_whole_is_refused(
    server: httpx.Client, data: Path, instructor: dict[str, str]
) -> None:
    body = course_with_picture(picture() + bytes(6_000_000))

    result = server.post("/graphql", content=body, headers=instructor)

    errors = [{"field": ["thumbnail"], "code": "TOO_LARGE"}]
    assert result.json()["data"] == {"createCourse": {"course": None, "errors": errors}}
    assert temporary(data) == []


def rendition(
    server: httpx.Client, instructor: dict[str, str], course: str
) -> httpx.Response:
    """The file behind the course's thumbnail of medium size."""
    headers = {"Authorization": instructor["Authorization"]}
    ask = {"query": THUMBNAIL, "variables": {"id": course}}
    answer = server.post("/graphql", json=ask, headers=headers).json()
    return server.get(answer["data"]["course"]["thumbnail"]["thumbnail"]["url"])


def created(
    server: httpx.Client, instructor: dict[str, str], body: bytes
) -> dict[str, Any]:
    answer = server.post("/graphql", content=body, headers=instructor)
    return answer.json()["data"]["createCourse"]


def test_the_server_makes_the_sizes_soon(
    server: httpx.Client, instructor: dict[str, str]
) -> None:
    body = course_with_picture(picture(size=(1000, 500)))
    course = created(server, instructor, body)["course"]["id"]
    fetch = partial(rendition, server, instructor, course)

    result = within(20, lambda: ".medium." in str(fetch().url))

    made = fetch()
    assert result
    assert (made.status_code, made.headers["Content-Type"]) == (200, "image/webp")


def test_many_upload_at_once(
    server: httpx.Client, data: Path, instructor: dict[str, str]
) -> None:
    body = course_with_picture(picture("JPEG", size=(800, 800)))
    upload = partial(created, server, instructor)

    with ThreadPoolExecutor(20) as pool:
        result = list(pool.map(upload, [body] * 40))

    assert [answer["errors"] for answer in result] == [[]] * 40
    assert len({answer["course"]["id"] for answer in result}) == 40
    assert temporary(data) == []
