"""Multipart bodies, sent through the ASGI application as clients write them."""

import asyncio

import httpx
import orjson

from schema.transport.app import application
from tests.client import Client

BOUNDARY = "a-boundary"
Part = tuple[str, str | None, bytes]  # its name, its file's name if any, its content


def json_part(name: str, value: object) -> Part:
    return name, None, orjson.dumps(value)


def encoded(*parts: Part, end: bytes = b"--a-boundary--\r\n") -> bytes:
    """The parts as a body, up to its closing boundary."""
    body = b""
    for name, filename, content in parts:
        body += (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        )
        if filename is not None:
            body += f'; filename="{filename}"'.encode()
        body += b"\r\n\r\n" + content + b"\r\n"
    return body + end


def send(
    client: Client,
    body: bytes,
    content_type: str = f"multipart/form-data; boundary={BOUNDARY}",
) -> httpx.Response:
    """What the server answers to the body."""

    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(application)
        async with httpx.AsyncClient(transport=transport) as http:
            headers = client.headers | {"content-type": content_type}
            return await http.post(
                "http://localhost/graphql", content=body, headers=headers
            )

    return asyncio.run(post())
