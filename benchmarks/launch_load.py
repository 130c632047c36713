"""`python -m benchmarks.launch_load`: a thousand learners launch within 100 seconds.

Each for the first time, ten a second, whether or not those before them are through (an open
schedule, so that a slow server cannot slow its own load down). SQLite, and gunicorn as `make run`
starts it.
"""

import argparse
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from benchmarks.browser import PATHS, Failed, LearnersBrowser
from benchmarks.server import Tool, running_tool
from benchmarks.tables import Figure, milliseconds, show

LEARNERS = 1000
SECONDS = 100.0
# More than can ever wait at once if the goal is met; a server that stands still meets this bound.
MOST_AT_ONCE = 64
GOAL = 0.5
PERCENTILES = (50, 95, 99)


@dataclass
class Times:
    """What was measured: seconds by step, seconds since the scheduled beginning, errors."""

    steps: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in PATHS})
    whole: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=LEARNERS)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    options = parser.parse_args()
    with running_tool("sqlite", workers=2, threads=8) as tool:
        bare = _bare_times(tool)
        before, began = tool.cpu_seconds(), time.perf_counter()
        times = _load(tool, options.learners, options.seconds)
        took, cpu = time.perf_counter() - began, tool.cpu_seconds() - before
    for error in times.errors[:10]:
        print(error)
    title = f"{options.learners} learners launch in {took:.0f} s, sqlite, 2 workers of 8 threads"
    show(title, _figures(times, bare, options.learners, cpu / took))


def _bare_times(tool: Tool) -> float:
    """The median time of a request to the bare view, while nothing else is asked."""
    browser = LearnersBrowser(tool, 1)
    seconds = sorted(
        browser.request("GET", "/benchmarks/bare/", "", {}).seconds for _ in range(200)
    )
    browser.close()
    return seconds[len(seconds) // 2]


def _load(tool: Tool, learners: int, seconds: float) -> Times:
    times = Times()
    # The platform's first launch fetches its key set: that is not what this measures.
    _launch(tool, 0, time.perf_counter(), Times())
    began = time.perf_counter()
    with ThreadPoolExecutor(MOST_AT_ONCE) as pool:
        for number in range(1, learners + 1):
            due = began + (number - 1) * seconds / learners
            time.sleep(max(0.0, due - time.perf_counter()))
            pool.submit(_launch, tool, number, due, times)
    return times


def _launch(tool: Tool, number: int, due: float, times: Times) -> None:
    browser = LearnersBrowser(tool, number)
    try:
        launched = browser.launch()
    except (Failed, OSError) as failed:
        times.errors.append(f"learner {number}: {failed!r}"[:300])
        return
    finally:
        browser.close()
    times.whole.append(time.perf_counter() - due)
    for name, answer in launched.answers.items():
        times.steps[name].append(answer.seconds)


def _figures(times: Times, bare: float, learners: int, cores: float) -> list[Figure]:
    lines = [_percentiles(name, seconds, bare) for name, seconds in times.steps.items()]
    errors = learners - len(times.whole)
    return [
        *[figure for line in lines for figure in line],
        *_percentiles("whole launch", times.whole, 3 * bare, GOAL),
        Figure("errors", str(errors), str(learners), "", "0", errors == 0),
        Figure("CPU of both workers, in cores", f"{cores:.2f}", "", "", ""),
    ]


def _percentiles(
    name: str, seconds: list[float], bare: float, goal: float | None = None
) -> list[Figure]:
    if not seconds:
        return []  # every launch failed, and the line of errors says so
    ordered = sorted(seconds)
    found = {p: ordered[min(len(ordered) - 1, len(ordered) * p // 100)] for p in PERCENTILES}
    return [
        Figure(
            f"{name}, p{p}",
            milliseconds(value),
            milliseconds(bare),
            f"{value / bare:.1f}",
            f"< {milliseconds(goal)}" if goal and p == 95 else "",
            value < goal if goal and p == 95 else None,
        )
        for p, value in found.items()
    ]


if __name__ == "__main__":
    main()
