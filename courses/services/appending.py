"""Append a piece to an upload, so that of two pieces at once one is written, and none is torn.

A piece is written under a claim, which a conditional UPDATE takes. An offset is stored only after
the bytes before it are synced, in steps: a lost connection or a killed server costs the last few
megabytes at most, and what the row says is on the disk.
"""

import contextlib
import datetime as dt
import os
import time
import uuid
from collections.abc import Callable, Iterator

import structlog
from django.db.models import Q
from django.utils import timezone

from courses.models import Upload
from courses.services.uploads import DISK_FULL, LIFETIME, is_disk_full
from courses.tus import TusRefused

# After this, the claim of somebody who was killed, or hangs, may be taken over.
CLAIM = dt.timedelta(seconds=30)
BLOCK = 256 * 1024
BYTES_BETWEEN_SAVES = 8 * 1024 * 1024
# Well below CLAIM: whoever waited longer for bytes renews the claim before writing them.
SECONDS_BETWEEN_SAVES = 5.0

log = structlog.get_logger(__name__)
Read = Callable[[int], bytes]


def append(upload: Upload, offset: int, size: int, read: Read) -> int:
    """Append the `size` bytes that `read(most)` gives, from `offset` on; the offset afterwards.

    Fewer are appended when the connection is lost: what came is kept. Raises TusRefused.
    """
    if offset + size > upload.length:
        raise TusRefused(413, "These are more bytes than the upload has.")
    claim = _claim(upload, offset)
    try:
        with _opened(upload, offset) as handle:
            growing = _Growing(handle, claim, offset)
            for block in _blocks(size, read):
                growing.add(block)
            growing.save()
    finally:
        Upload.objects.filter(claim=claim).update(claim=None, claimed_until=None)
    if growing.offset == upload.length:
        log.info("upload.whole", upload=str(upload.public_id), bytes=upload.length)
    return growing.offset


def _claim(upload: Upload, offset: int) -> uuid.UUID:
    now, claim = timezone.now(), uuid.uuid4()
    free = Q(claim=None) | Q(claimed_until__lt=now)
    claimed = Upload.objects.filter(free, pk=upload.pk, offset=offset, expires_at__gt=now)
    if claimed.update(claim=claim, claimed_until=now + CLAIM):
        return claim
    found = Upload.objects.filter(pk=upload.pk, expires_at__gt=now).first()
    if found is None:
        raise TusRefused(410, "This upload is no longer here. Begin anew.")
    if found.offset != offset:
        raise TusRefused(409, f"The upload goes on at byte {found.offset}.")
    raise TusRefused(423, "Another request is appending to this upload.")


@contextlib.contextmanager
def _opened(upload: Upload, offset: int) -> Iterator[int]:
    """A handle of the file, which ends at `offset`: what was written beyond was never stored."""
    handle = os.open(upload.path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        if os.fstat(handle).st_size < offset:
            raise TusRefused(
                409, "Some of the upload was lost on the server: ask where it goes on."
            )
        os.ftruncate(handle, offset)
        yield handle
    finally:
        os.close(handle)


def _blocks(size: int, read: Read) -> Iterator[bytes]:
    """What comes of `size` bytes, in blocks, until the connection is lost."""
    left = size
    while left > 0:
        try:
            block = read(min(BLOCK, left))
        except OSError as lost:
            log.info("upload.connection_lost", error=type(lost).__name__)
            return
        if not block:
            return
        left -= len(block)
        yield block


class _Growing:
    """The file while it grows. `offset`: behind the last byte that was written."""

    def __init__(self, handle: int, claim: uuid.UUID, offset: int) -> None:
        self.offset = offset
        self._handle = handle
        self._claim = claim
        self._saved = offset
        self._saved_at = time.monotonic()

    def add(self, block: bytes) -> None:
        """Raises TusRefused: the disk is full, or somebody else has the upload now."""
        if time.monotonic() - self._saved_at > SECONDS_BETWEEN_SAVES:
            self.save()
        with self._disk():
            rest = memoryview(block)
            while rest:
                written = os.pwrite(self._handle, rest, self.offset)
                self.offset += written
                rest = rest[written:]
        if self.offset - self._saved >= BYTES_BETWEEN_SAVES:
            self.save()

    def save(self) -> None:
        """Make what was written durable, then say so in the row. Raises TusRefused."""
        with self._disk():
            os.fsync(self._handle)
        now = timezone.now()
        held = Upload.objects.filter(claim=self._claim)
        if not held.update(
            offset=self.offset, claimed_until=now + CLAIM, expires_at=now + LIFETIME
        ):
            raise TusRefused(423, "Another request has taken this upload over.")
        self._saved, self._saved_at = self.offset, time.monotonic()

    @contextlib.contextmanager
    def _disk(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if not is_disk_full(error):
                raise
            log.warning("upload.disk_full", error=error.strerror)
            os.ftruncate(self._handle, self._saved)
            raise TusRefused(507, DISK_FULL) from error
