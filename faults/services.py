"""A database, a Redis and processes of the project, for as long as a run takes."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit
from uuid import uuid4

import httpx
import psycopg

ROOT = Path(__file__).resolve().parent.parent
POSTGRES = "postgres://postgres:postgres@127.0.0.1:5432/postgres"
START = 120  # seconds
TICKS = os.sysconf("SC_CLK_TCK")  # a second


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


@contextmanager
def new_database() -> Iterator[str]:
    """The address of an empty database, which is dropped in the end."""
    address = urlsplit(os.environ.get("DATABASE_URL", POSTGRES))
    name = f"lyceum_faults_{uuid4().hex[:8]}"
    with psycopg.connect(address.geturl(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            yield address._replace(path=f"/{name}").geturl()
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


class Redis:
    """A Redis that keeps nothing on disk: a restart forgets all."""

    def __init__(self) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def __enter__(self) -> "Redis":
        command = shutil.which("redis-server")
        if command is None:
            sys.exit("redis-server is missing: install Redis first.")
        options = f"--port {self.port} --bind 127.0.0.1 --appendonly no --dir /tmp"
        self.process = subprocess.Popen(
            [command, *options.split(), "--save", ""], stdout=subprocess.DEVNULL
        )
        wait_for_port(self.port)
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()

    def restart(self, pause: float) -> None:
        """Kill it, and start it again after so many seconds."""
        self.__exit__()
        time.sleep(pause)
        self.__enter__()


@contextmanager
def installation() -> Iterator[tuple[dict[str, str], Redis]]:
    """The environment of a production installation with an empty database."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        redis = stack.enter_context(Redis())
        environment = {
            "PATH": os.environ["PATH"],
            "ENVIRONMENT": "production",
            "SECRET_KEY": secrets.token_urlsafe(64),
            "ALLOWED_HOSTS": "127.0.0.1",
            "SECURE_SSL_REDIRECT": "false",
            "DATA_DIR": folder,
            "DATABASE_URL": stack.enter_context(new_database()),
            "REDIS_URL": redis.url,
            "EMAIL_URL": "smtp://127.0.0.1:25",
            "DEFAULT_FROM_EMAIL": "School <post@school.example>",
            "PUBLIC_URL": "https://api.school.example",
            "FRONTEND_URL": "https://school.example",
            "LOG_LEVEL": "ERROR",
        }
        for command in ("migrate", "collectstatic"):
            subprocess.run(
                [sys.executable, "manage.py", command, "--no-input", "-v", "0"],
                cwd=ROOT,
                env=environment,
                check=True,
            )
        yield environment, redis


@contextmanager
def web_server(
    environment: dict[str, str], log: int = subprocess.DEVNULL
) -> Iterator[tuple[int, int]]:
    """A web process of its own: its port, and its process id.

    ``log`` is the file number to which it writes what it has to say.
    """
    port = free_port()
    command = ["manage.py", "serve"]
    with child(command, environment | {"PORT": str(port)}, log) as process:
        wait_for_port(port)
        httpx.get(f"http://127.0.0.1:{port}/graphql?query={{__typename}}")
        yield port, process.pid


@contextmanager
def child(
    arguments: list[str],
    environment: dict[str, str],
    log: int = subprocess.DEVNULL,  # without what it says of being killed
) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process of the project, which is killed in the end."""
    process = subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        stdout=log,
        stderr=log,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    """Kill it with SIGKILL, together with the processes that it started."""
    if process.poll() is None:
        os.killpg(process.pid, 9)
    process.wait()


def wait_for_port(port: int) -> None:
    deadline = time.monotonic() + START
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                sys.exit(f"Nothing listens on port {port} after {START} s.")
            time.sleep(0.05)


def tree(pid: int) -> list[int]:
    """The process and those that it started."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:  # it has ended meanwhile
        return [pid]
    return [pid, *(one for child in children for one in tree(int(child)))]


def work_of(pid: int) -> float:
    """The seconds for which a process has had a processor so far."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:  # it has ended meanwhile
        return 0.0
    # The name, which is in brackets, may have spaces and brackets of its own.
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def wait_until_at_rest(pid: int) -> None:
    """Wait for a new server to have made the sizes of the demo's pictures.

    That takes it seconds, and memory: 44 MiB while a film was streamed, which alone
    takes 0.1 MiB.
    """
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        before = work_of(pid)
        time.sleep(1)
        if work_of(pid) - before < 0.05:
            return
    sys.exit(f"The server has not come to rest after {START} s.")


def resident(pid: int) -> float:
    """The memory that a process holds, in KiB; nothing of one that has ended."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return 0.0
    for line in status.splitlines():
        if line.startswith("VmRSS:"):
            return float(line.split()[1])
    return 0.0
