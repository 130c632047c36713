"""The LMS is a peer: it agrees with the tool through the specifications, not through code."""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
ALLOWED = {"demo", "flask", "werkzeug", "jwt", "cryptography", "requests", "_typeshed"}


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, path
            names.add(node.module or "")
    return names


def test_it_imports_no_room_and_no_lti_library() -> None:
    sources = list((ROOT / "demo" / "lms").rglob("*.py"))
    assert len(sources) > 30
    for path in sources:
        for name in imported(path):
            first = name.partition(".")[0]
            assert first in ALLOWED | set(sys.stdlib_module_names), (path, name)
            assert first != "demo" or name.startswith("demo.lms"), (path, name)
