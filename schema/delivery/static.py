"""The files of Django's own pages and of GraphiQL."""

import asyncio
from collections.abc import AsyncIterator
from typing import IO, Any

from django.core.handlers.asgi import ASGIRequest
from django.http import FileResponse
from whitenoise.middleware import WhiteNoiseMiddleware

PIECE = 64 * 1024  # bytes


class StaticFiles(WhiteNoiseMiddleware):
    """WhiteNoise, without taking whole files into memory under ASGI."""

    @staticmethod
    def serve(static_file: Any, request: Any) -> FileResponse:
        response: Any = WhiteNoiseMiddleware.serve(static_file, request)
        if isinstance(request, ASGIRequest) and response.file_to_stream:
            response.streaming_content = _pieces(response.file_to_stream)
        return response


async def _pieces(file: IO[bytes]) -> AsyncIterator[bytes]:
    while piece := await asyncio.to_thread(file.read, PIECE):
        yield piece
