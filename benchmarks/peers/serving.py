"""How the peers that are made with Django are started."""

import sys
from collections.abc import Callable

from benchmarks.peer import Place


def command(place: Place) -> list[str]:
    return [
        *(sys.executable, "-m", "gunicorn", "benchmarks.peers.wsgi:application"),
        *("--bind", f"127.0.0.1:{place.port}", "--workers", str(place.processes)),
        *("--worker-class", "gthread", "--threads", str(place.threads)),
        *("--keep-alive", "75", "--log-level", "warning"),
    ]


def environment(urls: str) -> Callable[[Place], dict[str, str]]:
    """That of a peer with these addresses."""

    def of_place(place: Place) -> dict[str, str]:
        return {
            "DJANGO_SETTINGS_MODULE": "benchmarks.peers.django_settings",
            "URLCONF": urls,
            "DATABASE_URL": place.database,
            "SECRET_KEY": place.secret,
            "DEBUG": "false",
        }

    return of_place
