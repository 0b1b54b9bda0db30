from collections.abc import Callable

import pytest
from django.conf import settings
from django.core.files.storage import storages


@pytest.fixture(autouse=True)
def empty_disk(no_files: None) -> None:
    """Every test here is about what is on the disk."""


@pytest.fixture
def content() -> Callable[[str], bytes]:
    """The bytes of a public file, by its address."""

    def read(address: str) -> bytes:
        name = address.partition(settings.MEDIA_URL)[2]
        with storages["default"].open(name) as file:
            return file.read()

    return read
