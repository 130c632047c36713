"""Who may import whom. The contracts of pyproject.toml, and what they cannot say."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.source import PROJECT, ROOMS, files, imports_of, relative, tracked_files

PURE = [
    "scorm/manifest/",
    "scorm/cmi/",
    "scorm/cmi2004/",
    "scorm/sequencing/",
    "xapi/spec/",
    "lti_provider/claims",
    "lti_provider/deep_linking.py",
    "lti_provider/thumbnails.py",
    "courses/outcomes.py",
]
NOT_PURE = {"django", "rest_framework", "celery", "kombu", "pylti1p3", "sqlite3", "psycopg2"}
PYLTI_USERS = {"lti_provider/tool.py", "lti_provider/ags.py"}


def packages_at_the_top() -> set[str]:
    inits = [f for f in tracked_files() if f.name == "__init__.py"]
    return {f.parent.name for f in inits if f.parent.parent == PROJECT} - {"tests"}


def test_the_contracts_hold() -> None:
    program = Path(sys.executable).parent / "lint-imports"
    ran = subprocess.run(
        [program, "--no-cache"], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_contracts_see_every_package() -> None:
    """A new top-level package would be invisible to import-linter otherwise."""
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))
    assert packages_at_the_top() == set(settings["tool"]["importlinter"]["root_packages"])


@pytest.mark.parametrize("place", PURE)
def test_the_standards_are_pure_python(place: str) -> None:
    sources = files(".py", under=place)
    assert sources, f"{place} has gone: take it off the list"
    for source in sources:
        impure = {name.split(".")[0] for name in imports_of(source)} & NOT_PURE
        assert impure == set(), relative(source)


def test_only_the_two_adapters_import_pylti1p3() -> None:
    users = {
        relative(f)
        for f in files(".py")
        if not relative(f).startswith("tests/")
        and any(name.split(".")[0] == "pylti1p3" for name in imports_of(f))
    }
    assert users <= PYLTI_USERS


def test_no_room_imports_the_demo_or_the_tests() -> None:
    offenders = {
        relative(f)
        for room in ROOMS
        for f in files(".py", under=f"{room}/")
        if any(name.split(".")[0] in {"demo", "tests"} for name in imports_of(f))
    }
    assert offenders == set()


@pytest.mark.parametrize("place", ["demo/lms/", "demo/courses/"])
def test_the_outside_world_of_the_demo_shares_no_code_with_the_tool(place: str) -> None:
    """The pretend LMS is an independent peer: the two agree only by following the standards."""
    for source in files(".py", under=place):
        shared = {name.split(".")[0] for name in imports_of(source)} & {*ROOMS, "pylti1p3"}
        assert shared == set(), relative(source)


@pytest.mark.parametrize("place", ["demo/setup/", "demo/run/"])
def test_what_starts_before_any_package_is_installed_needs_none(place: str) -> None:
    allowed = {*sys.stdlib_module_names, "demo"}
    sources = files(".py", under=place)
    assert sources
    for source in sources:
        assert {name.split(".")[0] for name in imports_of(source)} <= allowed, relative(source)
