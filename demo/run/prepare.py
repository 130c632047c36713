"""Keys, database, static files, sample courses and the demo's people: only what is missing."""

from __future__ import annotations

import os
import sys

from demo.run.options import Options
from demo.setup.steps import Steps

MANAGE = [sys.executable, "manage.py"]


def prepare(options: Options, steps: Steps) -> None:
    """Bring the data up to date. Raises StepFailed. Everything here can be done twice."""
    env = options.environment()
    for place in (options.var, options.demo, options.logs, options.keys):
        place.mkdir(parents=True, exist_ok=True)
    if not os.path.exists(options.keys / "secret_key"):
        with steps.step("Making the keys"):
            steps.run([*MANAGE, "make_keys"], env)
    with steps.step("Bringing the database up to date"):
        steps.run([*MANAGE, "migrate", "--no-input"], env)
    with steps.step("Collecting the static files"):
        steps.run([*MANAGE, "collectstatic", "--no-input", "--verbosity", "0"], env)
    with steps.step("Sample courses, academies and people"):
        steps.run([sys.executable, "-m", "demo.seed"], env)
