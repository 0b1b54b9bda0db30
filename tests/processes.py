"""Lyceum's commands as people run them: processes of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from django.conf import settings

from faults.services import free_port

ANYTHING = "{ __typename }"
START = 300  # seconds


@dataclass
class Server:
    """A process that serves: ``http`` asks it, ``output`` is what it printed."""

    http: httpx.Client
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def output(self) -> str:
        return self.log.read_text()


def manage(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a management command to its end, with these environment variables."""
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        timeout=START,
        check=False,
    )


@contextmanager
def started(log: Path, *command: str, **environment: str) -> Iterator[subprocess.Popen]:
    """A process of Python with this command line, which prints into ``log``."""
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [sys.executable, *command],
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ["PATH"]} | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # some have children
        ) as process,
    ):
        try:
            yield process
        finally:
            stop(process)


def stop(process: subprocess.Popen) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
            process.wait(30)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
        return


@contextmanager
def running(data: Path, *command: str, **environment: str) -> Iterator[Server]:
    """A server with its data in this folder, once it answers; PORT in the command
    stands for its port."""
    port = str(free_port())
    arguments = [port if one == "PORT" else one for one in command]
    environment = {"DATA_DIR": str(data), "PORT": port} | environment
    log = data / f"{port}.log"
    with (
        started(log, "manage.py", *arguments, **environment) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as http,
    ):
        server = Server(http, process, log)
        wait_until_it_answers(server)
        yield server


def wait_until_it_answers(server: Server) -> None:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        assert server.process.poll() is None, server.output
        try:
            server.http.post("/graphql", json={"query": ANYTHING})
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"The server does not answer.\n{server.output}")
