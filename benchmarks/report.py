"""What a run found: kept as JSON, told as tables, put into README.md and the plot."""

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg

from benchmarks import data
from benchmarks.asks import KINDS
from benchmarks.measure import Pace
from benchmarks.peer import Peer

Figures = dict[str, Any]
FOLDER = Path(__file__).resolve().parent
RESULTS, README = FOLDER / "results.json", FOLDER / "README.md"
BEGIN, END = "<!-- results: ./run bench writes them -->", "<!-- end of results -->"
OURS = "lyceum"


def heading(peers: list[Peer], pace: Pace, database: str) -> Figures:
    """The results of a run that has none yet."""
    with psycopg.connect(database) as connection:
        version = connection.info.server_version // 10_000
        shown = {
            name: (connection.execute(f"SHOW {name}").fetchone() or [""])[0]
            for name in ("synchronous_commit", "shared_buffers")
        }
    return {
        "when": datetime.now(UTC).date().isoformat(),
        "machine": {
            "processors": os.cpu_count(),
            "system": platform.machine(),
            "python": platform.python_version(),
            "postgresql": version,
            **shown,
        },
        "pace": asdict(pace),
        "sizes": asdict(data.USUAL),
        "labels": {peer.name: peer.label for peer in peers},
        "processes": {},
    }


def ratios(rates: dict[str, Figures]) -> dict[str, float]:
    """How many times as much as each other server ours bears."""
    if OURS not in rates:
        return {}
    ours = rates[OURS]["rate"]
    return {
        name: ours / figures["rate"] for name, figures in rates.items() if name != OURS
    }


def text(results: Figures) -> str:
    """The tables, as Markdown."""
    labels, parts = results["labels"], [_about(results)]
    for processes, found in results["processes"].items():
        rounds = found["rounds"]
        times = {kind: ratios(rates) for kind, rates in rounds.items()}
        of = f"{processes} process" + ("es" if processes != "1" else "")
        parts += [
            f"### Servers of {of}",
            _table("requests a second", labels, rounds, _rate),
            _table("Lyceum is … times as fast as", labels, times, _ratio),
            _table("p50 / p99, ms", labels, rounds, _latency),
            _table("CPU ms a request: server + PostgreSQL", labels, rounds, _cpu),
            _rest(labels, found),
        ]
    if "growth" in results:
        usual, large = results["growth"]
        parts += [
            "### With 500,000 courses",
            _table("requests a second with 5,000", labels, usual, _rate),
            _table("requests a second with 500,000", labels, large, _rate),
            _table("times as slow", labels, growth(usual, large), _ratio),
        ]
    return "\n\n".join(parts) + "\n"


def growth(usual: Figures, large: Figures) -> Figures:
    """By kind and server how many times longer a request takes with more courses."""
    return {
        kind: {
            name: usual[kind][name]["rate"] / figures["rate"]
            for name, figures in rates.items()
        }
        for kind, rates in large.items()
    }


def save(results: Figures) -> None:
    """Write them down, draw them, and put the tables where README.md has them."""
    from benchmarks import plot  # matplotlib takes a second

    RESULTS.write_text(json.dumps(results, indent=2) + "\n")
    plot.draw(results)
    before, _, rest = README.read_text().partition(BEGIN)
    after = rest.partition(END)[2]
    README.write_text(f"{before}{BEGIN}\n\n{text(results)}\n{END}{after}")


def _about(results: Figures) -> str:
    machine, pace = results["machine"], results["pace"]
    return (
        f"Measured on {results['when']}: {machine['processors']} processors "
        f"({machine['system']}), PostgreSQL {machine['postgresql']} with "
        f"synchronous_commit {machine['synchronous_commit']} and shared_buffers "
        f"{machine['shared_buffers']}, Python {machine['python']}; medians of "
        f"{pace['rounds']} rounds of {pace['seconds']:g} s."
    )


def _table(title: str, labels: dict[str, str], found: Figures, cell: Any) -> str:
    kinds = [kind for kind in KINDS if kind in found]
    lines = [f"| {title} | {' | '.join(kinds)} |", "|---" * (len(kinds) + 1) + "|"]
    for name, label in labels.items():
        if any(name in found[kind] for kind in kinds):
            cells = [
                cell(found[kind][name]) if name in found[kind] else "–"
                for kind in kinds
            ]
            lines.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _rest(labels: dict[str, str], found: Figures) -> str:
    half, unseen = found.get("half", {}), found.get("unseen", {})
    lines = [
        "| | memory, MiB | mixed load at half of what it bears: p50 / p99, ms (times) "
        "| first request of a document: median / most, ms |",
        "|---|---|---|---|",
    ]
    for name, label in labels.items():
        paced = _paced(half[name]) if name in half else "–"
        first = unseen.get(name)
        shown = f"{first['median']:.1f} / {first['max']:.1f}" if first else "–"
        lines.append(f"| {label} | {found['memory'][name]:.0f} | {paced} | {shown} |")
    lines += ["", f"The host kept {found['stolen']:.0%} of the processors' time."]
    return "\n".join(lines)


def _rate(figures: Figures) -> str:
    return f"{figures['rate']:.0f}"


def _ratio(times: float) -> str:
    return f"{times:.2f}"


def _latency(figures: Figures) -> str:
    return f"{figures['p50']:.1f} / {figures['p99']:.1f}"


def _paced(figures: Figures) -> str:
    return f"{_latency(figures)} ({figures['times']:.1f})"


def _cpu(figures: Figures) -> str:
    return f"{figures['cpu']:.2f} + {figures['database_cpu']:.2f}"
