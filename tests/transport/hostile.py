"""Requests that are made to cost a server much: each a body, and unseen each time."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import httpx
import orjson

JSON = "application/json"
MULTIPART = "multipart/form-data; boundary=a-boundary"
LEVELS = 25

_numbers = itertools.count()


@dataclass(frozen=True)
class Request:
    """A body, and the codes of the errors that it is answered with."""

    body: Callable[[], bytes]
    codes: set[str]
    content_type: str = JSON


def times(count: int, text: str, between: str = " ") -> str:
    """The text so often, with ``#`` as a number that counts up."""
    return between.join(text.replace("#", str(n)) for n in range(count))


def fragments(count: int, type_: str, text: str, last: str = "id") -> str:
    """Fragments f0, f1, … in which ``+`` stands for the next one's spread."""
    steps = (
        f"fragment f{n} on {type_} {{ {text.replace('+', f'...f{n + 1}')} }} "
        for n in range(count)
    )
    return "".join(steps) + f"fragment f{count} on {type_} {{ {last} }}"


COMPLEX, INVALID = {"QUERY_TOO_COMPLEX"}, {"GRAPHQL_VALIDATION_FAILED"}
PARSE, INPUT = {"GRAPHQL_PARSE_FAILED"}, {"BAD_USER_INPUT"}
COURSES = "{ courses { nodes { ...f0 } } } "
REVIEWS = times(12, "reviews(first: #) { totalCount }")

DOCUMENTS: dict[str, tuple[str, set[str]]] = {
    "fragments 2^25 through lists": (
        COURSES
        + fragments(
            LEVELS,
            "Course",
            "instructor { taughtCourses { nodes { + } } } "
            "category { courses { nodes { + } } }",
        ),
        COMPLEX,
    ),
    "fragments 2^25 at one level": (
        COURSES
        + fragments(
            LEVELS,
            "Course",
            "... { + } ... @include(if: true) { + }",
            last="instructor { id }",
        ),
        COMPLEX,
    ),
    "fragments in a long row": (
        COURSES + fragments(200, "Course", "+"),
        INVALID | COMPLEX,
    ),
    "fragments in a circle": (
        COURSES + "fragment f0 on Course { ...f1 ...f1 } "
        "fragment f1 on Course { ...f0 ...f0 }",
        INVALID,
    ),
    "fragments that overlap": (
        f"{{ courses {{ nodes {{ {times(200, '...f#')} nothing }} }} }} "
        + times(200, "fragment f# on Course { title }"),
        INVALID,
    ),
    "unused fragments": (
        times(280, "fragment f# on Course { title }") + " { me { id } }",
        INVALID,
    ),
    "aliases": (f"{{ {times(600, 'a#: __typename')} }}", COMPLEX),
    "one alias for all": (f"{{ {times(600, 'a: __typename')} }}", COMPLEX),
    "directives": (f"{{ __typename {times(900, '@a')} }}", COMPLEX),
    "directives that exist": (
        f"{{ __typename {times(300, '@skip(if: false)')} }}",
        COMPLEX,
    ),
    "fields that repeat": ("{ " + "__typename " * 1_990 + "nothing }", INVALID),
    "fields that conflict": (
        f"{{ courses {{ nodes {{ {times(200, 'reviews(first: #) { totalCount }')} }}"
        " } }",
        INVALID,
    ),
    "pages that conflict": (
        f"{{ {times(120, 'courses(first: #) { nodes { title id slug } }')} }}",
        INVALID,
    ),
    "conflicts in conflicts": (
        f"{{ {times(15, f'courses(first: #) {{ nodes {{ {REVIEWS} }} }}')} }}",
        INVALID,
    ),
    "conflicts in inline fragments": (
        f"{{ courses {{ nodes {{ {times(45, '... on Course @skip(if: $v#) { title }')}"
        " } } }",
        INVALID,
    ),
    "unknown fields": (f"{{ {times(1_900, 'cours#')} }}", INVALID),
    "unknown arguments": (
        f"{{ {times(200, 'courses(frst#: 1) { totalCount }')} }}",
        INVALID,
    ),
    "deep introspection": (
        "{ __schema { types " + "{ fields { type " * 7 + "{ name }" + "} }" * 7 + "} }",
        COMPLEX,
    ),
    "all that introspection has": (
        "{ __schema { types { fields { args { type { ofType { ofType { fields { name "
        "args { type { fields { name } } } } } } } } } } } }",
        COMPLEX,
    ),
    "deep selections": ("{ a " * 900 + "}" * 900, COMPLEX),
    "deep inline fragments": (
        "{ " + "... { " * 600 + "__typename" + " }" * 600 + " }",
        COMPLEX,
    ),
    "deep lists": ("{ node(id: " + "[" * 900 + "]" * 900 + ") { id } }", COMPLEX),
    "deep types": (
        "query($a: " + "[" * 900 + "ID" + "]" * 900 + ") { me { id } }",
        COMPLEX,
    ),
    "a huge number": (
        f"{{ courses(first: {'9' * 40_000}) {{ totalCount }} }}",
        COMPLEX,
    ),
    "a huge fraction": (
        f"{{ courses(filters: {{minRating: 0.{'9' * 40_000}}}) {{ totalCount }} }}",
        COMPLEX,
    ),
    "a huge name": (f"{{ {'x' * 45_000} }}", INVALID),
    "a huge comment": ("#" + "x" * 900_000, COMPLEX),
    "empty comments": ("#\n" * 24_000 + "{ nothing }", COMPLEX),
    "tokens": ("{ " + "a " * 400_000 + "}", COMPLEX),
    "tokens in few characters": ("{a" * 24_000, COMPLEX),
    "variables": (f"query({times(480, '$v#: Int')}) {{ me {{ id }} }}", INVALID),
    "operations": (times(240, "query q# { me { id } }"), INPUT),
    "operations of one name": (times(240, "query q { me { id } }"), INVALID),
    "a text that does not end": ('{ node(id: """' + "x\n" * 20_000, PARSE),
    "escapes": ('{ node(id: "' + r"\u0041" * 8_000 + '") { id nothing } }', INVALID),
    "objects that are empty": (
        "mutation { "
        + times(
            10,
            f"x#: recordProgress(input: {{entries: [{times(60, '{}', ',')}]}}) "
            "{ errors { code } }",
        )
        + " }",
        INVALID,
    ),
}


