"""Public files are handed out for a year at a time, as RFC 9110 says."""

import asyncio
import re
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from schema.asgi import application
from tests.delivery.conftest import fetch

PICTURE = b"RIFF\x00\x00\x00\x00WEBP" + bytes(range(256)) * 4
SIZE = len(PICTURE)
HOST = "http://localhost"
PAST = "Sun, 09 Sep 2001 01:46:40 GMT"
SAFE = {
    "cache-control": "public, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
}


@pytest.fixture
def name():
    """The name of a stored picture."""
    name = default_storage.save("thumbnails/stars.webp", ContentFile(PICTURE))
    yield name
    default_storage.delete(name)


@pytest.fixture
def picture(name):
    """Its address."""
    return f"{HOST}{default_storage.url(name)}"


def status_of(path):
    """The status of an answer to GET for this very path, as a server hands it over."""
    sent = []
    body = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive():
        if not body:
            await asyncio.Event().wait()  # the client stays
        return body.pop()

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"localhost")],
    }
    asyncio.run(application(scope, receive, send))
    return sent[0]["status"]


def test_a_picture_is_kept_for_a_year(picture):
    result = fetch(picture)

    assert (result.status_code, result.content) == (200, PICTURE)
    assert re.fullmatch(r'"[0-9a-f]+"', result.headers.pop("etag"))
    assert result.headers.pop("last-modified")
    assert result.headers == {
        **SAFE,
        "accept-ranges": "bytes",
        "content-length": str(SIZE),
        "content-type": "image/webp",
    }


def test_head_tells_what_get_would(picture):
    result = fetch(picture, "HEAD")

    assert (result.status_code, result.content) == (200, b"")
    assert result.headers == fetch(picture).headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_any_other_method_is_refused(name, picture, method):
    result = fetch(picture, method)

    assert (result.status_code, result.headers["allow"]) == (405, "GET, HEAD")
    assert Path(default_storage.path(name)).read_bytes() == PICTURE


@pytest.mark.parametrize("condition", ["if_none_match", "if_modified_since"])
def test_who_has_it_is_not_sent_it_again(picture, condition):
    known = fetch(picture).headers
    validators = {
        "if_none_match": known["etag"],
        "if_modified_since": known["last-modified"],
    }

    result = fetch(picture, **{condition: validators[condition]})

    assert (result.status_code, result.content) == (304, b"")
    assert result.headers == SAFE | {"etag": known["etag"]}


@pytest.mark.parametrize(
    "condition", [{"if_none_match": '"other"'}, {"if_modified_since": PAST}]
)
def test_who_has_another_version_is_sent_this_one(picture, condition):
    result = fetch(picture, **condition)

    assert (result.status_code, result.content) == (200, PICTURE)


def test_a_part_of_it_can_be_asked_for(picture):
    result = fetch(picture, range="bytes=100-199")

    assert (result.status_code, result.content) == (206, PICTURE[100:200])
    assert result.headers["content-range"] == f"bytes 100-199/{SIZE}"


def test_a_page_among_the_files_runs_nothing():
    name = default_storage.save("thumbnails/page.html", ContentFile(b"<script>"))

    result = fetch(f"{HOST}/media/{name}")

    default_storage.delete(name)
    assert {header: result.headers[header] for header in SAFE} == SAFE


@pytest.mark.parametrize(
    "path",
    [
        "/media/",
        "/media/.",
        "/media/..",
        "/media/thumbnails",
        "/media/thumbnails/",
        "/media/{name}/",
        "/media//{name}",
        "/media/./{name}",
        "/media/thumbnails//{file}",
        "/media/thumbnails/../{name}",
        "/media/../public/{name}",
        "/media/{name}\0",
        "/media/\0",
        "/media/{name}\n",
        "/media/\udcff",
        "/media/\ufffd",
        "/media/%2e%2e/{name}",
        "/media/" + "a" * 300,
        "/media/" + "a" * 5000,
        "/media/" + "a/" * 2500,
        "/media/..\\{name}",
        "/media/{root}/{name}",
        "/media/etc/passwd",
        "/media//etc/passwd",
        "/media/../../../../../../etc/passwd",
        "/media",
        "/Media/{name}",
    ],
)
def test_no_other_path_has_anything(settings, name, path):
    file = name.rpartition("/")[2]

    result = status_of(path.format(name=name, file=file, root=settings.MEDIA_ROOT))

    assert result == 404


def test_that_way_the_picture_itself_is_found(name):
    result = status_of(f"/media/{name}")

    assert result == 200


def test_what_is_not_there_may_be_there_tomorrow():
    result = fetch(f"{HOST}/media/thumbnails/none.webp")

    assert (result.status_code, result.text) == (404, "There is no such file.")
    assert result.headers["cache-control"] == "no-store"


def test_there_is_nothing_where_the_files_are_in_s3(name, picture, settings):
    backend = {"BACKEND": "storages.backends.s3.S3Storage"}
    path = Path(settings.MEDIA_ROOT) / name
    settings.STORAGES = settings.STORAGES | {"default": backend}

    result = fetch(picture)

    assert path.exists()
    assert result.status_code == 404
