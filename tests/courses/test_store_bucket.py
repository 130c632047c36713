"""Packages in a bucket: the same promises, kept on a server that speaks S3."""

from __future__ import annotations

import io
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from academies.models import Academy
from courses.models import Edition, ImportJob
from courses.packages import PackageRefused, inspect
from courses.services.imports import run_import
from courses.store import NotStored, package_store
from courses.store.bucket import UNPACKING, BucketStore
from tests.courses.bucket_server import running_bucket_server
from tests.courses.hostile import PAGE, with_manifest
from tests.courses.packages import PAGE as PAGE_OF_A_PACKAGE
from tests.courses.packages import job_with, package
from tests.courses.raw_zip import RawEntry
from tests.courses.test_content import Reader
from tests.courses.test_store_folder import OUTSIDE, PICTURE, course

BUCKET = "packages-of-the-tests"


@pytest.fixture(scope="module")
def bucket() -> Iterator[Any]:
    """The whole bucket, as whoever runs the service sees it."""
    with pytest.MonkeyPatch.context() as patch, running_bucket_server(patch):
        bucket = boto3.resource("s3").Bucket(BUCKET)
        bucket.create()
        yield bucket


@pytest.fixture(scope="module")
def client_of_the_store(bucket: Any) -> BucketStore:
    return BucketStore.at(f"s3://{BUCKET}/tool/packages")


@pytest.fixture
def store(client_of_the_store: BucketStore, bucket: Any) -> BucketStore:
    bucket.objects.delete()
    return client_of_the_store


def keys(bucket: Any) -> list[str]:
    return sorted(found.key for found in bucket.objects.all())


def test_a_package_lies_below_its_address_and_is_whole(store: BucketStore, bucket: Any) -> None:
    told: list[tuple[int, int]] = []
    stored = store.add(course(), lambda done, total: told.append((done, total)))
    below = f"tool/packages/{stored.sha256[:2]}/{stored.sha256}"
    assert keys(bucket) == [
        f"tool/packages/.complete/{stored.sha256}",
        f"{below}/imsmanifest.xml",
        f"{below}/index.html",
        f"{below}/pictures/é 1.png",
    ]
    assert (stored.file_count, store.has(stored.sha256)) == (3, True)
    assert told == [(n, 6) for n in range(1, 7)]
    shown_to_strangers = bucket.Object(f"{below}/index.html").content_type
    assert shown_to_strangers == "application/octet-stream"


def test_the_same_package_again_is_not_sent_again(store: BucketStore, bucket: Any) -> None:
    first = store.add(course())
    before = {found.key: found.last_modified for found in bucket.objects.all()}
    assert store.add(course()) == first
    assert {found.key: found.last_modified for found in bucket.objects.all()} == before


def test_lena_opens_a_page_a_picture_and_a_part_of_it(store: BucketStore) -> None:
    sha256 = store.add(course()).sha256
    page = store.file(sha256, "index.html")
    assert (page.size, page.open().read()) == (len(PAGE.content), PAGE.content)
    assert page.open(3, 4).read() == PAGE.content[3:7]
    for spelling in ("pictures/é 1.png", "pictures/e\u0301 1.png"):
        assert store.file(sha256, spelling).open(1).read() == PICTURE.content[1:]


def test_oscar_gets_nothing_but_files_of_the_package(store: BucketStore) -> None:
    sha256 = store.add(course()).sha256
    for relative in OUTSIDE:
        with pytest.raises(NotStored):
            store.file(sha256, relative)


def test_a_package_that_lies_leaves_nothing_behind(store: BucketStore, bucket: Any) -> None:
    liar = inspect(io.BytesIO(with_manifest(PAGE, RawEntry("z.html", b"x" * 99, crc=1))))
    with pytest.raises(PackageRefused):
        store.add(liar)
    assert keys(bucket) == []


def test_a_name_too_long_for_a_bucket_is_refused(store: BucketStore, bucket: Any) -> None:
    long = inspect(io.BytesIO(with_manifest(RawEntry("/".join(["é" * 99] * 4), b"x"))))
    sha256 = "tool/packages/ab/" + "0" * 64
    assert len(f"{sha256}/{'/'.join(['é' * 99] * 4)}".encode()) < 1_024
    store.add(long)
    short_of_room = BucketStore.at(f"s3://{BUCKET}/{'folder/' * 40}")
    bucket.objects.delete()
    with pytest.raises(PackageRefused, match="too long"):
        short_of_room.add(long)
    assert keys(bucket) == []


def test_what_a_worker_that_died_left_is_nowhere_and_is_swept(
    store: BucketStore, bucket: Any
) -> None:
    def stopped(done: int, total: int) -> None:
        if done == total - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.add(course(), stopped)
    (left,) = [key for key in keys(bucket) if ".incoming" in key]
    sha256 = left.rpartition("/")[2]
    assert not store.has(sha256)
    assert store.sweep(timedelta(days=1)) == 0
    assert store.sweep(timedelta(seconds=-5)) == 1
    assert keys(bucket) == []


