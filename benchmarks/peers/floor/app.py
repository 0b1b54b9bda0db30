"""Each path is a prepared statement whose one value is the answer's JSON."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import local
from typing import Any

import jwt
import orjson
import psycopg
from psycopg.adapt import Loader

FOLDER = Path(__file__).resolve().parent
STATEMENTS = {f"/{path.stem}": path.read_bytes() for path in FOLDER.glob("*.sql")}
SECRET_KEY = os.environ["SECRET_KEY"]
BEARER = b"Bearer "
JSON = [(b"content-type", b"application/json")]

pool = ThreadPoolExecutor(int(os.environ["THREADS"]))  # with a connection each
own = local()


class Raw(Loader):
    """Leaves JSON as the bytes that PostgreSQL sent."""

    def load(self, data: Any) -> bytes:
        return bytes(data)


def connection() -> psycopg.Connection[Any]:
    if not hasattr(own, "connection"):
        own.connection = psycopg.connect(
            os.environ["DATABASE_URL"], autocommit=True, prepare_threshold=0
        )
        own.connection.adapters.register_loader("json", Raw)
    found: psycopg.Connection[Any] = own.connection
    return found


def answer(path: str, token: bytes, body: bytes) -> bytes:
    variables = orjson.loads(body)
    if token:
        claims = jwt.decode(
            token, SECRET_KEY, ["HS256"], audience="lyceum", issuer="lyceum"
        )
        variables["viewer"] = int(claims["sub"])
    [value] = connection().execute(STATEMENTS[path], variables).fetchone() or [b"null"]
    answered: bytes = value
    return answered


async def application(scope: Any, receive: Any, send: Any) -> None:
    body = b""
    while True:
        message = await receive()
        body += message["body"]
        if not message.get("more_body"):
            break
    headers = dict(scope["headers"])
    token = headers.get(b"authorization", b"").removeprefix(BEARER)
    content = await asyncio.get_running_loop().run_in_executor(
        pool, answer, scope["path"], token, body
    )
    length = [(b"content-length", b"%d" % len(content))]
    await send({"type": "http.response.start", "status": 200, "headers": JSON + length})
    await send({"type": "http.response.body", "body": content})
