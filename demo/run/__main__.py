"""`python -m demo.run`: prepare, start, tell where to look, wait, stop.

Exit code 0 when it was asked to stop (Ctrl-C, SIGTERM), 1 when something went wrong.
"""

from __future__ import annotations

import os
import signal
import sys

from demo.run.lock import AlreadyRunning, only_one
from demo.run.options import FOLDER, BadOption, Options
from demo.run.ports import PortTaken, check_port
from demo.run.prepare import prepare
from demo.run.processes import commands
from demo.run.supervisor import Supervisor
from demo.run.welcome import welcome
from demo.setup.steps import StepFailed, Steps, say


def main() -> int:
    """Run the demo until it is stopped."""
    signal.signal(signal.SIGTERM, _stop)
    try:
        return run(Options.from_environment(os.environ))
    except (BadOption, AlreadyRunning, PortTaken, StepFailed) as error:
        say(f"\n{error}")
        return 1
    except PermissionError as error:
        say(f"\n{error.filename} cannot be written. Was the demo run as another user (root)?")
        return 1
    except KeyboardInterrupt:
        say("\nStopped before it ran.")
        return 0


def run(options: Options) -> int:
    """Prepare and supervise. Raises what `main` explains."""
    with only_one(options.demo):
        check_port(options.port, "PORT")
        check_port(options.lms_port, "LMS_PORT")
        say("Starting the demo")
        new_password = prepare(options, Steps(FOLDER, options.logs / "prepare.log"))
        supervisor = Supervisor(commands(options), options.environment(), FOLDER, options.logs)
        say("  Starting the processes …")
        return supervisor.run(lambda: say(welcome(options, new_password)))


def _stop(number: int, frame: object) -> None:
    """While the data is prepared, SIGTERM stops it as Ctrl-C does."""
    del number, frame
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
