"""`python -m benchmarks.launch_cost`: what a repeated launch asks of others.

SQL statements, outgoing HTTP requests and parsed keys of login, launch and first page.
"""

import json

from benchmarks.browser import PATHS, LearnersBrowser
from benchmarks.counting import HEADER
from benchmarks.server import running_tool
from benchmarks.tables import Figure, chosen_databases, show

GOALS = {"queries": 6, "requests": 0, "keys": 0}
WORDS = {"queries": "SQL statements", "requests": "HTTP requests", "keys": "parsed keys"}


def main() -> None:
    for name in chosen_databases(str(__doc__)):
        with running_tool(name, BENCHMARK_COUNTING="1") as tool:
            browser = LearnersBrowser(tool, 1)
            first = _costs(browser)
            repeated = _costs(browser)
            browser.close()
        show(f"Cost of a repeated launch, {name}", _figures(repeated, first))


def _costs(browser: LearnersBrowser) -> dict[str, dict[str, int]]:
    answers = browser.launch().answers
    return {step: json.loads(answers[step].headers[HEADER.lower()]) for step in PATHS}


def _figures(costs: dict[str, dict[str, int]], limits: dict[str, dict[str, int]]) -> list[Figure]:
    """The limit beside each count is that of the very first launch of the platform."""
    return [_figure(kind, step, costs, limits) for kind in WORDS for step in [*PATHS, "sum"]]


def _figure(
    kind: str, step: str, costs: dict[str, dict[str, int]], first: dict[str, dict[str, int]]
) -> Figure:
    steps = list(PATHS) if step == "sum" else [step]
    count = sum(costs[one][kind] for one in steps)
    before = sum(first[one][kind] for one in steps)
    goal = GOALS[kind] if step == "launch" else None
    return Figure(
        f"{WORDS[kind]}, {step}",
        str(count),
        f"{before} (first launch)",
        f"{count / before:.2f}" if before else "-",
        "" if goal is None else f"≤ {goal}",
        None if goal is None else count <= goal,
    )


if __name__ == "__main__":
    main()
