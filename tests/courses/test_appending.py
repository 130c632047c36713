"""Two pieces at once, a lost connection, a full disk, a killed server: nothing is torn."""

import errno
import os
import signal
import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from courses.models import Upload
from courses.services import appending, uploads
from courses.services.appending import append
from courses.tus import TusRefused
from tests.academies.staff import olga
from tests.courses.killing import run_to_its_end

Read = Callable[[int], bytes]


@pytest.fixture
def upload(db: None) -> Upload:
    return uploads.begin(olga(), 10, "a.zip", "")


def giving(*pieces: bytes) -> Read:
    left = iter(pieces)
    return lambda most: next(left, b"")


def refusal(call: Callable[[], object]) -> int:
    with pytest.raises(TusRefused) as refused:
        call()
    return refused.value.status


def stored(upload: Upload) -> tuple[int, bytes]:
    """What the row says, and what is on the disk."""
    upload.refresh_from_db()
    return upload.offset, upload.path.read_bytes()


def test_pieces_follow_each_other(upload: Upload) -> None:
    assert append(upload, 0, 5, giving(b"123", b"45")) == 5
    assert append(upload, 5, 5, giving(b"67890")) == 10
    assert stored(upload) == (10, b"1234567890")
    assert upload.is_whole


def test_a_piece_that_breaks_off_keeps_what_came(upload: Upload) -> None:
    def lost() -> Iterator[bytes]:
        yield b"123"
        raise ConnectionResetError

    pieces = lost()
    assert append(upload, 0, 10, lambda most: next(pieces)) == 3
    assert append(upload, 3, 7, giving(b"45")) == 5, "the body ended early"
    assert stored(upload) == (5, b"12345")


def test_what_was_written_and_never_stored_is_cut_off(upload: Upload) -> None:
    append(upload, 0, 3, giving(b"123"))
    with upload.path.open("ab") as file:
        file.write(b"from a server that died")
    append(upload, 3, 2, giving(b"45"))
    assert stored(upload) == (5, b"12345")


def test_a_file_that_lost_bytes_is_not_written_beyond_its_end(upload: Upload) -> None:
    append(upload, 0, 5, giving(b"12345"))
    os.truncate(upload.path, 2)
    assert refusal(lambda: append(upload, 5, 5, giving(b"67890"))) == 409
    upload.refresh_from_db()
    assert uploads.reconciled(upload).offset == 2
    assert append(upload, 2, 3, giving(b"345")) == 5


def test_while_one_appends_another_is_turned_away(upload: Upload) -> None:
    def meanwhile(most: int) -> bytes:
        assert refusal(lambda: append(upload, 0, 1, giving(b"x"))) == 423
        return b"1"

    append(upload, 0, 1, meanwhile)
    assert refusal(lambda: append(upload, 0, 1, giving(b"x"))) == 409
    assert stored(upload) == (1, b"1")


def test_the_claim_of_who_died_ends_and_who_only_slept_writes_no_more(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(appending, "SECONDS_BETWEEN_SAVES", 0)

    def slept(most: int) -> bytes:
        Upload.objects.update(claimed_until=timezone.now())
        assert append(upload, 0, 3, giving(b"new")) == 3
        return b"old, and late"[:most]

    assert refusal(lambda: append(upload, 0, 10, slept)) == 423
    assert stored(upload) == (3, b"new")


def test_an_upload_that_is_discarded_meanwhile_is_not_written_any_more(upload: Upload) -> None:
    def discarded(most: int) -> bytes:
        uploads.discard(upload)
        return b"12345"

    assert refusal(lambda: append(upload, 0, 5, discarded)) == 423
    assert refusal(lambda: append(upload, 0, 5, giving(b"1"))) == 410
    assert not Upload.objects.exists()


def test_a_full_disk_is_said_and_keeps_what_was_stored(
    upload: Upload, monkeypatch: pytest.MonkeyPatch
) -> None:
    append(upload, 0, 3, giving(b"123"))
    really = os.pwrite

    def full(handle: int, block: bytes, offset: int) -> int:
        if offset == 3:
            return really(handle, block[:1], offset)
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "pwrite", full)
    assert refusal(lambda: append(upload, 3, 5, giving(b"45678"))) == 507
    assert stored(upload) == (3, b"123")
    monkeypatch.undo()
    assert append(upload, 3, 7, giving(b"4567890")) == 10


@pytest.mark.django_db(transaction=True)
def test_two_pieces_at_once_and_one_is_written() -> None:
    upload = uploads.begin(olga(), 10, "a.zip", "")
    start, said = threading.Barrier(2), []

    def send(piece: bytes) -> None:
        start.wait()
        try:
            said.append(append(upload, 0, 10, giving(piece)))
        except TusRefused as refused:
            said.append(refused.status)
        finally:
            connection.close()

    both = [threading.Thread(target=send, args=[p]) for p in (b"a" * 10, b"b" * 10)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert sorted(said)[0] == 10
    assert sorted(said)[1] in (409, 423)
    offset, content = stored(upload)
    assert (offset, content) in ((10, b"a" * 10), (10, b"b" * 10))


# Three bytes are stored, two more are written; then the server is gone, in the middle of a piece.
KILLED = """
import os
from courses.models import Upload
from courses.services import appending
appending.BYTES_BETWEEN_SAVES = 3
pieces = iter([b"123", b"45"])
def read(most):
    piece = next(pieces, None)
    if piece is None:
        os.kill(os.getpid(), 9)
    return piece
appending.append(Upload.objects.get(), 0, 10, read)
"""


@pytest.mark.django_db(transaction=True)
def test_a_killed_server_leaves_a_row_that_is_true(settings: Settings) -> None:
    upload = uploads.begin(olga(), 10, "a.zip", "")
    assert run_to_its_end(KILLED, settings) == -signal.SIGKILL

    assert stored(upload) == (3, b"12345")
    assert refusal(lambda: append(upload, 3, 7, giving(b"x"))) == 423, "it may be alive still"
    Upload.objects.update(claimed_until=timezone.now())
    assert append(upload, 3, 7, giving(b"4567890")) == 10
    assert stored(upload) == (10, b"1234567890")
