"""Requests without files that may be anything, and no handshakes."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from fuzz.bodies import bodies, parameters, seldom
from fuzz.headers import CONTENT_TYPES, METHODS, header_text, headers
from fuzz.people import People
from fuzz.wire import Request

HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "graphql-transport-ws",
}


@st.composite
def targets(draw: Any, has_parameters: bool = False) -> str:
    """The endpoint, as a rule with parameters in the query string."""
    path = draw(st.sampled_from(["/graphql"] * 9 + ["/graphql/"]))
    if not has_parameters and not seldom(draw, 10):
        return str(path)
    given = draw(parameters())
    pairs = [
        (name, value if isinstance(value, str) else json.dumps(value))
        for name, value in given.items()
    ]
    text = urlencode(pairs, errors="replace")
    way = draw(st.integers(0, 9))
    if way == 1:
        text += "&" + quote(draw(st.binary(max_size=12)))
    elif way == 2:
        text = draw(st.text(st.characters(min_codepoint=33, max_codepoint=126)))
    elif way == 3:
        text = "&".join([text] * draw(st.sampled_from([2, 300, 1200])))
    elif way == 4:
        text = text.replace("%", "%u", 1)
    return f"{path}?{text}"[:60_000].replace("#", "")


@st.composite
def handshakes(draw: Any, people: People) -> Request:
    """A request for a WebSocket, as no library would send it."""
    given = draw(headers(people))
    for name, good in HANDSHAKE.items():
        way = draw(st.integers(0, 19))
        if way != 1:
            given.append((name, draw(header_text) if way == 2 else good))
    cut = any(name == "Content-Length" for name, _ in given)
    return Request("GET", draw(targets()), tuple(given), is_cut=cut)


@st.composite
def requests(draw: Any, people: People) -> Request:
    """A request without files."""
    if seldom(draw, 7):
        return draw(handshakes(people))
    method = draw(st.sampled_from(["POST", "POST", "GET"]))
    if seldom(draw, 10):
        method = draw(st.sampled_from(METHODS))
    given = draw(headers(people))
    body = draw(bodies()) if method != "GET" or seldom(draw, 10) else b""
    if body:
        odd = st.sampled_from(CONTENT_TYPES) | header_text
        content_type = draw(odd) if seldom(draw, 15) else "application/json"
        given.append(("Content-Type", content_type))
    if body and seldom(draw, 5):
        given.append(("Transfer-Encoding", "chunked"))
        size = draw(st.sampled_from([len(body), len(body) + 1, 0]))
        body = f"{size:x}\r\n".encode() + body + b"\r\n0\r\n\r\n"
    # A body that is announced longer than it is would be waited for.
    names = {name for name, _ in given}
    cut = bool(names & {"Content-Length", "Transfer-Encoding", "Expect"})
    is_cut = cut or seldom(draw, 2)
    target = draw(targets(has_parameters=method == "GET"))
    return Request(method, target, tuple(given), body, is_cut)
