"""`python3 -m demo.setup [--browser]`: prepare this folder; see `demo.setup.machine`.

Written so that any Python 3 can read it: an old one must be able to say that it is old.
"""

import os
import shutil
import sys

OLDEST = (3, 11)
NEWER = ["python3.14", "python3.13", "python3.12", "python3.11"]


def main():  # type: () -> int
    """Go on with a Python that is new enough, or say in words what to install."""
    if sys.version_info < OLDEST:
        found = [place for place in map(shutil.which, NEWER) if place]
        if found:
            os.execv(found[0], [found[0], "-m", "demo.setup"] + sys.argv[1:])  # noqa: RUF005, S606
        sys.stderr.write(
            "This needs Python 3.11 or newer; %s is Python %d.%d.\n"  # noqa: UP031
            "Install a newer one (Debian, Ubuntu: `apt-get install python3`; or python.org) and\n"
            "name it if it is not the default: `make run PYTHON=/path/to/python3.11`.\n"
            % ((sys.executable,) + sys.version_info[:2])  # noqa: RUF005
        )
        return 1
    from demo.setup.machine import prepare

    return prepare(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
