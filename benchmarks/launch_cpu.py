"""`python -m benchmarks.launch_cpu`: a whole launch against three requests to a bare view.

Both in one gunicorn worker (gthread) with the tool's middleware and settings. In each round the
two take turns, so that a noisy machine disturbs both.
"""

import statistics

from benchmarks.browser import LearnersBrowser
from benchmarks.server import Tool, running_tool
from benchmarks.tables import Figure, against, chosen_databases, show

ROUNDS = 7
LAUNCHES = 100
WARM_UP = 30
GOAL = 4.0


def main() -> None:
    for name in chosen_databases(str(__doc__)):
        with running_tool(name) as tool:
            browser = LearnersBrowser(tool, 1)
            for _ in range(WARM_UP):
                browser.launch()
                _bare(browser)
            rounds = [
                (_round(tool, browser, whole=False), _round(tool, browser, whole=True))
                for _ in range(ROUNDS)
            ]
            browser.close()
        bare, whole = zip(*rounds, strict=True)
        show(f"A whole launch against three bare requests, {name}", _figures(bare, whole))


def _round(tool: Tool, browser: LearnersBrowser, *, whole: bool) -> tuple[float, float]:
    """(CPU seconds of the worker, seconds waited for answers) of one launch, or of three bare."""
    before = tool.cpu_seconds()
    waited = sum(browser.launch().seconds if whole else _bare(browser) for _ in range(LAUNCHES))
    return (tool.cpu_seconds() - before) / LAUNCHES, waited / LAUNCHES


def _bare(browser: LearnersBrowser) -> float:
    return sum(browser.request("GET", "/benchmarks/bare/", "", {}).seconds for _ in range(3))


def _figures(
    bare: tuple[tuple[float, float], ...], whole: tuple[tuple[float, float], ...]
) -> list[Figure]:
    cpu = against("CPU of a launch", [c for c, _ in whole], [c for c, _ in bare], GOAL)
    time = against("time of a launch", [t for _, t in whole], [t for _, t in bare], GOAL)
    rates = [
        _rate("launches per second, one learner after another", whole, bare, 1),
        _rate("launches per second of CPU", whole, bare, 0),
    ]
    return [cpu, time, *rates]


def _rate(
    name: str,
    whole: tuple[tuple[float, float], ...],
    bare: tuple[tuple[float, float], ...],
    which: int,
) -> Figure:
    launches = 1 / statistics.median(each[which] for each in whole)
    limit = 1 / statistics.median(each[which] for each in bare)
    return Figure(name, f"{launches:.0f}", f"{limit:.0f}", f"{launches / limit:.2f}", "")


if __name__ == "__main__":
    main()
