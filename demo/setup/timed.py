"""`python -m demo.setup.timed TITLE COMMAND…`: a heading, the command, and how long it took."""

from __future__ import annotations

import subprocess
import sys
import time

from demo.setup.steps import say


def main(title: str, command: list[str]) -> int:
    """Run the command on this terminal. Returns its exit code."""
    say(f"\n== {title}: {' '.join(command)}")
    started = time.monotonic()
    code = subprocess.run(command, check=False).returncode  # noqa: S603 -- from our own Makefile
    result = "ok" if code == 0 else f"FAILED (exit code {code})"
    say(f"== {title}: {result}, {time.monotonic() - started:.1f} s")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2:]))
