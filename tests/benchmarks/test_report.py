"""What the benchmark makes of what it measured."""

from typing import Any

import pytest

from benchmarks import report
from benchmarks.load import Load
from benchmarks.measure import medians, spread

RESULTS: dict[str, Any] = {
    "when": "2026-05-01",
    "machine": {
        "processors": 2,
        "system": "x86_64",
        "python": "3.11.7",
        "postgresql": 15,
        "synchronous_commit": "on",
        "shared_buffers": "128MB",
    },
    "pace": {"warm": 3, "rounds": 3, "seconds": 0.5, "half": 2},
    "labels": {"lyceum": "Lyceum", "floor": "hand-written SQL"},
    "processes": {
        "1": {
            "rounds": {
                "catalog": {
                    "lyceum": {
                        "rate": 900.0,
                        "p50": 8.0,
                        "p99": 12.0,
                        "cpu": 0.5,
                        "database_cpu": 0.25,
                    },
                    "floor": {
                        "rate": 1000.0,
                        "p50": 7.0,
                        "p99": 9.0,
                        "cpu": 0.25,
                        "database_cpu": 0.5,
                    },
                }
            },
            "memory": {"lyceum": 90.4, "floor": 30.0},
            "unseen": {"lyceum": {"median": 10.0, "max": 30.0}},
            "half": {"lyceum": {"p50": 2.0, "p99": 9.0, "times": 4.25}},
            "stolen": 0.042,
        }
    },
    "growth": [
        {"catalog": {"lyceum": {"rate": 900.0, "p50": 8.0, "p99": 12.0}}},
        {"catalog": {"lyceum": {"rate": 600.0, "p50": 9.0, "p99": 20.0}}},
    ],
}


def test_the_ratio_says_how_many_times_as_fast_as_another_this_server_is():
    rates = RESULTS["processes"]["1"]["rounds"]["catalog"]

    result = report.ratios(rates)

    assert result == {"floor": pytest.approx(0.9)}


def test_the_growth_says_how_many_times_longer_a_request_takes():
    result = report.growth(*RESULTS["growth"])

    assert result == {"catalog": {"lyceum": pytest.approx(1.5)}}


def test_a_figure_is_the_median_of_its_rounds():
    rounds = [{"rate": 5.0, "p99": 3.0}, {"rate": 1.0, "p99": 9.0}]

    result = medians([*rounds, {"rate": 2.0, "p99": 1.0}])

    assert result == {"rate": 2.0, "p99": 3.0}


def test_latencies_are_told_in_milliseconds():
    load = Load(seconds=2.0, latencies=[number / 1000 for number in range(101)])

    result = spread(load)

    assert result == pytest.approx(
        {"rate": 50.5, "p50": 50.0, "p99": 99.0, "times": 1.98}
    )


def test_the_tables_name_every_server():
    result = report.text(RESULTS)

    assert "| Lyceum | 900 |\n| hand-written SQL | 1000 |" in result
    assert "| hand-written SQL | 0.90 |" in result
    assert "| Lyceum | 8.0 / 12.0 |" in result
    assert "| Lyceum | 0.50 + 0.25 |" in result
    assert "| Lyceum | 90 | 2.0 / 9.0 (4.2) | 10.0 / 30.0 |" in result
    assert "The host kept 4% of the processors' time." in result
    assert "| Lyceum | 1.50 |" in result
