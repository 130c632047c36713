"""`make clean-demo`: forget everything the demo has stored, unless it runs at the moment."""

from __future__ import annotations

import os
import shutil
import sys

from demo.run.lock import AlreadyRunning, only_one
from demo.run.options import Options
from demo.setup.steps import say


def main() -> int:
    """Remove the data folder. Keys, `.venv` and `node_modules` stay."""
    var = Options.from_environment(os.environ).var
    if not var.exists():
        say(f"{var} is not there: nothing to forget.")
        return 0
    try:
        with only_one(var / "demo"):
            shutil.rmtree(var)
    except AlreadyRunning as error:
        say(str(error))
        return 1
    except PermissionError as error:
        say(f"{error.filename} belongs to another user (made as root?); remove {var} as that user.")
        return 1
    say(f"Removed {var}. The next `make run` starts from nothing.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
