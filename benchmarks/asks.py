"""What is asked for, the same of every server, and what with."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from itertools import cycle

from faults.services import ROOT

READS = ("catalog", "course", "dashboard", "field")
PURE = (*READS, "complete")
KINDS = (*PURE, "mixed")
# Nine reads and a write, in this order again and again.
MIX = "catalog course dashboard catalog course dashboard catalog course field complete"
PAGE = 20  # courses in the catalog, enrollments on the dashboard
LESSONS, REVIEWS = 30, 10  # of each course that is asked for


@dataclass(frozen=True)
class Ask:
    """One request, before it is said in a server's own words."""

    kind: str
    slug: str = ""
    token: str = ""
    lesson: int = 0


Asks = dict[str, list[Ask]]  # by kind


def asks(database: str, secret: str) -> Asks:
    """By kind of request what is asked in a round; at its end it begins anew."""
    found = subprocess.run(
        [sys.executable, "-m", "benchmarks.subjects"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DATABASE_URL": database,
            "SECRET_KEY": secret,
        },
        stdout=subprocess.PIPE,
        check=True,
    )
    subjects = json.loads(found.stdout)
    pure = {
        "catalog": [Ask("catalog")],
        "course": [Ask("course", slug=slug) for slug in subjects["slugs"]],
        "dashboard": [Ask("dashboard", token=token) for token in subjects["tokens"]],
        "field": [Ask("field", slug=slug) for slug in subjects["all_slugs"]],
        "complete": [
            Ask("complete", token=token, lesson=lesson)
            for token, lesson in subjects["lessons"]
        ],
    }
    return pure | {"mixed": mixed(pure)}


def mixed(pure: Asks) -> list[Ask]:
    """Reads and writes, as many as there are lessons to complete."""
    sources = {kind: cycle(own) for kind, own in pure.items()}
    return [next(sources[kind]) for _ in pure["complete"] for kind in MIX.split()]
