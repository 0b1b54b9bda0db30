"""Bodies and parameters of requests that may be anything."""

import gzip
import hashlib
import json
from typing import Any

from hypothesis import strategies as st

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
NAMES = ("query", "variables", "operationName", "extensions", "documentId", "other")

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
    found: dict[str, Any] = {"query": draw(st.sampled_from(DOCUMENTS))}
    if seldom(draw, 15):
        found["query"] = draw(st.text(max_size=60))
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
