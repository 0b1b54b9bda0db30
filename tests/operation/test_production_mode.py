"""Production mode refuses to start on a setting that would be unsafe."""

import re
from pathlib import Path

import pytest

from tests.processes import manage, running

SAFE = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "4bUvJ0zJXfBcmqvVwL1pQm7sXW9nTzHr2kYd8eGaC5oNfRtEi6",
    "ALLOWED_HOSTS": "lyceum.example",
    "EMAIL_URL": "smtp+tls://localhost:587",
    "DEFAULT_FROM_EMAIL": "Lyceum <lyceum@lyceum.example>",
    "PUBLIC_URL": "https://lyceum.example",
    "FRONTEND_URL": "https://lyceum.example",
}


@pytest.fixture(scope="module")
def migrated(data: Path) -> dict[str, str]:
    """The environment of a server whose database is ready."""
    environment = SAFE | {"DATA_DIR": str(data), "SECURE_SSL_REDIRECT": "false"}
    assert manage("migrate", **environment).returncode == 0
    return environment


@pytest.fixture(scope="module")
def deployed(data: Path, migrated: dict[str, str]) -> dict[str, str]:
    """The environment of a server for which all is done that README names."""
    database = f"sqlite:///{data}/db.sqlite3"
    folder = str(data / "deployed")
    environment = migrated | {"DATA_DIR": folder, "DATABASE_URL": database}
    assert manage("collectstatic", "--noinput", **environment).returncode == 0
    return environment


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
        ({"SECRET_KEY_FALLBACKS": "short"}, "SECRET_KEY_FALLBACKS"),
        (
            {"SECRET_KEY_FALLBACKS": f"{SAFE['SECRET_KEY']},{'a' * 60}"},
            "SECRET_KEY_FALLBACKS",
        ),
        (
            {
                "SECRET_KEY_FALLBACKS": "development-only-secret-key-that-production-"
                "mode-refuses"
            },
            "SECRET_KEY_FALLBACKS",
        ),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "lyceum.example,*"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": " *"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "lyceum.example, * ,"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": " , ,"}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "\t\n"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "true"}, "DEBUG"),
        ({"DATABASE_URL": "mysql://root@127.0.0.1/lyceum"}, "DATABASE_URL"),
        ({"ENVIRONMENT": "prodcution"}, "ENVIRONMENT"),
    ],
)
def test_it_names_the_unsafe_setting(unsafe: dict[str, str], name: str) -> None:
    result = manage("check", **SAFE | unsafe)

    assert result.returncode != 0
    assert f"ImproperlyConfigured: {name} " in result.stderr


def test_it_starts_with_keys_of_before() -> None:
    keys = f" {SAFE['SECRET_KEY'][::-1]} , {SAFE['SECRET_KEY'].swapcase()},"

    result = manage("check", **SAFE, SECRET_KEY_FALLBACKS=keys)

    assert result.returncode == 0, result.stderr


def test_it_has_no_demo_accounts() -> None:
    result = manage("seed_demo", **SAFE)

    assert result.returncode != 0
    assert "not in production" in result.stderr


@pytest.mark.parametrize(
    "hosts",
    ["lyceum.example", " other.example, lyceum.example ,", "\tlyceum.example\n"],
)
def test_it_answers_to_its_hosts_and_to_no_other(
    deployed: dict[str, str], tmp_path: Path, hosts: str
) -> None:
    environment = deployed | {"ALLOWED_HOSTS": hosts}

    with running(tmp_path, "serve", **environment) as server:
        result = {
            host: server.http.get(
                "/graphql?query={me{id}}",
                headers={"Host": host, "GraphQL-Require-Preflight": "1"},
            ).status_code
            for host in ("lyceum.example", "evil.example", "127.0.0.1", "*")
        }

    assert result == {
        "lyceum.example": 200,
        "evil.example": 400,
        "127.0.0.1": 400,
        "*": 400,
    }


def test_the_admin_has_its_styles_under_names_that_are_kept_for_long(
    deployed: dict[str, str], tmp_path: Path
) -> None:
    host = {"Host": "lyceum.example"}
    with running(tmp_path, "serve", **deployed) as server:
        page = server.http.get("/admin/login/", headers=host).text
        [address] = re.findall(r'href="(/static/admin/css/base\.[^"]+)"', page)

        result = server.http.get(address, headers=host)

    assert result.status_code == 200
    assert "immutable" in result.headers["Cache-Control"]


def test_it_asks_for_the_tables_first(tmp_path: Path) -> None:
    result = manage("serve", **SAFE, DATA_DIR=str(tmp_path))

    assert result.returncode == 1
    assert result.stderr == (
        "CommandError: The database lacks migrations: run ./run manage migrate first.\n"
    )


@pytest.fixture
def tried(tmp_path: Path) -> dict[str, str]:
    """The environment of somebody who has looked at the demo data."""
    environment = {"DATA_DIR": str(tmp_path)}
    assert manage("migrate", **environment).returncode == 0
    assert manage("seed_demo", **environment).returncode == 0
    return environment


def test_it_serves_no_demo_accounts(tried: dict[str, str]) -> None:
    result = manage("serve", **SAFE | tried)

    assert result.returncode == 1
    assert result.stderr.startswith("CommandError: The demo data are in this database")


def test_it_asks_for_the_static_files_first(migrated: dict[str, str]) -> None:
    result = manage("serve", **migrated)

    assert result.returncode == 1
    assert result.stderr == (
        "CommandError: The admin lacks its static files: run ./run manage "
        "collectstatic --noinput first.\n"
    )


@pytest.mark.parametrize("command", ["serve", "worker"])
@pytest.mark.parametrize(
    ("name", "unfit"),
    [
        ("EMAIL_URL", ""),
        ("DEFAULT_FROM_EMAIL", "Lyceum <lyceum@localhost>"),
        ("PUBLIC_URL", "http://lyceum.example"),
        ("FRONTEND_URL", "http://lyceum.example"),
    ],
)
def test_it_asks_for_what_e_mails_need(
    tmp_path: Path, command: str, name: str, unfit: str
) -> None:
    services = {"REDIS_URL": "redis://127.0.0.1:1", "DATA_DIR": str(tmp_path)}

    result = manage(command, **SAFE | services | {name: unfit})

    assert result.returncode == 1
    assert result.stderr.startswith(f"CommandError: {name} is missing or unfit: ")
