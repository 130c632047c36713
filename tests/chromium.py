"""The browsers that the tests drive, where Debian's packages put them."""

from pathlib import Path

# With all that a person's browser has, such as a setting for cookies of third parties.
CHROMIUM = Path("/usr/bin/chromium")
_SHELL = Path("/usr/bin/chromium-headless-shell")
# The same engine without a window around it: pages cost half the time. For what happens within
# pages; where it is not installed, the whole browser does it as well.
QUICK = _SHELL if _SHELL.exists() else CHROMIUM
