"""What a server's processes, and PostgreSQL for them, use of the machine."""

import os
from pathlib import Path

import psycopg

from faults.services import tree

TICKS = os.sysconf("SC_CLK_TCK")  # a second


def backends(database: str) -> list[int]:
    """PostgreSQL's processes for clients of the database, where they run here."""
    with psycopg.connect(database) as connection:
        rows = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
        return [pid for [pid] in rows]


def seconds(pids: list[int]) -> float:
    """Of the processors that the processes have used; those that ended used none."""
    return sum(_ticks(pid) for pid in pids) / TICKS


def _ticks(pid: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except FileNotFoundError:
        return 0
    # The name, which is in brackets, may have spaces and brackets of its own.
    fields = stat.rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def memory(pid: int) -> float:
    """MiB that the process and those it started hold; what they share counts once."""
    return sum(_proportional(one) for one in tree(pid)) / 1024


def _proportional(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    for line in rollup.splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0
