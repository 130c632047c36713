"""Print what was measured: one line a figure, with its limit, the ratio and the goal."""

import argparse
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.databases import NAMES, available


@dataclass(frozen=True)
class Figure:
    """One line of the table. `goal`: the ratio, or the value, that it should stay below."""

    name: str
    measured: str
    limit: str
    ratio: str
    goal: str
    is_met: bool | None = None


def show(title: str, figures: Sequence[Figure]) -> None:
    """The figures as a Markdown table, which the README takes as it is."""
    print(f"\n### {title}\n")
    print("| figure | measured | raw limit | ratio | goal | |")
    print("| --- | ---: | ---: | ---: | ---: | --- |")
    words = {True: "met", False: "**missed**", None: ""}
    for f in figures:
        print(f"| {f.name} | {f.measured} | {f.limit} | {f.ratio} | {f.goal} | {words[f.is_met]} |")


def against(name: str, measured: Sequence[float], limit: Sequence[float], goal: float) -> Figure:
    """Seconds of each round against seconds of the limit in the same round: medians of both."""
    ratio = statistics.median(m / raw for m, raw in zip(measured, limit, strict=True))
    return Figure(
        name,
        milliseconds(statistics.median(measured)),
        milliseconds(statistics.median(limit)),
        f"{ratio:.2f}",
        f"≤ {goal:g}",
        ratio <= goal,
    )


def milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"


def chosen_databases(description: str) -> list[str]:
    """The databases asked for on the command line, by default all that answer."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--database", choices=NAMES, action="append")
    given: list[str] | None = parser.parse_args().database
    return given or available()
