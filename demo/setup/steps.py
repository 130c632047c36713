"""One-line steps with seconds, and a log that is shown only when something goes wrong."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

SHOWN_LINES = 20
LONGEST_LINE = 240


class StepFailed(Exception):
    """A step could not be done; the message tells a person what happened and what to do."""


def say(text: str = "", *, end: str = "\n") -> None:
    """Print at once; a terminal without a character of ours shows a question mark instead."""
    encoding = sys.stdout.encoding or "ascii"
    print(text.encode(encoding, "replace").decode(encoding), end=end, flush=True)


def tail(log: Path, lines: int = SHOWN_LINES) -> str:
    """The last lines of a log, each indented and cut where it is too long for a screen."""
    if not log.exists():
        return ""
    found = log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
    return "\n".join(f"    {shorten(line)}" for line in found)


def shorten(line: str) -> str:
    """At most LONGEST_LINE characters; a log line of ours may carry a whole traceback."""
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


class Steps:
    """Runs named steps one after the other. Commands write into `log`, not onto the screen."""

    def __init__(self, folder: Path, log: Path) -> None:
        self.folder = folder
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text("", encoding="utf-8")

    @contextmanager
    def step(self, title: str) -> Iterator[None]:
        """Show `title` while the block runs, then the seconds it took."""
        say(f"  {title} … ", end="")
        started = time.monotonic()
        try:
            yield
        except KeyboardInterrupt:
            say("stopped")
            raise
        except BaseException:
            say("failed")
            raise
        say(f"{time.monotonic() - started:.1f} s")

    def run(self, command: Sequence[str | Path], env: Mapping[str, str] | None = None) -> None:
        """Run a command quietly. Raises StepFailed with the last lines of its output."""
        words = [str(word) for word in command]
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(words)}\n")
            log.flush()
            try:
                done = subprocess.run(  # noqa: S603 -- our own commands, no shell
                    words,
                    cwd=self.folder,
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    check=False,
                )
            except OSError as error:
                raise StepFailed(f"{words[0]} could not be started: {error}") from error
        if done.returncode != 0:
            raise StepFailed(
                f"`{' '.join(words)}` ended with {done.returncode}. "
                f"The end of {self.log}:\n{tail(self.log)}"
            )
