"""Prepare this folder: Python environment, packages, browser libraries, and a browser for tests.

Each step looks first whether there is anything to do, so a second run takes no time, and a run
that was interrupted is taken up where it stopped.
"""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

from demo.setup.browser import install_chromium
from demo.setup.node import install_browser_libraries, install_packagers
from demo.setup.python_env import install_packages, make_venv
from demo.setup.steps import StepFailed, Steps, say
from demo.setup.translations import compile_translations

FOLDER = Path(__file__).resolve().parent.parent.parent
WRITTEN = [".", ".venv", "node_modules", "var", "var/log", "keys"]


def prepare(arguments: list[str]) -> int:
    """Do every step; `--browser` adds Chromium, for the tests. Returns an exit code."""
    started = time.monotonic()
    say("Preparing (everything stays in this folder: .venv, node_modules, var, keys)")
    try:
        check_writable(FOLDER)
        steps = Steps(FOLDER, FOLDER / "var" / "log" / "setup.log")
        make_venv(steps)
        install_packages(steps)
        compile_translations(steps)
        install_browser_libraries(steps)
        if "--browser" in arguments:
            install_chromium(steps)
            install_packagers(steps)
    except StepFailed as error:
        say(f"\n{error}")
        return 1
    except KeyboardInterrupt:
        say("\nStopped. Run it again to go on from here.")
        return 130
    say(f"  Ready after {time.monotonic() - started:.1f} s")
    return 0


def check_writable(folder: Path) -> None:
    """Raise StepFailed for a place that another user (often root) owns."""
    for name in WRITTEN:
        place = folder / name
        if place.exists() and not os.access(place, os.W_OK | os.X_OK):
            raise StepFailed(
                f"{place} cannot be written by this user. If it was made as root, either run as "
                f"root again or give it away: `chown -R $(id -un) {place}`"
            )


if __name__ == "__main__":
    sys.exit(prepare(sys.argv[1:]))
