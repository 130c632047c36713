"""Packages in a bucket that speaks S3, through django-storages.

::

    <prefix>ab/abcdef…/index.html    a file of a package
    <prefix>.complete/abcdef…        the package is there, whole
    <prefix>.incoming/abcdef…        it is being written, or was when the worker died

A bucket has no folder to move into place at the end, so the object below `.complete/` says that a
package is whole. Where it lies is the digest of its content: what a worker that died left of it is
written over by the next try with the very same bytes.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, Any, cast
from urllib.parse import urlsplit

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError
from django.core.exceptions import ImproperlyConfigured
from django.core.files import File
from django.core.files.base import ContentFile
from storages.backends.s3 import S3Storage

from courses.packages import Archive, PackageRefused, Progress, extract
from courses.packages.refusal import shown
from courses.store.stored import DIGEST, Arriving, NotStored, StoredPackage, checked, place_of

COMPLETE, INCOMING = ".complete", ".incoming"
ADDRESS = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?P<prefix>/[\w./-]*)?")
# Amazon S3's own limit, in bytes of UTF-8 with the prefix.
LONGEST_KEY = 1_024
# Small files take a round trip each, so several go at once; each holds one piece in memory.
UPLOADS_AT_ONCE = 4
# Of the folders of this machine in which packages are unpacked on their way.
UNPACKING = "lti-package-"
# While a large file is on its way: whoever is told of progress may be told to stop.
SECONDS_BETWEEN_WORDS = 5.0
PIECE_BYTES = 5 * 1024 * 1024
# nginx opens such an address at once.
SECONDS_OF_AN_ADDRESS = 300


@dataclass(frozen=True, slots=True)
class BucketFile:
    """An object of the bucket (see StoredFile)."""

    storage: S3Storage
    name: str
    size: int

    @property
    def internal(self) -> str:
        """A signed address without scheme and host, for nginx to ask the bucket itself."""
        url = urlsplit(self.storage.url(self.name, expire=SECONDS_OF_AN_ADDRESS))
        return f"{url.path.lstrip('/')}?{url.query}"

    def open(self, start: int = 0, length: int | None = None) -> IO[bytes]:
        last = "" if length is None else str(start + length - 1)
        wanted = {"Range": f"bytes={start}-{last}"} if start or length is not None else {}
        with _told_as_os_error():
            return cast(IO[bytes], _object(self.storage, self.name).get(**wanted)["Body"])


class BucketStore:
    """A bucket of packages (see PackageStore)."""

    def __init__(self, storage: S3Storage) -> None:
        self.storage = storage

    @classmethod
    def at(cls, address: str) -> BucketStore:
        """The bucket of "s3://BUCKET/PREFIX"; raises ImproperlyConfigured for another address.

        Where its server is, and with which key, boto3 finds in the environment (AWS_…).
        """
        named = ADDRESS.fullmatch(address)
        if named is None:
            raise ImproperlyConfigured(
                f"PACKAGE_STORE={address!r} names no bucket. Write s3://BUCKET or "
                "s3://BUCKET/PREFIX, or the path of a folder."
            )
        return cls(
            S3Storage(
                bucket_name=named["bucket"],
                location=(named["prefix"] or "").strip("/"),
                default_acl=None,
                file_overwrite=True,
                querystring_auth=True,
                # Where somebody opens the bucket to the world by mistake, no page of it runs.
                object_parameters={"ContentType": "application/octet-stream"},
                transfer_config=TransferConfig(
                    use_threads=False,
                    multipart_threshold=PIECE_BYTES,
                    multipart_chunksize=PIECE_BYTES,
                ),
            )
        )

    def add(
        self,
        archive: Archive,
        on_progress: Progress | None = None,
        on_arriving: Arriving | None = None,
    ) -> StoredPackage:
        """It is unpacked into a temporary folder first: only then is its content known to be sound,
        and where it belongs. Half of the progress is that of unpacking."""
        with tempfile.TemporaryDirectory(prefix=UNPACKING) as temporary:
            folder = Path(temporary) / "content"
            extraction = extract(archive, folder, _half_of(on_progress, 0))
            stored = StoredPackage(
                extraction.content_digest, extraction.file_count, extraction.total_bytes
            )
            if on_arriving:
                on_arriving(stored.sha256)
            if not self.has(stored.sha256):
                self._check_keys(stored.sha256, archive)
                with _told_as_os_error():
                    self._upload(stored.sha256, folder, sorted(archive.files), on_progress)
        return stored

    def file(self, sha256: str, relative: str) -> BucketFile:
        """One request to the bucket. Raises NotStored; OSError when the bucket does not answer."""
        place, relative = checked(sha256, relative)
        name = f"{place}/{relative}"
        size = self._size(name)
        if size is None:
            raise NotStored(relative)
        return BucketFile(self.storage, name, size)

    def has(self, sha256: str) -> bool:
        return bool(DIGEST.fullmatch(sha256)) and self._size(f"{COMPLETE}/{sha256}") is not None

    def remove(self, sha256: str) -> None:
        if not self.has(sha256):
            return
        with _told_as_os_error():
            # What a crash leaves after this is swept.
            self.storage.save(f"{INCOMING}/{sha256}", ContentFile(b""))
            self.storage.delete(f"{COMPLETE}/{sha256}")
            self._objects(f"{place_of(sha256)}/").delete()
            self.storage.delete(f"{INCOMING}/{sha256}")

    def sweep(self, older_than: timedelta) -> int:
        """What was unpacked on this machine and not thrown away is not counted."""
        limit = datetime.now(UTC) - older_than
        removed = 0
        _sweep_unpacked(limit)
        with _told_as_os_error():
            for begun in self._objects(f"{INCOMING}/"):
                sha256 = begun.key.rpartition("/")[2]
                if begun.last_modified >= limit or not DIGEST.fullmatch(sha256):
                    continue
                if not self.has(sha256):
                    self._objects(f"{place_of(sha256)}/").delete()
                begun.delete()
                removed += 1
        return removed

    def _upload(
        self, sha256: str, folder: Path, paths: list[str], on_progress: Progress | None
    ) -> None:
        """The files, several at a time, and only then the word that it is whole."""
        told = _half_of(on_progress, 1)
        self.storage.save(f"{INCOMING}/{sha256}", ContentFile(b""))
        with ThreadPoolExecutor(UPLOADS_AT_ONCE) as pool:
            sent = [pool.submit(self._send, folder, sha256, path) for path in paths]
            try:
                for done in _until_all_are_sent(sent):
                    if told:
                        told(done, len(paths))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
        self.storage.save(f"{COMPLETE}/{sha256}", ContentFile(b""))
        self.storage.delete(f"{INCOMING}/{sha256}")

    def _send(self, folder: Path, sha256: str, path: str) -> None:
        with (folder / path).open("rb") as content:
            self.storage.save(f"{place_of(sha256)}/{path}", File(content))

    def _size(self, name: str) -> int | None:
        with _told_as_os_error():
            try:
                return int(_object(self.storage, name).content_length)
            except ClientError as error:
                if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                    return None
                raise

    def _objects(self, beginning: str) -> Any:
        key = _object(self.storage, "x").key.removesuffix("x") + beginning
        return self.storage.bucket.objects.filter(Prefix=key)

    def _check_keys(self, sha256: str, archive: Archive) -> None:
        for path in archive.files:
            key = _object(self.storage, f"{place_of(sha256)}/{path}").key
            if len(key.encode()) > LONGEST_KEY:
                raise PackageRefused(
                    "path-too-long",
                    f"The name {shown(path)} is too long.",
                    f"A bucket takes names of at most {LONGEST_KEY:,} bytes, its own folders "
                    "included.",
                    "Shorten the names and make the zip again.",
                )


def _sweep_unpacked(limit: datetime) -> None:
    for left in Path(tempfile.gettempdir()).glob(f"{UNPACKING}*"):
        # One that is being finished right now may vanish meanwhile.
        with suppress(FileNotFoundError):
            if left.lstat().st_mtime < limit.timestamp():
                shutil.rmtree(left)


def _until_all_are_sent(sent: Sequence[Future[None]]) -> Iterator[int]:
    """How many are sent, after each and now and then. Raises what went wrong with one."""
    left: set[Future[None]] = set(sent)
    while left:
        done, left = wait(left, SECONDS_BETWEEN_WORDS, FIRST_COMPLETED)
        before = len(sent) - len(left) - len(done)
        for number, one in enumerate(done, start=1):
            one.result()
            yield before + number
        if not done:
            yield before


def _object(storage: S3Storage, name: str) -> Any:
    """The object of boto3, below the prefix of the store. Asks nothing yet."""
    return storage.bucket.Object("/".join(part for part in (storage.location, name) if part))


def _half_of(on_progress: Progress | None, number: int) -> Progress | None:
    """Tells of the first (0) or second (1) half of the whole."""
    if on_progress is None:
        return None
    return lambda done, total: on_progress(number * total + done, 2 * total)


@contextmanager
def _told_as_os_error() -> Iterator[None]:
    """A bucket that is away is to its users what a broken disk is."""
    try:
        yield
    except (BotoCoreError, ClientError) as error:
        raise OSError(f"The bucket of packages does not do what is asked: {error}") from error
