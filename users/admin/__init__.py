"""The admin of accounts, and in ``base`` what the admins of all apps share."""

from users.admin import accounts, tokens  # noqa: F401
