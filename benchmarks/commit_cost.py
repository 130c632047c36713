"""`python -m benchmarks.commit_cost`: one commit of a SCO against one bare transaction.

The bare one runs the very statements of a recorded commit with raw cursors, in one transaction,
in the same server: nothing is checked, read from JSON or made into an object. In SCORM 2004 a page
is turned (what most commits are), and a part reports how far the learner is, which is rolled up.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from benchmarks.browser import LearnersBrowser
from benchmarks.counting import RECORDED_SEQUENCE
from benchmarks.server import Tool, running_tool
from benchmarks.tables import Figure, against, chosen_databases, show

ROUNDS = 7
COMMITS = 200
WARM_UP = 50
REPLAY = "/benchmarks/replay/"
MakeDelta = Callable[[int], dict[str, str]]


def _page_of_12(number: int) -> dict[str, str]:
    return {
        "cmi.core.lesson_status": "incomplete",
        "cmi.core.lesson_location": str(number),
        "cmi.core.session_time": "00:12:30.50",
        "cmi.suspend_data": f"page={number};" + "seen=1;" * 60,
    }


def _page_of_2004(number: int) -> dict[str, str]:
    return {
        "cmi.completion_status": "incomplete",
        "cmi.location": str(number),
        "cmi.session_time": "PT12M30.5S",
        "cmi.suspend_data": f"page={number};" + "seen=1;" * 60,
    }


def _progress_of_2004(number: int) -> dict[str, str]:
    return {**_page_of_2004(number), "cmi.progress_measure": f"0.{number % 9000 + 1000}"}


@dataclass(frozen=True)
class Kind:
    """A kind of commit, with the paths that store one and record one."""

    name: str
    standard: str
    commit: str
    record: str
    delta: MakeDelta
    goal: float


KINDS = (
    Kind("A commit", "scorm12", "/scorm/commit/", "/benchmarks/record/", _page_of_12, 1.5),
    Kind(
        "A commit of SCORM 2004",
        "scorm2004",
        "/scorm/commit2004/",
        "/benchmarks/record2004/",
        _page_of_2004,
        2.0,
    ),
    Kind(
        "A commit of SCORM 2004 that is rolled up",
        "scorm2004",
        "/scorm/commit2004/",
        "/benchmarks/record2004/",
        _progress_of_2004,
        2.0,
    ),
)


class Learner:
    """Somebody who has a SCO open and goes from page to page of it."""

    def __init__(self, browser: LearnersBrowser, kind: Kind) -> None:
        self._browser = browser
        self._kind = kind
        config = browser.launch().config
        self._ticket = str(config["ticket"])
        path, wanted = "/scorm/sco/", {"sco": config.get("start")}
        if kind.standard == "scorm2004":
            path, wanted = "/scorm/navigate/", {"request": "open", "key": "benchmark"}
        self._launch: dict[str, Any] = browser.post_json(path, self._ticket, wanted).json["launch"]
        self._sequence = 0

    def reconnect(self) -> None:
        """The server closes a connection that was not used for a while."""
        self._browser.close()

    def statements(self) -> str:
        """How many statements the bare transaction has."""
        return self._browser.request("POST", REPLAY, "", {}).body

    def turn_page(self, path: str, sequence: int = 0) -> float:
        """Send what a SCO sets at every page; the seconds until it is acknowledged."""
        self._sequence += 1
        message = {
            "sco": self._launch["sco"],
            "session": self._launch["session"],
            "sequence": sequence or self._sequence,
            "delta": self._kind.delta(self._sequence),
        }
        return self._browser.post_json(path, self._ticket, message).seconds


def main() -> None:
    for name in chosen_databases(str(__doc__)):
        for kind in KINDS:
            _measure(name, kind)


def _measure(name: str, kind: Kind) -> None:
    with running_tool(name, BENCHMARK_STANDARD=kind.standard) as tool:
        recorded = Learner(LearnersBrowser(tool, 1), kind)
        committing = Learner(LearnersBrowser(tool, 2), kind)
        recorded.turn_page(kind.commit)
        recorded.turn_page(kind.record, RECORDED_SEQUENCE)
        _round(tool, recorded, REPLAY, WARM_UP)
        _round(tool, committing, kind.commit, WARM_UP)
        rounds = [
            (
                _round(tool, recorded, REPLAY, COMMITS),
                _round(tool, committing, kind.commit, COMMITS),
            )
            for _ in range(ROUNDS)
        ]
        recorded.reconnect()
        statements = recorded.statements()
    bare, real = zip(*rounds, strict=True)
    show(f"{kind.name} against a bare transaction, {name}", _figures(kind, bare, real, statements))


def _round(tool: Tool, learner: Learner, path: str, times: int) -> tuple[float, float]:
    """(CPU seconds of the worker, seconds waited) of one request."""
    learner.reconnect()
    before = tool.cpu_seconds()
    waited = sum(learner.turn_page(path) for _ in range(times))
    return (tool.cpu_seconds() - before) / times, waited / times


def _figures(
    kind: Kind,
    bare: tuple[tuple[float, float], ...],
    real: tuple[tuple[float, float], ...],
    statements: str,
) -> list[Figure]:
    return [
        against("CPU of a commit", [c for c, _ in real], [c for c, _ in bare], kind.goal),
        against("time of a commit", [t for _, t in real], [t for _, t in bare], kind.goal),
        Figure("SQL statements of a commit", statements, statements, "1.00", ""),
    ]


if __name__ == "__main__":
    main()
