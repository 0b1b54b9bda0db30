"""What a caller gives for having a document read that was not read before."""

from time import thread_time

from database.loop import leave
from schema.base import patience
from schema.base.context import Context
from schema.transport import budget
from schema.transport.documents import Document, document_of, points_to_read, was_read


def read(text: str, context: Context) -> Document:
    """The document of this text; a long one takes points, and its answer waits.

    Raises :class:`RateLimited` for a caller who has no more to give.
    """
    if was_read(text):
        return document_of(text)
    leave()
    patience.check(context.caller)
    points = points_to_read(text)
    if not points:
        return document_of(text)
    budget.spend(context.caller, points)
    start = thread_time()
    with patience.lent(context.caller, len(text)):
        document = document_of(text)
    context.waste(thread_time() - start)
    return document
