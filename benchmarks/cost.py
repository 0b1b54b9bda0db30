"""What a server's processes, and PostgreSQL for them, use of the machine.

And what others do, who share the host of a virtual one.
"""

from pathlib import Path

import psycopg

from faults.services import tree, work_of


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
    return sum(map(work_of, pids))


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


def machine() -> tuple[int, int]:
    """Ticks of all processors since the start: those that the host kept, and all.

    The first are “steal” in https://man7.org/linux/man-pages/man5/proc_stat.5.html.
    """
    line = Path("/proc/stat").read_text().partition("\n")[0]
    ticks = [int(one) for one in line.split()[1:9]]
    return ticks[7], sum(ticks)


def stolen(since: tuple[int, int]) -> float:
    """The share of the processors' time that the host kept since then, 0 to 1."""
    kept, all_ticks = (now - then for now, then in zip(machine(), since, strict=True))
    return kept / all_ticks if all_ticks else 0.0
