"""What the headers of usual requests say, worked out once for all that say the same.

A client sends the same headers again and again: who it is, what it accepts, from which
page it asks. What follows from them is found by the pipeline, as for every request, and
kept. Whatever is unusual, or wrong, has no manner and goes the pipeline's whole way.
"""

from dataclasses import dataclass
from http.cookies import SimpleCookie
from io import BytesIO
from threading import Lock
from typing import Any

from cachetools import LRUCache
from django.core.handlers.asgi import ASGIRequest
from django.core.signals import setting_changed
from django.http import HttpResponse

from schema.base.context import Context
from schema.transport import http_streams, pipeline, responses
from schema.transport.media_types import accepted
from schema.transport.origins import is_welcome

PATHS = ("/graphql", "/graphql/")
KEPT = 16 * 1024 * 1024  # bytes of headers, with what follows from them
MAX_LENGTH = 3_000  # bytes of headers of one that is kept
# What is another's in each request, or says nothing of how to answer.
LENGTH, REQUEST_ID = b"content-length", b"x-request-id"
OWN = {
    LENGTH,
    REQUEST_ID,
    b"user-agent",
    b"traceparent",
    b"tracestate",
    b"x-amzn-trace-id",
    b"x-cloud-trace-context",
    b"cf-ray",
}

UNKNOWN = None, 0

Headers = list[tuple[bytes, bytes]]


@dataclass(frozen=True)
class Manner:
    """Who asks and how; ``headers`` are those of every answer."""

    authorization: str
    origin: str
    address: str
    cookies: dict[str, str]
    media_type: str
    is_welcome: bool
    headers: Headers

    def context(self, request_id: str) -> Context:
        """That of one request."""
        return Context(
            self.authorization,
            self.origin,
            self.address,
            request_id,
            cookies=self.cookies,
            response_cookies=SimpleCookie() if self.is_welcome else None,
        )


_lock = Lock()
# With each the length of its headers, of which the key and the manner are made.
_manners: LRUCache[Any, tuple[Manner | None, int]] = LRUCache(
    KEPT, getsizeof=lambda kept: 1_000 + 2 * kept[1]
)


def manner_of(scope: Any) -> Manner | None:
    """The manner of a POST request of JSON; ``None`` for every other request."""
    if scope["method"] != "POST" or scope["path"] not in PATHS:
        return None
    length, headers = b"", []
    for header in scope["headers"]:
        if header[0] not in OWN:
            headers.append(header)
        elif header[0] == LENGTH:
            length = header[1]
    if scope["query_string"] or not _is_short(length):
        return None
    client = scope["client"]
    key = (scope["scheme"], client and client[0], *headers)
    with _lock:
        manner, size = _manners.get(key, UNKNOWN)
    if not size:
        manner = _found({**scope, "headers": headers})
        size = sum(len(name) + len(value) for name, value in headers)
        if size <= MAX_LENGTH:
            with _lock:
                _manners[key] = manner, size
    return manner


def request_id_in(scope: Any) -> str:
    """The id that a request was given, else a new one."""
    for name, value in scope["headers"]:
        if name == REQUEST_ID:
            return responses.request_id(value.decode("latin-1"))
    return responses.new_request_id()


def _is_short(length: bytes) -> bool:
    """Whether a body of this length takes no time to read."""
    return length.isdigit() and len(length) < 6 and int(length) <= pipeline.LONG


def _found(scope: Any) -> Manner | None:
    request = ASGIRequest(scope, BytesIO())
    try:
        if http_streams.wanted_format(request.headers.get("Accept", "")):
            return None
        pipeline.check_json(request)
        pipeline.check_origin(request)
        context = pipeline.context_of(request)
        media_type = accepted(request)
    except Exception:
        return None  # the pipeline tells of it
    empty = HttpResponse(headers=responses.HEADERS)
    response = pipeline.with_cors(request, lambda: empty)
    if media_type is None or response is not empty:
        return None
    del response["Content-Type"]
    return Manner(
        context.authorization,
        context.origin,
        context.address,
        dict(context.cookies),
        media_type,
        is_welcome(request),
        [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in response.items()
        ],
    )


def _forget(**_: Any) -> None:
    with _lock:
        _manners.clear()


setting_changed.connect(_forget)
