"""The schema as a file, for the tools of clients."""

from functools import cache

from django.http import HttpRequest, HttpResponse

from schema.root import schema
from schema.transport.graphiql import is_staff_at_desk
from schema.transport.pipeline import context_of


def download(request: HttpRequest) -> HttpResponse:
    """The schema in its definition language, for who may learn what it has."""
    if not context_of(request).is_trusted and not is_staff_at_desk(request):
        text, status = "Introspection is switched off for the public.\n", 404
    else:
        text, status = _text(), 200
    headers = {"Cache-Control": "no-store"}
    content_type = "text/plain; charset=utf-8"
    return HttpResponse(text, content_type, status, headers=headers)


@cache
def _text() -> str:
    return schema.as_str()
