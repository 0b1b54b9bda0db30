"""How an operator says where e-mails go, and what is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.exceptions import ImproperlyConfigured

from schema.environment import env
from tests.processes import manage


@pytest.mark.parametrize(
    ("url", "server"),
    [
        (
            "smtp+tls://ada:p%40ss%2Fword@mail.example:587",
            ("mail.example", 587, "ada", "p@ss/word", True, False),
        ),
        (
            "smtp+ssl://ada@mail.example:465",
            ("mail.example", 465, "ada", None, False, True),
        ),
        ("smtp://127.0.0.1:1025", ("127.0.0.1", 1025, None, None, False, False)),
    ],
)
def test_a_mail_server_is_named_by_an_address(
    monkeypatch: pytest.MonkeyPatch, url: str, server: tuple[Any, ...]
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)

    result = env.smtp_url("EMAIL_URL")

    assert result["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert server == (
        result["EMAIL_HOST"],
        result["EMAIL_PORT"],
        result["EMAIL_HOST_USER"],
        result["EMAIL_HOST_PASSWORD"],
        result.get("EMAIL_USE_TLS", False),
        result.get("EMAIL_USE_SSL", False),
    )


@pytest.mark.parametrize("unset", ["", None])
def test_without_one_there_is_nothing_to_set(
    monkeypatch: pytest.MonkeyPatch, unset: str | None
) -> None:
    monkeypatch.delenv("EMAIL_URL", raising=False)
    if unset is not None:
        monkeypatch.setenv("EMAIL_URL", unset)

    result = env.smtp_url("EMAIL_URL")

    assert result == {}


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "smtp:mail.example",
        "smtp://",
        "smtp+tls://:587",
        "smtp://secret@mail.example:none",
        "http://mail.example",
        "filemail:///tmp",
        " ",
    ],
)
def test_what_is_no_mail_server_is_refused_without_telling_a_password(
    monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("EMAIL_URL", url)

    with pytest.raises(ImproperlyConfigured, match="^EMAIL_URL names") as result:
        env.smtp_url("EMAIL_URL")

    assert "secret" not in str(result.value)


@pytest.mark.parametrize(
    "address", ["https://school.example/", "https://school.example/app", "http://[::1]"]
)
def test_an_address_of_a_site(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("FRONTEND_URL", address)

    result = env.web_address("FRONTEND_URL", default="")

    assert result == address.rstrip("/")


@pytest.mark.parametrize(
    ("reader", "value"),
    [
        (env.web_address, "school.example"),
        (env.web_address, "ftp://school.example"),
        (env.web_address, "https://school.example/?a=b"),
        (env.web_address, "https://ada@school.example"),
        (env.web_address, ""),
        (env.link_path, "/reset"),
        (env.link_path, "reset/{token}"),
        (env.link_path, "https://school.example/{token}"),
        (env.link_path, "/{token}/{token}"),
        (env.mailbox, "lyceum"),
        (env.mailbox, "lyceum@school.example"),
    ],
)
def test_what_leads_nowhere_is_refused(
    monkeypatch: pytest.MonkeyPatch, reader: Callable[..., str], value: str
) -> None:
    monkeypatch.setenv("SETTING", value)

    with pytest.raises(ImproperlyConfigured) as result:
        reader("SETTING", default="/{token}")

    assert str(result.value).startswith(f"SETTING is {value!r}: use ")


@pytest.mark.parametrize(
    "setting",
    [
        {"FRONTEND_URL": "school.example"},
        {"PUBLIC_URL": "javascript:alert(1)"},
        {"FRONTEND_RESET_PATH": "/reset"},
        {"FRONTEND_VERIFY_PATH": "/verify"},
        {"DEFAULT_FROM_EMAIL": "lyceum"},
        {"EMAIL_URL": "mail.example"},
    ],
)
def test_the_server_does_not_start_with_what_is_unfit(setting: dict[str, str]) -> None:
    [name] = setting

    result = manage("check", **setting)

    assert result.returncode == 1
    assert result.stderr.startswith(f"ImproperlyConfigured: {name} ")


@pytest.fixture
def deployed(settings: Any) -> Any:
    """A production server for which all is set."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEFAULT_FROM_EMAIL = "Lyceum <lyceum@school.example>"
    settings.PUBLIC_URL = "https://api.school.example"
    settings.FRONTEND_URL = "https://school.example"
    return settings


def complaints() -> list[str]:
    checks = run_checks(include_deployment_checks=True)
    return [str(check.id) for check in checks if str(check.id).startswith("lyceum.")]


def test_a_server_that_can_mail_has_nothing_to_complain_of(deployed: Any) -> None:
    result = complaints()

    assert result == []


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        ("EMAIL_URL", "EMAIL_BACKEND", "notifications.emails.folder.EmailBackend"),
        ("DEFAULT_FROM_EMAIL", "DEFAULT_FROM_EMAIL", "Lyceum <lyceum@localhost>"),
        ("PUBLIC_URL", "PUBLIC_URL", "http://127.0.0.1:8000"),
        ("FRONTEND_URL", "FRONTEND_URL", "http://school.example"),
    ],
)
def test_before_a_deployment_it_is_told_what_is_missing(
    deployed: Any, name: str, setting: str, value: str
) -> None:
    setattr(deployed, setting, value)

    result = complaints()

    assert result == [f"lyceum.{name}"]
