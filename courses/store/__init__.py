"""Where the files of packages are kept: in a folder, or in a bucket that speaks S3.

`PACKAGE_STORE` says which: a path, or "s3://BUCKET/PREFIX". Nothing else asks.
"""

import functools
from pathlib import Path

from django.conf import settings

from courses.store.folder import FolderStore
from courses.store.stored import NotStored, PackageStore, StoredFile, StoredPackage

__all__ = [
    "FolderStore",
    "NotStored",
    "PackageStore",
    "StoredFile",
    "StoredPackage",
    "package_store",
]


def package_store() -> PackageStore:
    """The store that the settings name. Raises ImproperlyConfigured for an address of no bucket."""
    place = str(settings.PACKAGE_STORE)
    return _bucket(place) if place.startswith("s3:") else FolderStore(Path(place))


@functools.cache
def _bucket(address: str) -> PackageStore:
    """One for the whole process: making a client takes 100 ms. Each thread has its own in it."""
    # boto3 costs time and memory, and who keeps packages in a folder needs none of it.
    from courses.store.bucket import BucketStore

    return BucketStore.at(address)
