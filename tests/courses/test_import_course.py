"""`manage.py import_course`, as an operator and as a machine use it."""

import datetime as dt
import json
import os
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from academies.models import Academy
from courses.models import Course, Edition, Entitlement, ImportJob, Module
from tests.courses.packages import package, package_that_opens_nothing

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(places: Path) -> Path:
    path = places / "phishing.zip"
    path.write_bytes(package())
    return path


def run(*arguments: Any) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    out, err = StringIO(), StringIO()
    code = 0
    try:
        call_command("import_course", *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, out.getvalue(), err.getvalue()


def test_it_prints_the_module_and_the_edition_and_shows_progress(file: Path) -> None:
    code, out, err = run(file)
    module = Module.objects.get()
    assert code == 0
    assert f"Module:  {module.public_id}" in out
    assert "Edition: 1" in out
    assert "Checking the package" in err
    assert ImportJob.objects.get().original_name == "phishing.zip"
    assert file.exists(), "the operator's own file is not the upload"


def test_a_machine_reads_one_object(file: Path, northvale: Academy) -> None:
    code, out, err = run(
        file, "--json", "--release", "--course-title", "Online fraud", "--entitle", "northvale"
    )
    told = json.loads(out)
    course = Course.objects.get()
    assert (code, err) == (0, "")
    assert told["module"] == str(Module.objects.get().public_id)
    assert (told["course"], told["edition"], told["status"]) == ("online-fraud", 1, "released")
    assert told["found"]["scos"] == 2
    today = dt.datetime.now(dt.UTC).date()
    assert Entitlement.objects.valid_on(today).filter(academy=northvale, course=course).exists()


def test_a_second_edition_and_the_same_academy_again(file: Path, northvale: Academy) -> None:
    run(file, "--entitle", "northvale")
    module = Module.objects.get()
    code, out, _err = run(file, "--module", module.public_id, "--entitle", "northvale")
    assert code == 0
    assert "Edition: 2" in out
    assert Entitlement.objects.count() == 1


def test_a_refusal_is_said_in_words_with_exit_code_1(places: Path) -> None:
    path = places / "new.zip"
    path.write_bytes(package_that_opens_nothing())
    code, out, err = run(path)
    assert (code, out) == (1, "")
    assert "has nothing to start. None of its items refers to a resource with a file." in err
    assert not Edition.objects.exists()


def test_a_machine_is_told_of_a_refusal_too(places: Path) -> None:
    path = places / "new.zip"
    path.write_bytes(package_that_opens_nothing())
    code, out, _err = run(path, "--json")
    assert code == 1
    assert json.loads(out)["refusal"]["code"] == "nothing-to-launch"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--entitle", "nowhere"], "There is no academy “nowhere”."),
        (["--module", "no-uuid"], "There is no module “no-uuid”."),
        (["--module", "7e6c564a-08b2-46fb-a00e-d04eca20c95e"], "There is no module"),
    ],
)
def test_a_wrong_target_is_said_before_anything_is_stored(
    file: Path, arguments: list[str], words: str
) -> None:
    code, _out, err = run(file, *arguments)
    assert code == 1
    assert words in err
    assert not ImportJob.objects.exists()


def test_a_file_that_is_not_there(places: Path) -> None:
    code, _out, err = run(places / "missing.zip")
    assert code == 1
    assert "cannot be read" in err
    assert not ImportJob.objects.exists()


def test_stopped_at_the_keyboard_it_is_cancelled_and_left_to_nobody(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(job: ImportJob, watch: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr("courses.management.commands.import_course.run_import", stopped)
    code, _out, err = run(file)
    assert code == 1
    assert "The import was cancelled." in err
    job = ImportJob.objects.get()
    assert (job.state, job.file.name) == (ImportJob.State.CANCELLED, "")


def test_a_file_whose_name_is_of_another_encoding(places: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(places) + b"/caf\xe9.zip"))
    path.write_bytes(package())
    code, out, _err = run(path)
    assert (code, ImportJob.objects.get().original_name) == (0, "caf.zip")
    assert "Edition: 1" in out
