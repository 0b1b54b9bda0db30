"""Requests that may be anything: methods, headers, bodies, query strings."""

import base64
import gzip
import hashlib
import json
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from fuzz.people import VIEWERS, People
from fuzz.wire import Request

DOCUMENTS = (
    "{ __typename }",
    "{ me { username unreadNotificationCount } }",
    "{ courses(first: 1) { nodes { slug title } } }",
    "query A { __typename } query B { me { id } }",
    "query ($n: Int = 2) { courses(first: $n) { totalCount } }",
    "query ($f: CourseFilter, $o: [CourseOrder!]) "
    "{ courses(filters: $f, ordering: $o) { totalCount } }",
    "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }",
    "mutation ($i: RecordProgressInput!) "
    "{ recordProgress(input: $i) { errors { code } } }",
    "mutation { requestEmailVerification { errors { code } } }",
    "subscription { unreadNotificationCount }",
    "{ __schema { types { name } } }",
    "{ me { ...A } } fragment A on User { ...A }",
    "{ courses(first: 1" + "0" * 50 + ") { totalCount } }",
    "{" * 500,
    "{ a" * 400 + "}" * 400,
    "{ " + "__typename " * 2100 + "}",
    "# " + "x" * 60_000 + "\n{ __typename }",
    "\ufeff{ __typename }",
    "",
    "{",
)
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
NAMES = ("query", "variables", "operationName", "extensions", "documentId", "other")
HANDSHAKE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    "Sec-WebSocket-Protocol": "graphql-transport-ws",
}

header_text = st.text(
    st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"),
    max_size=40,
)
leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(
        [2**31, -(2**63), 2**64, 10**400, 1e308, "\ud800", "\0", "é" * 999]
    )
)
anything = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.text(max_size=8) | st.sampled_from("nfoi"), inner, max_size=4),
    max_leaves=12,
)
documents = st.one_of([st.sampled_from(DOCUMENTS)] * 4 + [st.text(max_size=60)])
known_variables = st.fixed_dictionaries(
    {},
    optional={
        "n": st.integers(-1, 101) | anything,
        "f": st.dictionaries(
            st.sampled_from(["search", "categorySlug", "instructorId", "minRating"]),
            leaves,
        ),
        "o": st.lists(st.just({"title": "ASC"}) | anything, max_size=3),
        "ids": st.lists(st.text(max_size=9), max_size=101) | anything,
        "i": st.fixed_dictionaries({"entries": st.lists(anything, max_size=3)}),
    },
)
hashes = st.sampled_from(
    [hashlib.sha256(text.encode()).hexdigest() for text in DOCUMENTS[:4]]
)
extensions = st.fixed_dictionaries(
    {},
    optional={
        "persistedQuery": st.fixed_dictionaries(
            {},
            optional={
                "version": st.just(1) | anything,
                "sha256Hash": hashes | anything,
            },
        )
        | anything,
        "other": anything,
    },
)


def seldom(draw: Any, percent: int) -> bool:
    """Whether it is one of so many in a hundred; hypothesis likes both ends more."""
    return 50 <= draw(st.integers(0, 99)) < 50 + percent


@st.composite
def parameters(draw: Any) -> dict[str, Any]:
    """What an operation has; as a rule no more than one thing in it is odd."""
    found: dict[str, Any] = {"query": draw(documents)}
    if seldom(draw, 45):
        found["variables"] = draw(known_variables)
    if seldom(draw, 20):
        found["operationName"] = draw(st.sampled_from(["A", "B", "C", "", None]))
    if seldom(draw, 20):
        found["extensions"] = draw(extensions)
    if seldom(draw, 5):
        found["documentId"] = draw(hashes)
    if seldom(draw, 20):
        found[draw(st.sampled_from(NAMES))] = draw(anything)
    if seldom(draw, 5):
        del found["query"]
    return found


@st.composite
def bodies(draw: Any) -> bytes:
    """A body: JSON as a rule, of all shapes, some times not whole or not UTF-8."""
    value = draw(parameters())
    if seldom(draw, 10):
        value = draw(anything | st.lists(parameters()))
    text = json.dumps(value, ensure_ascii=draw(st.booleans()))
    body = text.encode(errors="surrogatepass")
    way = draw(st.integers(0, 24))
    place = draw(st.integers(0, len(body)))
    if way == 1:
        body = body[:place]
    elif way == 2:
        body = body[:place] + draw(st.binary(max_size=8)) + body[place:]
    elif way == 3:
        body = text.encode(
            draw(st.sampled_from(["utf-16", "utf-32", "utf-8-sig"])), "replace"
        )
    elif way == 4:
        body = b"[" * draw(st.sampled_from([10, 1000, 100_000, 1_000_000]))
    elif way == 5:
        deep = b'{"a":' * 2000 + b"1" + b"}" * 2000
        body = b'{"query":"{__typename}","variables":' + deep + b"}"
    elif way == 6:
        number = draw(st.sampled_from(["1" * 5000, "1e999", "-0", "NaN", "1E-9999"]))
        query = json.dumps(DOCUMENTS[4])
        body = f'{{"query":{query},"variables":{{"n":{number}}}}}'.encode()
    elif way == 7:
        body = b'{"query":"' + b" " * draw(st.sampled_from([60_000, 2**20])) + b'"}'
    elif way == 8:
        body = b'{"query":"{__typename}",' * 2 + b'"query":"{me{id}}"' + b"}" * 2
    elif way == 9:
        body = draw(st.binary(max_size=60))
    elif way == 10:
        body = gzip.compress(body)
    elif way == 11:
        many = {f"k{number}": number for number in range(11_000)}
        body = json.dumps({"query": "{__typename}", "variables": many}).encode()
    return body


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
