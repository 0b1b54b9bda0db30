"""Documents that a client's developers registered, where nothing else runs."""

import hashlib
import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from django.core.management import CommandError, call_command

from schema.models import TrustedDocument
from tests.client import Answer, Client
from tests.live.sockets import Socket

# What the tools make of two operations, each in its own format.
ONE, TWO = "query One { one: __typename }", "query Two { two: __typename }"
SHA1 = [hashlib.sha1(text.encode()).hexdigest() for text in (ONE, TWO)]
SHA256 = [hashlib.sha256(text.encode()).hexdigest() for text in (ONE, TWO)]
MD5 = [hashlib.md5(text.encode()).hexdigest() for text in (ONE, TWO)]
CODEGEN = {f"sha256:{SHA256[0]}": ONE, f"sha256:{SHA256[1]}": TWO}
RELAY = {MD5[0]: ONE, MD5[1]: TWO}
APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [
        {"id": SHA256[0], "name": "One", "type": "query", "body": ONE},
        {"id": SHA256[1], "name": "Two", "type": "query", "body": TWO},
    ],
}
REQUIRED = {
    "errors": [
        {
            "message": "This server runs registered documents only.",
            "extensions": {"code": "PERSISTED_QUERY_REQUIRED"},
        }
    ]
}
MULTIPART_STREAM = 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
CHANGE_PICTURE = """
    mutation($input: UpdateProfileInput!) {
      updateProfile(input: $input) { errors { code } }
    }
"""
Load = Callable[[Any], str]


@pytest.fixture
def load(db: None, tmp_path: Path) -> Load:
    """Registers a manifest and returns what the command said."""

    def run(manifest: Any) -> str:
        path = tmp_path / "manifest.json"
        whole = manifest if isinstance(manifest, bytes) else orjson.dumps(manifest)
        path.write_bytes(whole)
        said = StringIO()
        call_command("load_documents", str(path), stdout=said)
        return said.getvalue()

    return run


@pytest.fixture
def closed(settings: Any) -> None:
    settings.GRAPHQL_TRUSTED_ONLY = True


def send(client: Client, **request: Any) -> Answer:
    return client.post(orjson.dumps(request))


def apollo(hash: str) -> dict[str, Any]:
    return {"persistedQuery": {"version": 1, "sha256Hash": hash}}


@pytest.mark.parametrize(
    ("manifest", "ids"),
    [
        (CODEGEN, [f"sha256:{hash}" for hash in SHA256]),
        (dict(zip(SHA1, (ONE, TWO))), SHA1),
        (RELAY, MD5),
        (APOLLO, SHA256),
    ],
    ids=["graphql-codegen", "graphql-codegen with SHA-1", "relay-compiler", "Apollo"],
)
@pytest.mark.parametrize("only", [True, False])
def test_a_manifest_is_loaded_and_runs(
    visitor: Client, load: Load, settings: Any, manifest: Any, ids: Any, only: bool
) -> None:
    settings.GRAPHQL_TRUSTED_ONLY = only

    result = load(manifest)

    assert result == "Documents registered: 2.\n"
    assert TrustedDocument.objects.count() == 2
    assert send(visitor, documentId=ids[0]).data == {"one": "Query"}
    assert visitor.get(documentId=ids[1]).data == {"two": "Query"}
    assert send(visitor, extensions=apollo(ids[1])).data == {"two": "Query"}


def test_loading_it_again_changes_nothing(load: Load) -> None:
    load(CODEGEN)

    result = load(CODEGEN)

    assert result == "Documents registered: 2.\n"
    assert TrustedDocument.objects.count() == 2


