"""Uploads that come in pieces: begun, looked up, handed to an import, thrown away."""

import datetime as dt
import errno
import shutil
import uuid
from pathlib import Path

import structlog
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from academies.models import StaffUser
from courses.models import ImportJob, Upload
from courses.models.imports import IMPORTS
from courses.models.uploads import incoming_folder
from courses.tus import TusRefused

# Without a new byte; every piece that comes gives as much again.
LIFETIME = dt.timedelta(days=2)
# An unfinished upload fills the disk, and nobody needs many at once.
MOST_AT_ONCE = 5
DISK_FULL = "There is no room for this file on the server. Tell whoever runs the service."

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

log = structlog.get_logger(__name__)


class Whole(File):  # type: ignore[type-arg]
    """The file of a finished upload. A storage on the same disk renames it instead of copying."""

    def __init__(self, path: Path) -> None:
        super().__init__(path.open("rb"), name=path.name)
        self._path = path

    def temporary_file_path(self) -> str:
        """Django's name for a file that may be moved."""
        return str(self._path)


def begin(owner: StaffUser, length: int, name: str, metadata: str) -> Upload:
    """A new upload of `length` bytes, with nothing in it yet. Raises TusRefused."""
    if not has_room(length):
        raise TusRefused(507, DISK_FULL)
    with transaction.atomic():
        _check_number(owner)
        upload = Upload.objects.create(
            owner=owner,
            original_name=printable(name),
            metadata=metadata,
            length=length,
            expires_at=timezone.now() + LIFETIME,
        )
    log.info("upload.begun", upload=str(upload.public_id), bytes=length)
    return upload


def has_room(length: int) -> bool:
    """Whether the disk of uploads takes so many bytes more, as far as can be said beforehand."""
    folder = incoming_folder()
    folder.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free >= length


def is_disk_full(error: Exception) -> bool:
    """Whether there was no room for what was written: on the disk, or within a quota."""
    return isinstance(error, OSError) and error.errno in _FULL


def printable(name: str) -> str:
    """The name of a file as rows keep it and pages show it: without NUL, line ends and halves of
    characters, as Django does it for forms."""
    return "".join(character for character in name if character.isprintable())[:255]


def _check_number(owner: StaffUser) -> None:
    # The person's row is what those who begin at once queue for, so that each counts the others.
    StaffUser.objects.select_for_update(no_key=True).get(pk=owner.pk)
    if of_owner(owner).count() >= MOST_AT_ONCE:
        raise TusRefused(
            409, f"You have {MOST_AT_ONCE} unfinished uploads. Finish or discard one of them first."
        )


def of_owner(owner: StaffUser) -> QuerySet[Upload]:
    """The uploads of a member of staff that can go on, the newest first. Nobody sees another's."""
    return Upload.objects.filter(owner=owner, expires_at__gt=timezone.now())


def reconciled(upload: Upload) -> Upload:
    """The upload with an offset that its file bears out, should the file have been lost since."""
    on_disk = upload.path.stat().st_size if upload.path.exists() else 0
    if on_disk < upload.offset:
        log.warning("upload.shortened", upload=str(upload.public_id), bytes=on_disk)
        Upload.objects.filter(pk=upload.pk, claim=None).update(offset=on_disk)
        upload.refresh_from_db()
    return upload


def whole_one(owner: StaffUser, public_id: uuid.UUID) -> Upload | None:
    """The finished upload of that id, kept from others until the caller's transaction ends."""
    found = of_owner(owner).select_for_update().filter(public_id=public_id).first()
    return found if found is not None and reconciled(found).is_whole else None


def hand_over(upload: Upload, job: ImportJob) -> None:
    """Make the file of a `whole_one` that of `job`, which is not saved; the upload is gone then."""
    job.original_name = upload.original_name
    with Whole(upload.path) as file:
        job.file.save(upload.path.name, file, save=False)
    upload.delete()
    # Where the storage could not rename it.
    upload.path.unlink(missing_ok=True)


def discard(upload: Upload) -> None:
    """Delete what has arrived; whoever appends at this moment is stopped at the next step."""
    # The row first: a file without a row is only litter, and is swept.
    Upload.objects.filter(pk=upload.pk).delete()
    upload.path.unlink(missing_ok=True)
    log.info("upload.discarded", upload=str(upload.public_id))


def sweep() -> int:
    """Discard the uploads that nobody went on with; how many."""
    expired = list(Upload.objects.filter(expires_at__lt=timezone.now()))
    for upload in expired:
        discard(upload)
    return len(expired)


def sweep_litter() -> int:
    """Delete old files without a row, which crashes leave behind; how many."""
    limit = timezone.now() - LIFETIME
    return _sweep_incoming(limit) + _sweep_finished(limit)


def _sweep_incoming(limit: dt.datetime) -> int:
    folder = incoming_folder()
    kept = {upload.path.name for upload in Upload.objects.all()}
    litter = [
        found
        for found in (folder.iterdir() if folder.is_dir() else [])
        if found.name not in kept and found.lstat().st_mtime < limit.timestamp()
    ]
    for found in litter:
        found.unlink(missing_ok=True)
    return len(litter)


def _sweep_finished(limit: dt.datetime) -> int:
    """Of jobs that were never stored; the files lie in the storage, which may be no folder."""
    try:
        _folders, names = default_storage.listdir(IMPORTS)
    except FileNotFoundError:
        return 0
    kept = set(ImportJob.objects.exclude(file="").values_list("file", flat=True))
    litter = [
        place
        for place in (f"{IMPORTS}/{name}" for name in names)
        if place not in kept and default_storage.get_modified_time(place) < limit
    ]
    for place in litter:
        default_storage.delete(place)
    return len(litter)
