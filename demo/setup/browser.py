"""Chromium for the tests that drive a page; they are skipped, by name, where there is none."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from demo.setup.steps import StepFailed, Steps, say

CHROMIUM = Path("/usr/bin/chromium")
# The same engine without a window: most tests of pages run twice as fast in it.
QUICK = Path("/usr/bin/chromium-headless-shell")


def install_chromium(steps: Steps) -> None:
    """By apt where that is possible (as root, on Debian); otherwise say loudly what is lost."""
    if CHROMIUM.exists() and QUICK.exists():
        return
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        _warn("only root can install it, with apt-get")
        return
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        with steps.step("Installing Chromium (apt-get)"):
            steps.run([apt, "update", "-qq"], env=env)
            wanted = [place.name for place in (CHROMIUM, QUICK)]
            steps.run([apt, "install", "-qq", "-y", "--no-install-recommends", *wanted], env=env)
    except StepFailed as error:
        _warn(str(error))


def _warn(why: str) -> None:
    say(f"  !! NO CHROMIUM at {CHROMIUM}: every test marked `browser` will be skipped.")
    say(f"     {why}")
