"""Digests under the secret key, which hold while it is among the fallbacks.

A key is rotated by making the new one SECRET_KEY and the old one the first of
SECRET_KEY_FALLBACKS: what is made from then on is of the new, what the old one made
holds until it is taken out.
"""

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac


def keys() -> list[str]:
    """The secret key, and those before it that still hold."""
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def digest(salt: str, value: str) -> str:
    """32 hexadecimal digits of the value under the secret key."""
    return _digest(salt, value, settings.SECRET_KEY)


def is_digest(text: str, salt: str, value: str) -> bool:
    """Whether it is the value's digest under one of the keys."""
    return any(constant_time_compare(text, _digest(salt, value, key)) for key in keys())


def _digest(salt: str, value: str, key: str) -> str:
    hmac = salted_hmac(salt, value, secret=key, algorithm="sha256")
    return hmac.hexdigest()[:32]