@pytest.mark.parametrize(
    "manifest",
    [
        b"",
        b"{",
        b'{"a": "\xff"}',
        [],
        None,
        "x",
        1,
        {"a": 1},
        {"a": None},
        {"a": {"text": ONE}},
        {"a b": ONE},
        {"": ONE},
        {"x" * 201: ONE},
        {"a": "{ nothing }"},
        {"a": ONE, "b": "{"},
        {"a": ONE, "b": "{ a " * 20 + "}" * 20},
        {"format": "apollo-persisted-query-manifest"},
        {"format": "apollo-persisted-query-manifest", "operations": [1]},
        {"format": "apollo-persisted-query-manifest", "operations": [{"id": "a"}]},
        {"format": "apollo-persisted-query-manifest", "operations": {"a": ONE}},
        {
            "format": "apollo-persisted-query-manifest",
            "operations": [{"id": 1, "body": ONE}],
        },
        {"format": "another", "operations": []},
    ],
    ids=str,
)
def test_a_manifest_that_can_not_run_here_registers_nothing(
    load: Load, manifest: Any
) -> None:
    with pytest.raises(CommandError) as result:
        load(manifest)

    assert str(result.value)
    assert not TrustedDocument.objects.exists()


def test_no_other_document_runs(visitor: Client, load: Load, closed: None) -> None:
    load(CODEGEN)
    other = "{ __typename }"

    result = [
        send(visitor, query=other).body,
        visitor.get(query=other).body,
        send(visitor, documentId="unknown").body,
        send(visitor, query="{").body,
        send(visitor, extensions=apollo(hashlib.sha256(b"x").hexdigest())).body,
        send(
            visitor,
            query=other,
            extensions=apollo(hashlib.sha256(other.encode()).hexdigest()),
        ).body,
    ]

    assert result == [REQUIRED] * 6


def test_what_was_kept_before_it_closed_does_not_run(
    visitor: Client, settings: Any
) -> None:
    document = "query Kept { __typename }"
    extensions = apollo(hashlib.sha256(document.encode()).hexdigest())
    kept = send(visitor, query=document, extensions=extensions)
    settings.GRAPHQL_TRUSTED_ONLY = True

    result = send(visitor, extensions=extensions)

    assert kept.data == {"__typename": "Query"}
    assert result.body == REQUIRED


def test_a_registered_document_may_be_sent_whole(
    visitor: Client, load: Load, closed: None
) -> None:
    load(CODEGEN)

    result = send(visitor, query=ONE)

    assert result.data == {"one": "Query"}


def test_no_other_document_runs_over_sockets_and_in_streams(
    transactional_db: None,
    connect: Callable[..., Socket],
    ask: Callable[..., httpx.Response],
    closed: None,
) -> None:
    headers = {"accept": "text/event-stream"}
    socket = connect(init={})
    socket.subscribe("{ __typename }")

    result = [
        socket.receive()["payload"][0],
        json.loads(
            ask(json={"query": "{ __typename }"}, headers=headers)
            .text.split("data: ")[1]
            .splitlines()[0]
        )["errors"][0],
    ]

    assert result == REQUIRED["errors"] * 2


@pytest.mark.parametrize("accept", ["text/event-stream", MULTIPART_STREAM])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nor_by_any_way_to_ask_for_a_stream(
    ask: Callable[..., httpx.Response], closed: None, accept: str, method: str
) -> None:
    headers = {"accept": accept, "graphql-require-preflight": "1"}
    place = "json" if method == "POST" else "params"

    result = ask(method, headers=headers, **{place: {"query": "{ __typename }"}})

    assert "PERSISTED_QUERY_REQUIRED" in result.text


def test_nor_with_a_file(as_student: Client, closed: None) -> None:
    picture = {"input.profileImage": ("a.png", b"x")}

    result = as_student.upload(CHANGE_PICTURE, picture, input={"profileImage": None})

    assert result.body == REQUIRED


def test_staff_is_no_exception(as_staff: Client, closed: None) -> None:
    result = send(as_staff, query="{ me { id } }")

    assert result.body == REQUIRED


def test_a_manifest_can_replace_those_before_it(load: Load, tmp_path: Path) -> None:
    load(RELAY)
    manifest = tmp_path / "manifest.json"
    manifest.write_text(json.dumps({MD5[0]: ONE}))
    call_command("load_documents", str(manifest), "--replace", stdout=StringIO())

    result = [*TrustedDocument.objects.values_list("pk", flat=True)]

    assert result == [MD5[0]]
