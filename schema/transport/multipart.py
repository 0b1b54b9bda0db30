"""Uploads, after the GraphQL multipart request specification.

https://github.com/jaydenseric/graphql-multipart-request-spec

Files go to temporary files while they arrive, each at most as far as its limit, so
neither memory nor disk holds more than it should.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import orjson
from cross_web import HTTPException
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from files.uploads import MB, UploadedFile, limit_of

MAX_FIELD_SIZE = MB  # bytes of `operations`, and of `map`
MAX_FILES = 20
FIELDS = ("operations", "map")
MAX_PLACES = 100  # in the variables, to which the files of a request go


class Part:
    """A part of the body: a field that is kept, or a file that is written."""

    def __init__(self) -> None:
        self.headers: dict[bytes, bytes] = {}
        self.name = ""
        self.field: bytearray | None = None
        self.file: UploadedFile | None = None


class MultipartReader:
    """Takes a multipart body piece by piece and makes a GraphQL operation of it.

    Raises ``HTTPException`` for a body that is malformed.
    """

    def __init__(self, content_type: str) -> None:
        self._fields: dict[str, bytearray] = {}
        self._places: dict[str, list[str]] = {}
        self._files: dict[str, UploadedFile] = {}
        self._part = Part()
        self._header = (bytearray(), bytearray())
        self._is_whole = False
        _, options = parse_options_header(content_type)
        with _refusing():
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._add_header_name,
                    "on_header_value": self._add_header_value,
                    "on_header_end": self._end_header,
                    "on_headers_finished": self._open,
                    "on_part_data": self._add,
                    "on_part_end": self._end,
                    "on_end": self._finish,
                },
            )

    def feed(self, data: bytes) -> None:
        """Take the next bytes of the body."""
        with _refusing():
            self._parser.write(data)

    def operation(self) -> dict[str, Any]:
        """The operation, with the files at their places in its variables."""
        if not self._is_whole:
            raise HTTPException(400, "The body ends before its closing boundary.")
        operation = _object(self._fields.get("operations"), "operations")
        for key, places in self._places.items():
            if key not in self._files:
                raise HTTPException(400, f"`map` names a file {key!r} that is missing.")
            for place in places:
                _put(operation, place, self._files[key])
        return operation

    @property
    def has_files(self) -> bool:
        return bool(self._files)

    def close(self) -> None:
        """Delete the files that nobody has moved elsewhere."""
        for file in self._files.values():
            file.close()

    def _begin(self) -> None:
        self._part = Part()
        self._header = (bytearray(), bytearray())

    def _add_header_name(self, data: bytes, start: int, end: int) -> None:
        self._header[0].extend(data[start:end])

    def _add_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header[1].extend(data[start:end])

    def _end_header(self) -> None:
        name, value = self._header
        self._part.headers[bytes(name).lower()] = bytes(value)
        self._header = (bytearray(), bytearray())

    def _open(self) -> None:
        part = self._part
        disposition = part.headers.get(b"content-disposition", b"")
        _, options = parse_options_header(disposition)
        part.name = options.get(b"name", b"").decode(errors="replace")
        if b"filename" not in options:
            if part.name not in FIELDS or part.name in self._fields:
                raise HTTPException(400, "Send `operations` and `map`, each once.")
            part.field = self._fields[part.name] = bytearray()
            return
        if part.name not in self._places:
            raise HTTPException(400, "`map` must come before the files and name each.")
        if len(self._files) >= MAX_FILES or part.name in self._files:
            raise HTTPException(400, f"Send at most {MAX_FILES} files, each once.")
        content_type = part.headers.get(b"content-type", b"").decode(errors="replace")
        part.file = UploadedFile(
            name=options[b"filename"].decode(errors="replace"),
            content_type=content_type,
            limit=min(map(limit_of, self._places[part.name])),
        )
        self._files[part.name] = part.file

    def _add(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if part.file is not None:
            part.file.receive(data[start:end])
        elif part.field is not None:
            part.field.extend(data[start:end])
            if len(part.field) > MAX_FIELD_SIZE:
                raise HTTPException(413, f"`{part.name}` is too long.")

    def _end(self) -> None:
        if self._part.file is not None:
            self._part.file.seek(0)
        elif self._part.name == "map":
            self._places = _checked_map(_object(self._part.field, "map"))

    def _finish(self) -> None:
        self._is_whole = True


def _checked_map(places: dict[str, Any]) -> dict[str, list[str]]:
    for paths in places.values():
        if not isinstance(paths, list) or not paths:
            raise HTTPException(400, "`map` gives each file a list of paths.")
        if not all(isinstance(path, str) for path in paths):
            raise HTTPException(400, "The paths in `map` are strings.")
    if sum(map(len, places.values())) > MAX_PLACES:
        raise HTTPException(400, f"`map` has at most {MAX_PLACES} paths.")
    return places


def _object(text: bytearray | None, name: str) -> dict[str, Any]:
    try:
        value = orjson.loads(text or b"")
    except orjson.JSONDecodeError:
        raise HTTPException(400, f"`{name}` is not valid JSON in UTF-8.") from None
    if not isinstance(value, dict):
        raise HTTPException(400, f"`{name}` must be a JSON object.")
    return value


def _put(operation: dict[str, Any], place: str, file: UploadedFile) -> None:
    """Replace the null at the place, such as ``variables.input.thumbnail``."""
    *path, last = place.split(".")
    target: Any = operation
    try:
        if path[0] != "variables":
            raise KeyError
        for step in path:
            target = target[_key(target, step)]
        key = _key(target, last)
        if target[key] is not None:
            raise KeyError
        target[key] = file
    except (KeyError, IndexError, ValueError, TypeError):
        message = f"`map` names {place!r}, which is not a null in the variables."
        raise HTTPException(400, message) from None


def _key(target: Any, step: str) -> int | str:
    if not isinstance(target, list):
        return step
    if not step.isdecimal():
        raise KeyError
    return int(step)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except (FormParserError, KeyError, ValueError):
        message = "This is not a multipart/form-data body."
        raise HTTPException(400, message) from None
