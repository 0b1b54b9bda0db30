"""Private files are served to players and downloaders as RFC 9110 says."""

import os
import re
from email.utils import formatdate, parsedate_to_datetime

import pytest
from django.core.files.base import ContentFile

from courses.models import Resource
from tests.delivery.conftest import HANDOUT, VIDEO, addresses, fetch

pytestmark = pytest.mark.django_db(transaction=True)

SIZE = len(VIDEO)
PAST, FUTURE = formatdate(1_000_000_000, usegmt=True), formatdate(
    4_000_000_000, usegmt=True
)
SAFE = {
    "cache-control": "private, max-age=3600",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
}


def headers_of(response):
    """Its headers but for those that tell one version from another."""
    return {
        name: value
        for name, value in response.headers.items()
        if name not in ("etag", "last-modified")
    }


def test_a_video_is_played_in_place(video):
    result = fetch(video)

    assert (result.status_code, result.content) == (200, VIDEO)
    assert headers_of(result) == {
        **SAFE,
        "accept-ranges": "bytes",
        "content-disposition": "inline",
        "content-length": str(SIZE),
        "content-type": "video/mp4",
    }


def test_a_handout_is_saved_and_never_shown(handout):
    result = fetch(handout)

    assert (result.status_code, result.content) == (200, HANDOUT)
    assert headers_of(result) == {
        **SAFE,
        "accept-ranges": "bytes",
        "content-disposition": "attachment; filename*=utf-8''Handout.pdf",
        "content-length": str(len(HANDOUT)),
        "content-type": "application/octet-stream",
    }


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("a b.pdf", "a%20b.pdf"),
        (
            "Übung №1 – 練習.pdf",
            "%C3%9Cbung%20%E2%84%961%20%E2%80%93%20" "%E7%B7%B4%E7%BF%92.pdf",
        ),
        ("a\"b'c;d.pdf", "a%22b%27c%3Bd.pdf"),
        ("a\r\nSet-Cookie: b=c", "a%0D%0ASet-Cookie%3A%20b%3Dc"),
        ("page.html", "page.html"),
        ("100%.pdf", "100%25.pdf"),
    ],
)
def test_a_handout_keeps_the_name_that_it_was_sent_by(lesson, as_student, name, sent):
    Resource.objects.update(file_name=name)
    address = addresses(as_student, lesson).handout

    result = fetch(address)

    assert (result.status_code, result.content) == (200, HANDOUT)
    assert (
        result.headers["content-disposition"] == f"attachment; filename*=utf-8''{sent}"
    )
    assert result.headers["content-type"] == "application/octet-stream"
    assert "set-cookie" not in result.headers


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-9", 0, 9),
        ("bytes=100-199", 100, 199),
        ("bytes=1000-", 1000, SIZE - 1),
        ("bytes=0-", 0, SIZE - 1),
        ("bytes=-10", SIZE - 10, SIZE - 1),
        ("bytes=-999999", 0, SIZE - 1),
        (f"bytes={SIZE - 1}-{SIZE + 5}", SIZE - 1, SIZE - 1),
        ("BYTES= 5-6 ", 5, 6),
        ("bytes=5-6, 2000-", 5, 6),
        ("bytes=2000-2001,-10,-0", SIZE - 10, SIZE - 1),
        ("bytes=0-5,3-9", 0, 9),
    ],
)
def test_a_range_is_answered_with_its_bytes(video, wanted, first, last):
    result = fetch(video, range=wanted)

    assert (result.status_code, result.content) == (206, VIDEO[first : last + 1])
    assert headers_of(result) == {
        **SAFE,
        "accept-ranges": "bytes",
        "content-disposition": "inline",
        "content-length": str(last + 1 - first),
        "content-range": f"bytes {first}-{last}/{SIZE}",
        "content-type": "video/mp4",
    }


