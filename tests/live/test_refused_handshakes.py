"""Requests for a WebSocket that are no handshake: they have an answer at once."""

import socket

import pytest

from tests.live.conftest import Server

HANDSHAKE = """GET {target} HTTP/1.1\r
Host: localhost\r
Connection: Upgrade\r
Upgrade: websocket\r
Sec-WebSocket-Version: 13\r
Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
Sec-WebSocket-Protocol: graphql-transport-ws\r
{headers}\r
"""


def answer_to(server: Server, text: str) -> str:
    """What comes back first for this, which must not take long."""
    host, port = server.address.split(":")
    with socket.create_connection((host, int(port)), timeout=5) as connection:
        connection.sendall(text.encode())
        return connection.recv(1000).decode()


@pytest.mark.parametrize(
    "target, headers, status",
    [
        ("/graphql", "", 101),
        ("/graphql", "Authorization: Bearer " + "x" * 8200 + "\r\n", 431),
        ("/graphql", "".join(f"X-{number}: 1\r\n" for number in range(130)), 431),
        ("/graphql?query=" + "x" * 8200, "", 414),
        ("/graphql", "Content-Length: 5\r\n", 400),
        ("/graphql", "Sec-WebSocket-Key: again\r\n", 400),
    ],
    ids=["good", "long header", "many headers", "long address", "body", "two keys"],
)
def test_a_handshake_has_an_answer(
    server: Server, target: str, headers: str, status: int
) -> None:
    text = HANDSHAKE.format(target=target, headers=headers)

    result = answer_to(server, text)

    assert result.startswith(f"HTTP/1.1 {status} ")
