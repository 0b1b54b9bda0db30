"""Operations as requests: JSON, parameters, multipart."""

import json
from random import Random
from typing import Any
from urllib.parse import urlencode

from fuzz.dressing import Operation
from fuzz.wire import Request

Headers = tuple[tuple[str, str], ...]
PREFLIGHT = ("GraphQL-Require-Preflight", "1")
EVENTS = ("Accept", "text/event-stream")
PARTS = ("Accept", 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0')
RESPONSE = ("Accept", "application/graphql-response+json")
BOUNDARY = "fuzz-7MA4YWxk"


def encode(operation: Operation, who: Headers) -> Request:
    """The request by which a client that means well asks this."""
    random = Random(operation.document)  # the same for all who ask
    asked: dict[str, Any] = {"query": operation.document}
    if operation.variables:
        asked["variables"] = operation.variables
    if operation.label.startswith("Subscription."):
        who = (*who, random.choice([EVENTS, PARTS]))
    elif random.random() < 0.5:
        who = (*who, RESPONSE)
    elif random.random() < 0.1:
        who = (*who, random.choice([EVENTS, PARTS]))
    if operation.files:
        return _with_files(operation, asked, who)
    if operation.label.startswith("Query.") and random.random() < 0.1:
        texts = {name: _text(value) for name, value in asked.items()}
        target = f"/graphql?{urlencode(texts, errors='replace')}"
        if len(target) < 30_000:
            return Request("GET", target, (*who, PREFLIGHT))
    return Request(
        headers=(*who, ("Content-Type", "application/json")),
        body=json.dumps(asked).encode(),
    )


def _with_files(operation: Operation, asked: Any, who: Headers) -> Request:
    files = dict(enumerate(operation.files.items()))
    places = {str(number): [place] for number, (place, _) in files.items()}
    parts = [
        (b'name="operations"', "", json.dumps(asked).encode()),
        (b'name="map"', "", json.dumps(places).encode()),
    ]
    for number, (_, file) in files.items():
        name = file.name.replace('"', "%22").replace("\r\n", "%0D%0A")
        disposition = f'name="{number}"; filename="{name}"'.encode()
        parts.append((disposition, file.content_type, file.content))
    content_type = f"multipart/form-data; boundary={BOUNDARY}"
    return Request(
        headers=(*who, PREFLIGHT, ("Content-Type", content_type)),
        body=multipart(parts, BOUNDARY.encode()),
    )


def multipart(
    parts: list[tuple[bytes, str, bytes]], boundary: bytes, end: bytes = b"--\r\n"
) -> bytes:
    """The body of parts: of each what names it, its content type and its content."""
    body = bytearray()
    for disposition, content_type, content in parts:
        body += b"--" + boundary + b"\r\nContent-Disposition: form-data; " + disposition
        if content_type:
            body += b"\r\nContent-Type: " + content_type.encode()
        body += b"\r\n\r\n" + content + b"\r\n"
    return bytes(body + b"--" + boundary + end)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