def test_several_ranges_come_as_parts(video):
    result = fetch(video, range="bytes=0-3,100-101,5000-,-2")

    boundary = result.headers["content-type"].partition("; boundary=")[2]
    parts = [
        f"--{boundary}\r\nContent-Type: video/mp4\r\n"
        f"Content-Range: bytes {first}-{last}/{SIZE}\r\n\r\n".encode()
        + VIDEO[first : last + 1]
        + b"\r\n"
        for first, last in ((0, 3), (100, 101), (SIZE - 2, SIZE - 1))
    ]
    assert result.status_code == 206
    assert result.content == b"".join(parts) + f"--{boundary}--".encode()
    assert result.headers["content-length"] == str(len(result.content))
    assert result.headers["content-type"] == (
        f"multipart/byteranges; boundary={boundary}"
    )
    assert "content-range" not in result.headers


@pytest.mark.parametrize(
    "wanted", [f"bytes={SIZE}-", "bytes=5000-6000", "bytes=-0", "bytes=5000-,-0"]
)
def test_a_range_beyond_the_file_is_refused_with_its_size(video, wanted):
    result = fetch(video, range=wanted)

    assert (result.status_code, result.content) == (416, b"")
    assert result.headers["content-range"] == f"bytes */{SIZE}"
    kept = SAFE | {"cache-control": "no-store"}
    assert {name: result.headers[name] for name in SAFE} == kept


@pytest.mark.parametrize(
    "wanted",
    [
        "bytes=9-5",
        "bytes=0-1,9-5",
        "bytes=",
        "bytes=-",
        "bytes=a-b",
        "bytes=0-1;2-3",
        "bytes=0-1,",
        "bytes 0-1",
        "bytes=0x1-2",
        "bytes=²-³",
        f"bytes={'9' * 5000}-",
        "lines=0-1",
        "0-1",
        "",
        f"bytes={','.join(f'{n}-{n}' for n in range(0, 202, 2))}",
    ],
)
def test_a_range_that_makes_no_sense_or_too_much_is_ignored(video, wanted):
    result = fetch(video, range=wanted.encode())

    assert (result.status_code, result.content) == (200, VIDEO)
    assert result.headers["content-length"] == str(SIZE)


@pytest.mark.parametrize(
    "wanted", [{}, {"range": "bytes=0-9"}, {"range": "bytes=9000-"}]
)
def test_head_tells_what_get_would_whatever_the_range(video, wanted):
    result = fetch(video, "HEAD", **wanted)

    assert (result.status_code, result.content) == (200, b"")
    assert result.headers == fetch(video).headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_any_other_method_is_refused(video, method):
    result = fetch(video, method)

    assert result.status_code == 405
    assert result.headers["allow"] == "GET, HEAD"


def test_a_version_keeps_its_validators_and_a_new_one_has_others(
    lesson, as_student, video
):
    before = fetch(video)
    again = fetch(addresses(as_student, lesson).video, range="bytes=3-4")
    lesson.video_file.save("video.mp4", ContentFile(VIDEO[:-1]))
    os.utime(lesson.video_file.path, (5, 5))

    result = fetch(video)

    assert re.fullmatch(r'"[0-9a-f]+"', before.headers["etag"])
    assert parsedate_to_datetime(before.headers["last-modified"])
    for name in ("etag", "last-modified"):
        assert before.headers[name] == again.headers[name] != result.headers[name]
    assert result.content == VIDEO[:-1]


