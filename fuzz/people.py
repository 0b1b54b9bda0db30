"""Who asks: nobody, and people of the demo data with tokens that are good."""

import time
from typing import Any

VIEWERS = {
    "visitor": None,
    "student": "s",
    "instructor": "ADMIN2",
    "staff": "staff",
}
PASSWORDS = ("s123s123", "a123a123", "staff123staff")
LIFETIME = 200  # seconds; the tokens are good for five minutes


class People:
    """The tokens of the viewers, which are made anew before they end."""

    def __init__(self) -> None:
        from users.models import User

        names = [name for name in VIEWERS.values() if name]
        self.users: Any = User.objects.filter(username__in=names)
        self.passwords = dict(self.users.values_list("pk", "password"))
        self.tokens: dict[str, Any] = {}
        self.renew()

    def renew(self) -> None:
        """Sign all in, by the passwords that they had at first."""
        from users import tokens

        for pk, password in self.passwords.items():
            self.users.filter(pk=pk).update(password=password, is_active=True)
        users = {user.username: user for user in self.users.all()}
        self.tokens = {
            viewer: tokens.issue(users[name])
            for viewer, name in VIEWERS.items()
            if name
        }
        self.until = time.monotonic() + LIFETIME

    def token(self, viewer: str) -> str | None:
        """The access token of a viewer; ``None`` for a visitor."""
        if time.monotonic() > self.until:
            self.renew()
        return self.tokens[viewer].token if viewer in self.tokens else None

    def headers(self, viewer: str) -> tuple[tuple[str, str], ...]:
        token = self.token(viewer)
        return (("Authorization", f"Bearer {token}"),) if token else ()
