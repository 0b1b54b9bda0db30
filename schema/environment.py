"""The environment as an operator set it, or a refusal that tells how to set it.

Every refusal is an ``ImproperlyConfigured`` that begins with the setting's name.
"""

import os
import re
from email.utils import parseaddr
from ipaddress import ip_network
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

FLAGS = {"true": True, "on": True, "yes": True, "1": True}
FLAGS |= {"false": False, "off": False, "no": False, "0": False}
DATABASES = ("postgres://", "postgresql://", "sqlite:///")
MAILERS = ("smtp://", "smtp+tls://", "smtp+ssl://")
ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^\s/?#@*A-Z]+")  # an app's may be its own
WEB_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")


def whole_number(name: str, text: str, minimum: int, maximum: int | None = None) -> int:
    """The number that a setting's text is, within the limits."""
    number = int(text) if text.strip().isdecimal() else None
    if number is None or number < minimum or (maximum and number > maximum):
        limits = f"at least {minimum}" if maximum is None else f"{minimum} to {maximum}"
        raise ImproperlyConfigured(f"{name} is {text!r}: use a number, {limits}.")
    return number


class Environment(environ.Env):
    """Django-environ's, which takes what it cannot read for false, or crashes."""

    def get_value(self, var: str, cast: Any = None, *args: Any, **options: Any) -> Any:
        readers = {bool: _flag, int: _number, list: _names, str: _text, None: _text}
        if var not in os.environ or cast not in readers:
            return super().get_value(var, cast, *args, **options)
        return readers[cast](var, os.environ[var])

    def number(self, var: str, default: int, minimum: int) -> int:
        return whole_number(var, self.str(var, default=str(default)), minimum)

    def port(self, var: str, default: int) -> int:
        return whole_number(var, self.str(var, default=str(default)), 0, 65535)

    def choice(self, var: str, default: str, among: tuple[str, ...]) -> str:
        value = self.get_value(var, None, default)
        if value not in among:
            wanted = f"{', '.join(among[:-1])} or {among[-1]}"
            raise ImproperlyConfigured(f"{var} is {value!r}: set it to {wanted}.")
        return value

    def folder(self, var: str, default: str, inside: tuple[str, ...]) -> environ.Path:
        """The folder, made with those ``inside`` where they were not there."""
        folder = self.path(var, default=default)
        try:
            for name in inside:
                os.makedirs(folder(name), exist_ok=True)
        except OSError as error:
            raise ImproperlyConfigured(
                f"{var} is {str(folder)!r}: use a folder that can be written to "
                f"({error.strerror})."
            ) from None
        return folder

    def db_url(self, var: str, default: str) -> dict[str, Any]:
        value = self.get_value(var, None, default)
        try:
            if value.startswith(DATABASES):
                return self.db_url_config(value)
        except ValueError:  # such as a port that is none
            pass
        # What it is now is not told: there may be a password in it.
        raise ImproperlyConfigured(
            f"{var} names no database: use postgres://user:password@host:5432/name or "
            "sqlite:///path."
        )

    def smtp_url(self, var: str) -> dict[str, Any]:
        """Django's settings of an SMTP server; none where the variable is not set."""
        value = self.get_value(var, None, "")
        try:
            config = self.email_url_config(value) if value.startswith(MAILERS) else {}
            if bool(value) == bool(config.get("EMAIL_HOST")):
                return config
        except ValueError:
            pass
        raise ImproperlyConfigured(
            f"{var} names no SMTP server: use smtp+tls://user:password@host:587."
        )

    def mailbox(self, var: str, default: str) -> str:
        """A name and an e-mail address."""
        value: str = self.get_value(var, None, default)
        name, address = parseaddr(value)
        if not name or "@" not in address:
            raise ImproperlyConfigured(
                f"{var} is {value!r}: use Your platform <name@host>."
            )
        return value

    def networks(self, var: str, default: str) -> list[str]:
        """Addresses and networks of proxies, none of which is everybody's."""
        names = _names(var, self.get_value(var, None, default))
        try:
            is_open = any(
                ip_network(name, strict=False).prefixlen == 0 for name in names
            )
        except ValueError:
            is_open = True
        if is_open or not names:
            raise ImproperlyConfigured(
                f"{var} is {','.join(names)!r}: use the addresses of your proxies, or "
                "their networks, such as 10.0.0.0/8, with commas between."
            )
        return names

    def origins(self, var: str, *, wildcard: str = "") -> list[str]:
        """Those of pages, as browsers tell them; none where the variable is not set.

        The ``wildcard`` may stand before a host.
        """
        names = _names(var, self.get_value(var, None, ""))
        if not all(
            ORIGIN.fullmatch(one.replace(f"//{wildcard}", "//")) for one in names
        ):
            raise ImproperlyConfigured(
                f"{var} is {','.join(names)!r}: use https://host or http://host:port, "
                "in small letters without a slash at the end, with commas between."
            )
        return names

    def web_address(self, var: str, default: str) -> str:
        """Of a site, without a slash at the end."""
        value: str = self.get_value(var, None, default).rstrip("/")
        if not WEB_ADDRESS.fullmatch(value):
            raise ImproperlyConfigured(
                f"{var} is {value!r}: use https://host or http://host."
            )
        return value

    def link_path(self, var: str, default: str) -> str:
        """The path of a page that takes a token."""
        value: str = self.get_value(var, None, default)
        if not value.startswith("/") or value.count("{token}") != 1:
            raise ImproperlyConfigured(
                f"{var} is {value!r}: use a path with {{token}}, such as {default}."
            )
        return value


def _flag(name: str, text: str) -> bool:
    flag = FLAGS.get(text.strip().lower())
    if flag is None:
        raise ImproperlyConfigured(f"{name} is {text!r}: use true or false.")
    return flag


def _number(name: str, text: str) -> int:
    return whole_number(name, text, minimum=0)


def _names(name: str, text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def _text(name: str, text: str) -> str:
    return text


env = Environment()
