"""Documents that clients send by their hash.

Automatic persisted queries follow Apollo's protocol: a client sends the SHA-256 hash
alone; where nobody knows it, it sends the document along, which is kept from then on.
Trusted documents were registered by the client's developers (``load_documents``); with
GRAPHQL_TRUSTED_ONLY nothing else runs.
"""

import hashlib
import re
from threading import Lock
from typing import Any

from cachetools import LRUCache, TTLCache
from cross_web import HTTPException
from django.conf import settings

from schema.base import redis
from schema.base.errors import CodedError
from schema.models import TrustedDocument

KEPT = 16 * 1024 * 1024  # characters of documents that a process keeps
TRUST = 60  # seconds for which a process goes on trusting what was removed
KEPT_IN_REDIS = 10_000  # documents, of those that were used last
LIFETIME = 7 * 24 * 3600  # seconds for which Redis keeps a document that nobody uses
ID = re.compile(r"[A-Za-z0-9_:.\-]{1,200}")

# Keeps a document, and lets go of the one that was used longest ago.
KEEP = """
redis.call('SET', KEYS[1] .. ARGV[1], ARGV[2], 'EX', ARGV[4])
redis.call('ZADD', KEYS[1], redis.call('TIME')[1], ARGV[1])
if redis.call('ZCARD', KEYS[1]) > tonumber(ARGV[3]) then
  redis.call('DEL', KEYS[1] .. redis.call('ZPOPMIN', KEYS[1])[1])
end
return 1
"""
FIND = """
local text = redis.call('GET', KEYS[1] .. ARGV[1])
if text then
  redis.call('EXPIRE', KEYS[1] .. ARGV[1], ARGV[2])
  redis.call('ZADD', KEYS[1], redis.call('TIME')[1], ARGV[1])
end
return text
"""
KEY = "lyceum:documents"

_lock = Lock()
_texts: LRUCache[str, str] = LRUCache(KEPT, getsizeof=len)
_untold: set[str] = set()  # hashes of texts that Redis did not take
_trusted_texts: TTLCache[str, str] = TTLCache(KEPT, TRUST, getsizeof=len)


class PersistedQueryNotFound(CodedError):
    """Raised for a hash of no document that is known; the client sends that next."""

    code = "PERSISTED_QUERY_NOT_FOUND"


class UntrustedDocument(CodedError):
    """Raised where only trusted documents run, and this is none."""

    code = "PERSISTED_QUERY_REQUIRED"


def hash_of(document_id: Any, extensions: dict[str, Any]) -> str | None:
    """The id of a document that a request names. Raises ``HTTPException``."""
    asked = extensions.get("persistedQuery")
    if asked is not None:
        if not isinstance(asked, dict) or asked.get("version") != 1:
            raise HTTPException(400, "`persistedQuery` has the version 1.")
        document_id = asked.get("sha256Hash")
        if document_id is None:
            raise HTTPException(400, "`persistedQuery` needs a `sha256Hash`.")
    if document_id is None:
        return None
    if not isinstance(document_id, str) or not ID.fullmatch(document_id):
        raise HTTPException(400, "The id of a document is a text such as a hash.")
    return document_id.removeprefix("sha256:")


def text_of(query: str, hash: str | None) -> str:
    """The document that was sent, or is kept by this hash.

    Raises ``HTTPException`` for a hash that is another document's, and
    :class:`PersistedQueryNotFound` or :class:`UntrustedDocument`.
    """
    if query and hash is not None and _hash(query) != hash:
        raise HTTPException(400, "`sha256Hash` is not the hash of this `query`.")
    if settings.GRAPHQL_TRUSTED_ONLY:
        text = _trusted(hash or _hash(query))
        if text is None:
            raise UntrustedDocument("This server runs registered documents only.")
        return text
    if query:
        return query
    assert hash is not None
    text = _kept(hash) or _trusted(hash)
    if text is None:
        raise PersistedQueryNotFound("PersistedQueryNotFound")  # the protocol's words
    return text


def keep(query: str, hash: str | None) -> None:
    """Keep a document that was sent with its hash, now that it proved to be good."""
    if not query or hash is None or settings.GRAPHQL_TRUSTED_ONLY:
        return
    with _lock:
        if hash in _texts and hash not in _untold:
            return
        _texts[hash] = query
    _tell(hash, query)


def _tell(hash: str, text: str) -> None:
    """Have Redis keep a document; where it is away, the document's next use does it."""
    if not settings.REDIS_URL:
        return
    with _lock:
        _untold.discard(hash)
    told = None
    try:
        told = redis.run_script(KEEP, [KEY], hash, text, KEPT_IN_REDIS, LIFETIME)
    finally:  # also when this is left, to be done again in a thread
        if not told:
            _tell_later(hash)


def _tell_later(hash: str) -> None:
    with _lock:
        if len(_untold) > len(_texts):
            _untold.intersection_update(_texts)
        _untold.add(hash)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def _kept(hash: str) -> str | None:
    with _lock:
        text = _texts.get(hash)
        is_untold = hash in _untold
    if text is not None:
        if is_untold:
            _tell(hash, text)
        return text
    found = redis.run_script(FIND, [KEY], hash, LIFETIME)
    if found is None:
        return None
    text = found.decode()
    with _lock:
        _texts[hash] = text
    return text


def _trusted(id: str) -> str | None:
    """A registered document's text, kept so that it is looked up once."""
    with _lock:
        if (kept := _trusted_texts.get(id)) is not None:
            return kept
    text = TrustedDocument.objects.filter(pk=id).values_list("text", flat=True).first()
    if text is not None:
        with _lock:
            _trusted_texts[id] = text
    return text