def test_a_sweep_leaves_what_a_second_try_made_whole(store: BucketStore, bucket: Any) -> None:
    sha256 = store.add(course()).sha256
    bucket.Object(f"tool/packages/.incoming/{sha256}").put(Body=b"")
    assert store.sweep(timedelta(seconds=-5)) == 1
    assert store.file(sha256, "index.html").open().read() == PAGE.content


def test_a_bucket_that_is_not_there_is_an_error_of_the_place(bucket: Any) -> None:
    nowhere = BucketStore.at("s3://no-such-bucket-here")
    with pytest.raises(OSError, match="bucket of packages"):
        nowhere.add(course())


@pytest.mark.parametrize("address", ["s3://", "s3:bucket", "s3://BUCKET", "s3://a b/c", "s3://b?x"])
def test_an_address_of_no_bucket_stops_with_the_way_out(address: str, settings: Settings) -> None:
    settings.PACKAGE_STORE = address
    with pytest.raises(ImproperlyConfigured, match="s3://BUCKET"):
        package_store()


@pytest.fixture
def packages_in_the_bucket(store: BucketStore, settings: Settings) -> None:
    settings.PACKAGE_STORE = f"s3://{BUCKET}/tool/packages"


@pytest.mark.django_db
def test_an_import_and_a_learner_notice_nothing(
    packages_in_the_bucket: None, northvale: Academy, edition: Edition, settings: Settings
) -> None:
    job = job_with(package(), module=edition.module, release=True)
    run_import(job)
    assert job.state == ImportJob.State.DONE
    assert not (Path(settings.MEDIA_ROOT).parent / "packages").exists()
    assert job.edition is not None
    reader = Reader(northvale, job.edition)

    whole = reader.get("index.html")
    assert (whole.status_code, whole.body) == (200, PAGE_OF_A_PACKAGE)
    assert whole.headers["Content-Type"] == "text/html"
    assert "frame-ancestors" in whole.headers["Content-Security-Policy"]
    part = reader.get("index.html", range="bytes=2-5")
    assert (part.status_code, part.body) == (206, PAGE_OF_A_PACKAGE[2:6])
    assert reader.get("index.html", range="bytes=9999-").status_code == 416
    assert reader.get("missing.html").status_code == 404
    northvale.status = Academy.Status.SUSPENDED
    northvale.save()
    assert reader.get("index.html").status_code == 403


def test_nginx_is_told_a_signed_address_of_the_bucket(store: BucketStore) -> None:
    sha256 = store.add(course()).sha256
    told = store.file(sha256, "pictures/é 1.png").internal
    path, _, query = told.partition("?")
    assert path == f"{BUCKET}/tool/packages/{sha256[:2]}/{sha256}/pictures/%C3%A9%201.png"
    assert "Signature=" in query


def test_a_package_is_removed_and_may_come_again(store: BucketStore, bucket: Any) -> None:
    arriving: list[tuple[str, bool]] = []
    stored = store.add(course(), None, lambda sha256: arriving.append((sha256, store.has(sha256))))
    assert arriving == [(stored.sha256, False)], "its name is known before it is there"
    store.remove(stored.sha256)
    assert keys(bucket) == []
    store.remove(stored.sha256)
    assert store.add(course()) == stored
    assert store.has(stored.sha256)


def test_while_a_large_file_is_on_its_way_it_is_told_and_may_be_stopped(
    store: BucketStore, bucket: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A line that takes minutes for one film: whoever waits is not taken for dead."""
    monkeypatch.setattr("courses.store.bucket.SECONDS_BETWEEN_WORDS", 0.02)
    send = BucketStore._send

    def slowly(self: BucketStore, folder: Path, sha256: str, path: str) -> None:
        time.sleep(0.3)
        send(self, folder, sha256, path)

    monkeypatch.setattr(BucketStore, "_send", slowly)
    told: list[int] = []
    stored = store.add(course(), lambda done, total: told.append(done))
    assert told.count(3) > 2, "all three are unpacked, and none is sent"
    assert told == sorted(told)
    assert told[-1] == 6
    assert store.has(stored.sha256)


def test_what_a_dead_worker_has_unpacked_is_swept(
    store: BucketStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, other = tmp_path / f"{UNPACKING}dead", tmp_path / "somebody-elses"
    for place in (left / "content", other):
        place.mkdir(parents=True)
    assert store.sweep(timedelta(days=1)) == 0
    assert left.exists()
    store.sweep(timedelta(seconds=-5))
    assert (left.exists(), other.exists()) == (False, True)
