"""What e-mails look like: words, HTML and headers, made from rows as they are now.

Owns the form. Never sends, and never decides that there is something to say.
"""

from notifications.emails.composition import compose

__all__ = ["compose"]
