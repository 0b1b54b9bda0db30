"""Addresses of private files: signed, for one viewer, and not for long."""

from dataclasses import dataclass

from django.conf import settings
from django.core import signing

SALT = "files.signing"
PREFIX = "/private/"


@dataclass(frozen=True)
class Ticket:
    """Whose request for which file an address is: ``viewer`` 0 is a visitor."""

    kind: str  # what the file belongs to, "video" or "resource"
    pk: int
    viewer: int


def path_of(ticket: Ticket, filename: str) -> str:
    """The path that the ticket opens, ending in a name for people."""
    token = signing.dumps([ticket.kind, ticket.pk, ticket.viewer], salt=SALT)
    return f"{PREFIX}{token}/{filename}"


def ticket_of(path: str) -> Ticket | None:
    """The ticket in a path, or ``None`` for one that is forged or too old."""
    token = path.removeprefix(PREFIX).partition("/")[0]
    try:
        kind, pk, viewer = signing.loads(
            token, salt=SALT, max_age=settings.FILE_LIFETIME
        )
    except signing.BadSignature:
        return None
    return Ticket(kind, pk, viewer)
