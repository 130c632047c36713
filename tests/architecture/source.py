"""The files of the project, as the rules of its architecture see them."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
ROOMS = ["config", "reports", "lti_provider", "scorm", "xapi", "courses", "academies"]
SKIPPED = {"migrations", "locale", "node_modules"}


@cache
def tracked_files() -> list[Path]:
    """What git would hand to somebody who clones (tracked, or new and not ignored)."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = (PROJECT / name for name in sorted(set(listed.stdout.split("\0"))) if name)
    return [place for place in found if place.is_file()]


def relative(place: Path) -> str:
    return place.relative_to(PROJECT).as_posix()


def files(*endings: str, under: str = "") -> list[Path]:
    """Files with one of the endings, below a folder, without what is generated."""
    return [
        place
        for place in tracked_files()
        if place.suffix in endings
        and relative(place).startswith(under)
        and not SKIPPED & set(place.relative_to(PROJECT).parts)
    ]


def imports_of(place: Path) -> Iterator[str]:
    """The modules that a file imports, also inside functions, by their full dotted names."""
    for node in ast.walk(ast.parse(place.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
