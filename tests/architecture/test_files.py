"""Files stay small enough to be read at once, and their names say what is in them."""

from pathlib import Path

import pytest

from tests.architecture.source import PROJECT, files, relative, tracked_files

CEILING = 300
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "base", "core"}


def lines_of(place: Path) -> int:
    return len(place.read_text(encoding="utf-8").splitlines())


def test_no_file_is_longer_than_the_ceiling() -> None:
    sources = files(".py", ".js", ".css", ".html")
    assert len(sources) > 30, "the project's files were not found"
    assert {relative(f): lines_of(f) for f in sources if lines_of(f) > CEILING} == {}


def test_no_module_has_a_name_that_says_nothing() -> None:
    named = {relative(f) for f in files(".py") if f.stem in EMPTY_NAMES}
    folders = {
        relative(f) for f in files(".py") if EMPTY_NAMES & set(f.relative_to(PROJECT).parts[:-1])
    }
    assert named | folders == set()


def test_every_package_says_what_it_is() -> None:
    """Packages of the tests speak for themselves."""
    silent = [
        relative(f)
        for f in files(".py")
        if f.name == "__init__.py"
        and not relative(f).startswith("tests/")
        and "management" not in f.parts
        and not f.read_text(encoding="utf-8").lstrip().startswith('"""')
    ]
    assert silent == []


@pytest.mark.parametrize("folder", ["var", ".venv", "node_modules"])
def test_nothing_that_is_made_here_is_in_git(folder: str) -> None:
    assert [relative(f) for f in tracked_files() if relative(f).startswith(f"{folder}/")] == []
