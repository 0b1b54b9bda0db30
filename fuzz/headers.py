"""Headers that may be anything, and what in them says who asks."""

import base64
import json
from random import Random
from typing import Any

from hypothesis import strategies as st

from fuzz.bodies import leaves, seldom
from fuzz.people import VIEWERS, People

METHODS = ("HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "post", "QUERY")
CONTENT_TYPES = (
    *("application/json; charset=utf-8", "application/json; charset=UTF-8"),
    *("application/json; charset=utf-16", "application/json; charset", "text/plain"),
    *("application/json;charset=\xe9", "APPLICATION/JSON", "application/json, x/y"),
    *("application/graphql", "application/graphql-response+json", "", ";", "a/b/c"),
    *("application/x-www-form-urlencoded", "multipart/form-data", "multipart/mixed"),
)
ACCEPTS = (
    *("*/*", "application/json", "application/graphql-response+json", "text/html"),
    *("text/event-stream", "multipart/mixed;subscriptionSpec=1.0, application/json"),
    *("application/graphql-response+json; q=0.1, */*; q=nan", "text/*", ";q=1", ",,,"),
    *("image/png", "application/*;q=0", "*", "a" * 5000, "application/json;q=\xb2"),
)
ORIGINS = (
    "null",
    "https://evil.example",
    "http://127.0.0.1",
    "http://[",
    "\xff",
    "a" * 999,
)

header_text = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"),
    max_size=40,
)


@st.composite
def authorizations(draw: Any, people: People) -> str:
    """What says who asks: tokens that are good, forged or no tokens at all."""
    viewer = draw(st.sampled_from([name for name in VIEWERS if name != "visitor"]))
    token = people.token(viewer) or ""
    way = draw(st.integers(0, 9))
    head, payload, signature = token.split(".")
    if way < 4:
        return f"Bearer {token}"
    if way == 4:
        scheme = draw(st.sampled_from(["JWT", "bearer", "Basic", "", "Bearer\t"]))
        return f"{scheme} {token}"
    if way == 5:
        none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode()
        return f"Bearer {none.rstrip('=')}.{payload}."
    if way == 6:
        random = Random(draw(st.integers(0, 999)))
        claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
        claims[random.choice(list(claims))] = draw(leaves)
        text = json.dumps(claims).encode()
        return f"Bearer {head}.{base64.urlsafe_b64encode(text).decode()}.{signature}"
    if way == 7:
        place = draw(st.integers(0, len(token) - 1))
        return f"Bearer {token[:place]}{draw(header_text)}{token[place:]}"
    if way == 8:
        return "Bearer " + "." * draw(st.sampled_from([0, 1, 2, 3, 9000]))
    return str(draw(header_text))


@st.composite
def headers(draw: Any, people: People) -> list[tuple[str, str]]:
    """Everything about a request that is not its body."""
    found: list[tuple[str, str]] = []

    def add(name: str, strategy: Any, share: int) -> None:
        if seldom(draw, share):
            found.append((name, draw(strategy)))

    add("Accept", st.sampled_from(ACCEPTS[:6]), 40)
    add("Accept", st.sampled_from(ACCEPTS) | header_text, 10)
    add("Authorization", authorizations(people), 50)
    cookie = authorizations(people).map(lambda text: text.partition(" ")[2])
    add("Cookie", cookie.map("lyceum-access={}".format) | header_text, 20)
    add("GraphQL-Require-Preflight", st.just("1") | header_text, 50)
    add("Apollo-Require-Preflight", header_text, 10)
    add("Origin", st.sampled_from(ORIGINS) | header_text, 15)
    add("X-Request-Id", header_text, 10)
    add("Access-Control-Request-Method", st.sampled_from(METHODS), 10)
    add("Host", st.sampled_from(["evil.example", "", "127.0.0.1:x"]) | header_text, 5)
    add("X-Forwarded-For", header_text, 5)
    add("Content-Encoding", st.sampled_from(["gzip", "x"]), 5)
    add("Accept-Language", header_text, 5)
    add("Expect", st.just("100-continue"), 3)
    add("Content-Length", st.sampled_from(["0", "5", "-1", "x", "9" * 30]), 2)
    add("X-" + "y" * 40, header_text.map(lambda text: text * 200), 3)
    return found
