"""The plot of README.md: requests a second, server beside server."""

from typing import Any

import matplotlib

from faults.services import ROOT

PLOT = ROOT / "docs/benchmark.svg"
COLOURS = ("#2f6fde", "#9aa3ad", "#f0883e", "#3fa66b", "#b65fcf", "#d6455d", "#8a6d3b")
TITLES = {
    "catalog": "catalog page",
    "course": "course page",
    "dashboard": "dashboard",
    "field": "one field",
    "complete": "completeLesson",
    "mixed": "mixed load",
}


def draw(results: dict[str, Any]) -> None:
    """Draw the requests a second of servers of one process."""
    matplotlib.use("svg")
    # Texts stay texts, and a run with the same figures draws the same file.
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "lyceum"})
    from matplotlib import pyplot

    processes, found = next(iter(results["processes"].items()))
    labels = results["labels"]
    figure, axes = pyplot.subplots(2, 3, figsize=(10, 5), layout="constrained")
    for axis, (kind, title) in zip(axes.flat, TITLES.items(), strict=True):
        rates = [found["rounds"][kind][name]["rate"] for name in labels]
        bars = axis.barh(list(labels.values()), rates, color=COLOURS[: len(rates)])
        axis.bar_label(bars, [f"{rate:.0f}" for rate in rates], padding=3, fontsize=8)
        axis.set_title(title, fontsize=10)
        axis.invert_yaxis()
        axis.margins(x=0.18)
        axis.set_xticks([])
        axis.tick_params(labelsize=8, length=0)
        axis.spines[:].set_visible(False)
    for axis in axes[:, 1:].flat:
        axis.set_yticks([])
    figure.suptitle(f"Requests a second, servers of {processes} process", fontsize=11)
    figure.savefig(PLOT, metadata={"Date": None})
    pyplot.close(figure)