def document(text: str) -> Callable[[], bytes]:
    return lambda: orjson.dumps({"query": f"{text}\n# {next(_numbers)}"})


def with_variables(json: bytes) -> Callable[[], bytes]:
    """A request with these variables, of a document that was not seen before."""
    query = b'{"query": "query($n: Int) { courses(first: $n) { totalCount } } #%d", '
    return lambda: query % next(_numbers) + b'"variables": ' + json + b"}"


def upload(places: int) -> bytes:
    """A file for so many places."""
    variables = {"files": [None] * places}
    paths = [f"variables.files.{n}" for n in range(places)]
    parts = {
        "operations": (None, orjson.dumps({"query": "{ me }", "variables": variables})),
        "map": (None, orjson.dumps({"0": paths})),
        "0": ("a.png", b"x"),
    }
    headers = {"content-type": MULTIPART}
    return httpx.Request("POST", "http://a", files=parts, headers=headers).read()


REQUESTS: dict[str, Request] = {
    name: Request(document(text), codes) for name, (text, codes) in DOCUMENTS.items()
} | {
    "deep JSON": Request(
        with_variables(b'{"a":' * 150_000 + b"1" + b"}" * 150_000), INPUT
    ),
    "JSON as deep as it is read": Request(
        with_variables(b'{"a":' * 1_000 + b"1" + b"}" * 1_000), COMPLEX
    ),
    "a huge number in variables": Request(
        with_variables(b'{"n": ' + b"9" * 900_000 + b"}"), INPUT
    ),
    "a long list in variables": Request(
        with_variables(b'{"n": [' + b"0," * 450_000 + b"0]}"), COMPLEX
    ),
    "lists in lists in variables": Request(
        with_variables(
            orjson.dumps({f"v{n}": [[0] * 100 for _ in range(900)] for n in range(4)})
        ),
        COMPLEX,
    ),
    "a batch": Request(
        lambda: orjson.dumps([{"query": "{ me { id } }"}] * 20_000), INPUT
    ),
    "1,001 references to one upload": Request(lambda: upload(1_001), INPUT, MULTIPART),
    "10,000 references to one upload": Request(
        lambda: upload(10_000), INPUT, MULTIPART
    ),
}
