"""Multipart bodies that may be anything: their map, their parts, their boundaries."""

import json
from typing import Any

from hypothesis import strategies as st

from fuzz.bodies import anything, parameters, seldom
from fuzz.encoding import multipart
from fuzz.files import make_file
from fuzz.headers import ACCEPTS, authorizations, header_text
from fuzz.people import People
from fuzz.values import Values
from fuzz.wire import Request

PROFILE = "mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) {"
PROFILE += " user { profile { profileImage { url } } } errors { code message } } }"
COURSE = "mutation ($input: CreateCourseInput!) { createCourse(input: $input) {"
COURSE += " course { id } errors { field code message } } }"
PLACES = (
    *("variables.input.profileImage", "variables.input.thumbnail", "variables.files.0"),
    *("variables", "query", "", ".", "variables.", "variables..x", "operationName"),
    *(
        "variables.input",
        "variables.files.-1",
        "variables.files.²",
        "variables.files.9",
    ),
    *("variables.input.title.x", "0.variables.input", "variables.input.__class__"),
    *("variables.files." + "9" * 5000, "a." * 2000, "variables.input.\ud800", "\0"),
)
BOUNDARIES = ("fuzz", "a" * 70, "b" * 500, "--", "x y", "'()+_,-./:=?", "", "é")
DISPOSITIONS = (
    *('name="{}"', "name={}", 'name="{}"; filename="a.png"', "filename=x", ""),
    *('name="{}"; filename=""', "name*=utf-8''{}", "name=\"{}\"; filename*=utf-8''%ff"),
    *('name="{}"; filename="a\\"b"', 'name="{}', 'NAME="{}"; FileName=a', "; ; ="),
)
places = st.sampled_from(PLACES) | st.text(max_size=20)
maps = st.one_of(
    st.dictionaries(
        st.sampled_from(["0", "1", "", "operations"]) | st.text(max_size=4),
        st.lists(places, max_size=3),
        max_size=3,
    ),
    st.just({"0": ["variables.input.profileImage"]}),
    st.just({"0": ["variables.input.thumbnail"]}),
    st.sampled_from([100, 101, 1001]).map(
        lambda count: {"0": [f"variables.files.{number}" for number in range(count)]}
    ),
    st.sampled_from([20, 21, 500]).map(
        lambda count: {str(n): [f"variables.files.{n}"] for n in range(count)}
    ),
    anything,
)
inputs = st.fixed_dictionaries(
    {},
    optional={
        "profileImage": st.none(),
        "thumbnail": st.none(),
        "title": st.text(max_size=8),
        "bio": anything,
    },
)
operations = st.one_of(
    st.builds(
        lambda query, input, files: {
            "query": query,
            "variables": {"input": input, "files": files},
        },
        st.sampled_from([PROFILE, COURSE, "{ __typename }"]),
        inputs,
        st.sampled_from([None, [], [None], [None] * 101, {"0": None}]),
    ),
    parameters(),
    anything,
)


good = st.just(
    (
        {"0": ["variables.input.profileImage"]},
        {"query": PROFILE, "variables": {"input": {"profileImage": None}}},
    )
)


@st.composite
def uploads(draw: Any, people: People, values: Values) -> Request:
    """A multipart request, of who is signed in as a rule."""
    map, operation = draw(good) if seldom(draw, 40) else (None, None)
    if operation is None:
        map, operation = draw(maps), draw(operations)
    parts = [
        (_named(draw, "operations"), _type(draw), _json(draw, operation)),
        (_named(draw, "map"), _type(draw), _json(draw, map)),
    ]
    keys = list(map) if isinstance(map, dict) else ["0"]
    random = draw(st.randoms(use_true_random=True))
    for key in keys[:30]:
        file = make_file(random)
        disposition = _named(draw, key, file="; filename=" + json.dumps(file.name))
        parts.append((disposition, file.content_type, file.content))
    way = draw(st.integers(0, 19))
    if way == 1:
        parts.reverse()
    elif way == 2:
        parts.pop(draw(st.integers(0, len(parts) - 1)))
    elif way == 3:
        parts.append(parts[draw(st.integers(0, len(parts) - 1))])
    elif way == 4:
        parts = []
    boundary, end = "fuzz", b"--\r\n"
    if seldom(draw, 10):
        boundary = draw(st.sampled_from(BOUNDARIES))
    if seldom(draw, 10):
        end = draw(st.sampled_from([b"--", b"", b"\r\n", b"--\r\nmore"]))
    body = multipart(parts, boundary.encode(), end)
    if way == 5:
        body = body[: draw(st.integers(0, len(body)))]
    elif way == 6:
        place = draw(st.integers(0, len(body)))
        body = body[:place] + draw(st.binary(max_size=8)) + body[place:]
    elif way == 7:
        body = body.replace(b"\r\n", b"\n")
    return Request(
        headers=tuple(_headers(draw, people, boundary)),
        body=body,
        is_cut=seldom(draw, 3),
    )


def _headers(draw: Any, people: People, boundary: str) -> Any:
    viewer = draw(st.sampled_from(["visitor"] + ["student", "instructor", "staff"] * 4))
    yield from people.headers(viewer)
    if viewer == "visitor":
        yield "Authorization", draw(authorizations(people))
    if not seldom(draw, 5):
        yield "GraphQL-Require-Preflight", "1"
    if seldom(draw, 20):
        yield "Accept", draw(st.sampled_from(ACCEPTS))
    forms = [
        f"multipart/form-data{rest}"
        for rest in ("; boundary={}", '; boundary="{}"', "", "; x={}", "X", ";;")
    ]
    form = forms[0]
    if seldom(draw, 10):
        odd = header_text.map("multipart/form-data;{}".format)
        form = draw(st.sampled_from(forms[1:]) | odd)
    yield "Content-Type", form.replace("{}", boundary)


def _named(draw: Any, name: str, file: str = "") -> bytes:
    form = 'name="{}"' + file
    if seldom(draw, 3):
        form = draw(st.sampled_from(DISPOSITIONS))
    return form.replace("{}", name).encode(errors="replace")


def _type(draw: Any) -> str:
    if not seldom(draw, 10):
        return ""
    return str(draw(st.sampled_from(["application/json", "x\u00e9", "a" * 9000])))


def _json(draw: Any, value: Any) -> bytes:
    text = json.dumps(value).encode()
    if seldom(draw, 5):
        text = text[: draw(st.integers(0, len(text)))] + draw(st.binary(max_size=3))
    return text
