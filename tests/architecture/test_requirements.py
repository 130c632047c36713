"""What is written down is exactly what is installed."""

import json
import re
from importlib.metadata import version
from pathlib import Path

from tests.architecture.source import PROJECT

PIN = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*(\[[a-z0-9,]+\])?)==(?P<version>[0-9][^\s*]*)"
)
LISTS = ["requirements.txt", "requirements-dev.txt"]


def lines_of(name: str) -> list[str]:
    """The requirements of one list, without comments and references to the other list."""
    stripped = [line.strip() for line in (PROJECT / name).read_text("utf-8").splitlines()]
    return [line for line in stripped if line and not line.startswith(("#", "-r "))]


def test_every_requirement_names_one_exact_version() -> None:
    loose = [line for name in LISTS for line in lines_of(name) if not PIN.fullmatch(line)]
    assert loose == []


def test_no_requirement_is_listed_twice() -> None:
    names = [line.split("==")[0].lower() for name in LISTS for line in lines_of(name)]
    assert sorted(names) == sorted(set(names))


def test_the_versions_written_down_are_those_installed() -> None:
    differing = {}
    for line in [line for name in LISTS for line in lines_of(name)]:
        name, wanted = line.split("==")
        if version(name.split("[")[0]) != wanted:
            differing[name] = (wanted, version(name.split("[")[0]))
    assert differing == {}


def test_browser_libraries_are_exact_and_locked_with_a_digest() -> None:
    package = json.loads((PROJECT / "package.json").read_text("utf-8"))
    locked = json.loads((PROJECT / "package-lock.json").read_text("utf-8"))["packages"]
    for name, wanted in package["dependencies"].items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", wanted), f"{name}: {wanted} is not one version"
        assert locked[f"node_modules/{name}"]["version"] == wanted
    assert all("integrity" in entry for name, entry in locked.items() if name)


def test_no_lock_file_names_the_address_of_a_registry() -> None:
    """The registry is the reader's own choice; a company's mirror must do."""
    text = Path(PROJECT / "package-lock.json").read_text("utf-8")
    assert "resolved" not in text
