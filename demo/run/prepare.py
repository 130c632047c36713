"""Keys, database, static files, sample courses and the demo's people: only what is missing."""

from __future__ import annotations

import sys

from demo.run.options import FOLDER, Options
from demo.setup.stamps import digest, is_fresh, set_stamp
from demo.setup.steps import Steps

MANAGE = [sys.executable, "manage.py"]
BROKER = ("broker", "broker-control")


def prepare(options: Options, steps: Steps) -> str:
    """Bring the data up to date; everything here can be done twice.

    Returns the owner's password when it has just been made, else an empty string. Raises
    StepFailed.
    """
    env = options.environment()
    password = options.demo / "owner-password"
    is_new = not password.exists()
    # The folders of Celery's filesystem broker must be there before anything rings.
    for place in (options.demo, options.logs, *(options.var / name for name in BROKER)):
        place.mkdir(parents=True, exist_ok=True)
    with steps.step("Keys"):
        steps.run([*MANAGE, "make_keys"], env)
    with steps.step("Database"):
        steps.run([*MANAGE, "migrate", "--no-input"], env)
    collect_static_files(options, steps)
    with steps.step("Sample courses, academies and people"):
        steps.run([sys.executable, "-m", "demo.seed"], env)
    return password.read_text(encoding="utf-8").strip() if is_new else ""


def collect_static_files(options: Options, steps: Steps) -> None:
    """Hashing and compressing them all takes seconds, so only when one of them has changed."""
    folders = [place for place in sorted(FOLDER.glob("*/static")) if place.parent != options.var]
    ours = [f for place in folders for f in sorted(place.rglob("*")) if f.is_file()]
    theirs = [FOLDER / "requirements.txt", FOLDER / "package-lock.json"]
    wanted = digest([*ours, *theirs], *(str(f.relative_to(FOLDER)) for f in ours))
    stamp = options.var / "static.stamp"
    manifest = options.var / "static" / "staticfiles.json"
    if manifest.exists() and is_fresh(stamp, wanted):
        return
    with steps.step("Static files"):
        collect = [*MANAGE, "collectstatic", "--no-input", "--verbosity", "0"]
        steps.run(collect, options.environment())
    set_stamp(stamp, wanted)
