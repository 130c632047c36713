"""Compile the translations, without gettext's programs: Babel does it in Python."""

from __future__ import annotations

from demo.setup.python_env import venv_python
from demo.setup.stamps import digest, is_fresh, set_stamp
from demo.setup.steps import Steps

PLACE = "config/locale"


def compile_translations(steps: Steps) -> None:
    """Make a .mo beside each .po, when one of them has changed or is missing."""
    sources = sorted((steps.folder / PLACE).glob("*/LC_MESSAGES/*.po"))
    stamp = steps.folder / "var" / "translations.stamp"
    wanted = digest(sources)
    if is_fresh(stamp, wanted) and all(po.with_suffix(".mo").exists() for po in sources):
        return
    babel = [str(venv_python(steps.folder)), "-m", "babel.messages.frontend", "compile"]
    with steps.step("Compiling the translations"):
        steps.run([*babel, "--directory", PLACE, "--domain", "django"])
    set_stamp(stamp, wanted)
