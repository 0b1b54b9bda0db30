"""What is on the disk, and who does the jobs."""

from collections.abc import Callable, Iterator
from pathlib import Path

import dramatiq
import pytest
from django.conf import settings
from django.core.files.storage import storages
from dramatiq import Worker

PRIVATE = Path(settings.STORAGES["private"]["OPTIONS"]["location"])


@pytest.fixture(autouse=True)
def no_files() -> None:
    """There are none when a test begins."""
    for path in _files():
        path.unlink()


@pytest.fixture
def on_disk() -> Callable[[], list[str]]:
    """Names every file that is stored, and temporary files, by its folder."""

    def names() -> list[str]:
        return sorted(f"{path.parent.name}/{path.name}" for path in _files())

    return names


def _files() -> list[Path]:
    folders = [Path(settings.MEDIA_ROOT), PRIVATE]
    stored = [path for folder in folders for path in folder.rglob("*")]
    temporary = Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*")
    return [path for path in [*stored, *temporary] if path.is_file()]


@pytest.fixture
def content() -> Callable[[str], bytes]:
    """The bytes of a public file, by its address."""

    def read(address: str) -> bytes:
        name = address.partition(settings.MEDIA_URL)[2]
        with storages["default"].open(name) as file:
            return file.read()

    return read


@pytest.fixture
def finish_jobs(transactional_db: None) -> Iterator[Callable[[], None]]:
    """Has a worker do the jobs, and waits until all are done."""
    broker = dramatiq.get_broker()
    broker.flush_all()
    middleware = list(broker.middleware)

    def finish() -> None:
        worker = Worker(broker, worker_threads=2, worker_timeout=50)
        worker.start()
        broker.join("default", timeout=20_000)
        worker.join()
        worker.stop()
        broker.middleware[:] = (
            middleware  # a stopped worker's stays, and takes messages
        )

    yield finish
    broker.flush_all()
