"""The virtual environment `.venv` and the Python packages in it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from demo.setup.stamps import digest, is_fresh, set_stamp
from demo.setup.steps import StepFailed, Steps

REQUIREMENTS = ["requirements.txt", "requirements-dev.txt"]
# virtualenv brings its own pip, so it also works where Debian has split ensurepip off.
VIRTUALENV = "virtualenv==21.15.8"


def venv_python(folder: Path) -> Path:
    """The environment's interpreter."""
    return folder / ".venv" / "bin" / "python"


def make_venv(steps: Steps) -> None:
    """Create `.venv`, or create it anew when it is half there or its Python has gone."""
    if _works(venv_python(steps.folder)):
        return
    place = steps.folder / ".venv"
    with steps.step("Creating the Python environment .venv"):
        _remove(place)
        try:
            steps.run([sys.executable, "-m", "venv", place])
        except StepFailed:
            _remove(place)
            _make_with_virtualenv(steps, place)
        if not _works(venv_python(steps.folder)):
            raise StepFailed(f"{place} was created, but its Python or its pip does not start.")


def install_packages(steps: Steps) -> None:
    """Install requirements-dev.txt (which includes requirements.txt) when either has changed."""
    python = venv_python(steps.folder)
    stamp = steps.folder / ".venv" / "requirements.stamp"
    files = [steps.folder / name for name in REQUIREMENTS]
    wanted = digest(files, str(python.resolve()))
    if is_fresh(stamp, wanted):
        return
    with steps.step("Installing the Python packages (the first time: about a minute)"):
        pip_install(steps, "-r", "requirements-dev.txt")
    set_stamp(stamp, wanted)


def pip_install(steps: Steps, *what: str) -> None:
    """`pip install` into `.venv`, quietly."""
    quiet = ["--quiet", "--no-input", "--disable-pip-version-check"]
    steps.run([venv_python(steps.folder), "-m", "pip", "install", *quiet, *what])


def _works(python: Path) -> bool:
    """Whether the interpreter is new enough and has pip."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        asked = [str(python), "-c", question]
        return subprocess.run(asked, capture_output=True, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


def _remove(place: Path) -> None:
    """Remove a broken environment; anything that is not one is left alone and named."""
    if not os.path.lexists(place):
        return
    if (
        place.is_symlink()
        or not place.is_dir()
        or (any(place.iterdir()) and not (place / "pyvenv.cfg").exists())
    ):
        raise StepFailed(f"{place} is not a Python environment. Move it away and try again.")
    shutil.rmtree(place)


def _make_with_virtualenv(steps: Steps, place: Path) -> None:
    """Without a complete `venv` module: borrow virtualenv from a throw-away folder."""
    with tempfile.TemporaryDirectory() as borrowed:
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-input"]
        try:
            steps.run([*pip, "--target", borrowed, VIRTUALENV])
        except StepFailed as error:
            raise StepFailed(
                "This Python can create no environment: its venv module is incomplete and "
                "virtualenv could not be installed either. On Debian and Ubuntu "
                f"`apt-get install python3-venv` (or python3-pip) mends it.\n{error}"
            ) from error
        code = "import sys; sys.path.insert(0, sys.argv.pop(1)); import virtualenv as v; "
        code += "v.cli_run(sys.argv[1:])"
        steps.run([sys.executable, "-c", code, borrowed, "--no-periodic-update", place])
