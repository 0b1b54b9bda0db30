"""Production mode refuses to start on a setting that would be unsafe."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "4bUvJ0zJXfBcmqvVwL1pQm7sXW9nTzHr2kYd8eGaC5oNfRtEi6",
    "ALLOWED_HOSTS": "lyceum.example",
}


def manage(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a management command in a process with these environment variables."""
    return subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"]} | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_starts_with_safe_settings() -> None:
    result = manage("check", **SAFE)

    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    ("unsafe", "name"),
    [
        ({"SECRET_KEY": ""}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"SECRET_KEY": "a" * 60}, "SECRET_KEY"),
        ({"SECRET_KEY": "django-insecure-" + SAFE["SECRET_KEY"]}, "SECRET_KEY"),
        (
            {"SECRET_KEY": "development-only-secret-key-that-production-mode-refuses"},
            "SECRET_KEY",
        ),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "lyceum.example,*"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"DATABASE_URL": "mysql://root@127.0.0.1/lyceum"}, "DATABASE_URL"),
        ({"ENVIRONMENT": "prodcution"}, "ENVIRONMENT"),
    ],
)
def test_it_names_the_unsafe_setting(unsafe: dict[str, str], name: str) -> None:
    result = manage("check", **SAFE | unsafe)

    assert result.returncode != 0
    assert f"ImproperlyConfigured: {name} " in result.stderr


def test_it_has_no_demo_accounts() -> None:
    result = manage("seed_demo", **SAFE)

    assert result.returncode != 0
    assert "not in production" in result.stderr
