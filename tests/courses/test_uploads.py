"""What becomes of uploads that nobody goes on with, and of those whose file is not what it was."""

import datetime as dt
import os
import shutil
import threading
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from courses.models import ImportJob, Upload
from courses.models.uploads import incoming_folder
from courses.services import uploads
from courses.services.appending import append
from courses.tus import TusRefused
from tests.academies.staff import olga
from tests.courses.packages import job_with
from tests.together import together

pytestmark = pytest.mark.django_db


def with_five_bytes() -> Upload:
    upload = uploads.begin(olga(), 10, "a.zip", "")
    pieces = iter([b"12345"])
    append(upload, 0, 5, lambda most: next(pieces))
    upload.refresh_from_db()
    return upload


def test_what_nobody_goes_on_with_is_swept(places: Path) -> None:
    upload = with_five_bytes()
    assert uploads.sweep() == 0
    Upload.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert not uploads.of_owner(upload.owner).exists()
    assert uploads.sweep() == 1
    assert (Upload.objects.exists(), upload.path.exists()) == (False, False)


def test_every_piece_gives_two_days_more() -> None:
    upload = uploads.begin(olga(), 10, "a.zip", "")
    Upload.objects.update(expires_at=timezone.now() + dt.timedelta(minutes=1))
    pieces = iter([b"12345"])
    append(upload, 0, 5, lambda most: next(pieces))
    upload.refresh_from_db()
    assert upload.expires_at > timezone.now() + dt.timedelta(days=1)


def test_files_without_a_row_are_litter_once_they_are_old() -> None:
    upload = with_five_bytes()
    old, new = incoming_folder() / "old.part", incoming_folder() / "new.part"
    for place in (old, new):
        place.write_bytes(b"x")
    long_ago = time.time() - 3 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    job = job_with(b"PK")
    stray = Path(job.file.path).with_name("stray.zip")
    stray.write_bytes(b"PK")
    for place in (upload.path, Path(job.file.path), stray):
        os.utime(place, (long_ago, long_ago))

    assert uploads.sweep_litter() == 2
    gone, kept = [old, stray], [new, upload.path, Path(job.file.path)]
    assert [place.exists() for place in gone + kept] == [False, False, True, True, True]


def test_an_upload_whose_file_was_lost_goes_on_from_what_there_is() -> None:
    upload = with_five_bytes()
    os.truncate(upload.path, 2)
    assert uploads.reconciled(upload).offset == 2
    upload.path.unlink()
    assert uploads.reconciled(upload).offset == 0


def test_a_whole_file_is_moved_not_copied() -> None:
    upload = uploads.begin(olga(), 5, "a.zip", "")
    pieces = iter([b"PK123"])
    append(upload, 0, 5, lambda most: next(pieces))
    inode = upload.path.stat().st_ino
    job = ImportJob()
    uploads.hand_over(upload, job)
    job.save()
    assert Path(job.file.path).stat().st_ino == inode
    assert job.file.read() == b"PK123"
    job.file.close()
    assert job.original_name == "a.zip"


@pytest.mark.django_db(transaction=True)
def test_of_many_that_are_begun_at_once_no_more_than_five_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    owner, disk_usage = olga(), shutil.disk_usage

    def slow_disk(folder: Path) -> object:
        time.sleep(0.2)
        return disk_usage(folder)

    monkeypatch.setattr(shutil, "disk_usage", slow_disk)
    for _ in range(uploads.MOST_AT_ONCE - 1):
        uploads.begin(owner, 10, "a.zip", "")
    start, refused = threading.Barrier(4), list[int]()

    def begin_one() -> None:
        try:
            start.wait(10)
            uploads.begin(owner, 10, "a.zip", "")
        except TusRefused as refusal:
            refused.append(refusal.status)
        finally:
            connection.close()

    together(*[threading.Thread(target=begin_one) for _ in range(4)])

    assert uploads.of_owner(owner).count() == uploads.MOST_AT_ONCE
    assert refused == [409, 409, 409]


def test_of_an_odd_name_what_can_be_kept_and_shown() -> None:
    """PostgreSQL keeps no NUL, and no database half a character."""
    upload = uploads.begin(olga(), 10, "é\0 \n\ud800" + "x" * 300, "")
    upload.refresh_from_db()
    assert upload.original_name == "é " + "x" * 253