CONDITIONS = {
    # If-Range takes a strong validator, and the very date.
    "if-range the ETag": (206, lambda etag, date: {"if_range": etag}),
    "if-range another ETag": (200, lambda etag, date: {"if_range": '"other"'}),
    "if-range a weak ETag": (200, lambda etag, date: {"if_range": f"W/{etag}"}),
    "if-range the date": (206, lambda etag, date: {"if_range": date}),
    "if-range an older date": (200, lambda etag, date: {"if_range": PAST}),
    "if-range a newer date": (200, lambda etag, date: {"if_range": FUTURE}),
    "if-range nonsense": (200, lambda etag, date: {"if_range": "nonsense"}),
    # If-None-Match compares weakly, and goes before If-Modified-Since.
    "if-none-match the ETag": (304, lambda etag, date: {"if_none_match": etag}),
    "if-none-match it, weak": (304, lambda etag, date: {"if_none_match": f"W/{etag}"}),
    "if-none-match one of many": (
        304,
        lambda etag, date: {"if_none_match": f'"a,b", {etag}'},
    ),
    "if-none-match any": (304, lambda etag, date: {"if_none_match": "*"}),
    "if-none-match another": (206, lambda etag, date: {"if_none_match": '"other"'}),
    "if-modified-since the date": (304, lambda etag, date: {"if_modified_since": date}),
    "if-modified-since before": (206, lambda etag, date: {"if_modified_since": PAST}),
    "if-modified-since nonsense": (206, lambda etag, date: {"if_modified_since": "x"}),
    "if-none-match wins": (
        206,
        lambda etag, date: {"if_none_match": '"other"', "if_modified_since": FUTURE},
    ),
    # If-Match compares strongly, and goes before If-Unmodified-Since.
    "if-match the ETag": (206, lambda etag, date: {"if_match": etag}),
    "if-match any": (206, lambda etag, date: {"if_match": "*"}),
    "if-match another": (412, lambda etag, date: {"if_match": '"other"'}),
    "if-match it, weak": (412, lambda etag, date: {"if_match": f"W/{etag}"}),
    "if-unmodified-since the date": (
        206,
        lambda etag, date: {"if_unmodified_since": date},
    ),
    "if-unmodified-since before": (
        412,
        lambda etag, date: {"if_unmodified_since": PAST},
    ),
}


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_part_is_sent_on_the_clients_condition(video, condition):
    status, headers = CONDITIONS[condition]
    known = fetch(video).headers
    sent = headers(known["etag"], known["last-modified"])

    result = fetch(video, range="bytes=7-8", **sent)

    bodies = {200: VIDEO, 206: VIDEO[7:9], 304: b"", 412: b""}
    assert (result.status_code, result.content) == (status, bodies[status])
    assert result.headers["etag"] == known["etag"]
    assert {name: result.headers[name] for name in SAFE} == SAFE


@pytest.mark.parametrize("wanted", ["bytes=0-", "bytes=-1", "bytes=0-0"])
def test_an_empty_file_has_no_range(lesson, video, wanted):
    os.truncate(lesson.video_file.path, 0)

    result = fetch(video, range=wanted)

    assert (result.status_code, result.content) == (416, b"")
    assert result.headers["content-range"] == "bytes */0"
    assert fetch(video).content == b""


@pytest.mark.parametrize("prefix", ["/protected", "/protected/"])
def test_a_proxy_is_told_to_send_the_file_when_there_is_one(
    settings, lesson, video, prefix
):
    settings.ACCEL_REDIRECT_PREFIX = prefix

    result = fetch(video, range="bytes=0-1")

    assert (result.status_code, result.content) == (200, b"")
    assert result.headers == {
        **SAFE,
        "content-disposition": "inline",
        "content-length": "0",
        "content-type": "video/mp4",
        "x-accel-redirect": f"/protected/{lesson.video_file.name}",
    }


def test_a_proxy_is_told_the_name_of_a_handout(settings, lesson, handout):
    settings.ACCEL_REDIRECT_PREFIX = "/protected/"
    resource = lesson.resources.get()

    result = fetch(handout)

    assert result.headers == {
        **SAFE,
        "content-disposition": "attachment; filename*=utf-8''Handout.pdf",
        "content-length": "0",
        "content-type": "application/octet-stream",
        "x-accel-redirect": f"/protected/{resource.file.name}",
    }


def test_a_proxy_is_told_nothing_of_what_the_viewer_may_not_have(
    settings, lesson, video
):
    settings.ACCEL_REDIRECT_PREFIX = "/protected/"
    lesson.course.enrollments.update(is_active=False)

    result = fetch(video)

    assert result.status_code == 404
    assert "x-accel-redirect" not in result.headers
