"""`python -m benchmarks.commit_cost`: one commit of a SCO against one bare transaction.

The bare one runs the very statements of a recorded commit with raw cursors, in one transaction,
in the same server: nothing is checked, read from JSON or made into an object.
"""

from typing import Any

from benchmarks.browser import LearnersBrowser
from benchmarks.counting import RECORDED_SEQUENCE
from benchmarks.server import Tool, running_tool
from benchmarks.tables import Figure, against, chosen_databases, show

ROUNDS = 7
COMMITS = 200
WARM_UP = 50
GOAL = 1.5
COMMIT, RECORD, REPLAY = "/scorm/commit/", "/benchmarks/record/", "/benchmarks/replay/"


class Learner:
    """Somebody who has a SCO open and goes from page to page of it."""

    def __init__(self, browser: LearnersBrowser) -> None:
        self._browser = browser
        config = browser.launch().config
        self._ticket = str(config["ticket"])
        opened = browser.post_json("/scorm/sco/", self._ticket, {"sco": config["start"]})
        self._launch: dict[str, Any] = opened.json["launch"]
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
            "delta": {
                "cmi.core.lesson_status": "incomplete",
                "cmi.core.lesson_location": str(self._sequence),
                "cmi.core.session_time": "00:12:30.50",
                "cmi.suspend_data": f"page={self._sequence};" + "seen=1;" * 60,
            },
        }
        return self._browser.post_json(path, self._ticket, message).seconds


def main() -> None:
    for name in chosen_databases(str(__doc__)):
        with running_tool(name) as tool:
            browser = LearnersBrowser(tool, 1)
            recorded, committing = Learner(browser), Learner(LearnersBrowser(tool, 2))
            recorded.turn_page(COMMIT)
            recorded.turn_page(RECORD, RECORDED_SEQUENCE)
            _round(tool, recorded, REPLAY, WARM_UP)
            _round(tool, committing, COMMIT, WARM_UP)
            rounds = [
                (
                    _round(tool, recorded, REPLAY, COMMITS),
                    _round(tool, committing, COMMIT, COMMITS),
                )
                for _ in range(ROUNDS)
            ]
            recorded.reconnect()
            statements = recorded.statements()
        bare, real = zip(*rounds, strict=True)
        show(f"A commit against a bare transaction, {name}", _figures(bare, real, statements))


def _round(tool: Tool, learner: Learner, path: str, times: int) -> tuple[float, float]:
    """(CPU seconds of the worker, seconds waited) of one request."""
    learner.reconnect()
    before = tool.cpu_seconds()
    waited = sum(learner.turn_page(path) for _ in range(times))
    return (tool.cpu_seconds() - before) / times, waited / times


def _figures(
    bare: tuple[tuple[float, float], ...], real: tuple[tuple[float, float], ...], statements: str
) -> list[Figure]:
    return [
        against("CPU of a commit", [c for c, _ in real], [c for c, _ in bare], GOAL),
        against("time of a commit", [t for _, t in real], [t for _, t in bare], GOAL),
        Figure("SQL statements of a commit", statements, statements, "1.00", ""),
    ]


if __name__ == "__main__":
    main()
