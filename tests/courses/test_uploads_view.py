"""Olga uploads in pieces: what the tus server answers, and to whom."""

import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from academies.models import Academy
from courses.models import ImportJob, Upload
from courses.services import uploads
from courses.services.imports import run_import
from tests.academies.staff import Role, ada, aud, make_staff, olga, oscar, signed_in
from tests.courses.packages import package
from tests.courses.tus_client import BODY, COLLECTION, begin, head, headers, patch, uploaded

pytestmark = pytest.mark.django_db
ADD = "admin:courses_importjob_add"


@pytest.fixture
def client() -> Client:
    return signed_in(olga())


def test_what_the_server_can_do(client: Client, settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 1000
    answer = client.options(COLLECTION)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Extension"] == "creation,termination,expiration"
    assert answer.headers["Tus-Max-Size"] == "1000"


def test_a_file_in_two_pieces_becomes_an_import(client: Client, places: Path) -> None:
    content = package()
    begun = begin(client, len(content), "hameçonnage.zip")
    url = begun.headers["Location"]
    assert begun.status_code == 201
    assert "GMT" in begun.headers["Upload-Expires"]

    first = patch(client, url, 0, content[:100])
    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "100")
    asked = head(client, url)
    assert (asked.headers["Upload-Offset"], asked.headers["Upload-Length"]) == (
        "100",
        str(len(content)),
    )
    assert asked.headers["Upload-Metadata"].startswith("filename ")
    assert asked.headers["Cache-Control"] == "no-store"
    patch(client, url, 100, content[100:])

    upload = Upload.objects.get()
    answer = client.post(reverse(ADD), {"upload": upload.public_id, "course_title": "Fraud"})

    job = ImportJob.objects.get()
    assert answer.headers["Location"] == reverse("admin:courses_importjob_change", args=[job.pk])
    assert job.original_name == "hameçonnage.zip"
    assert not Upload.objects.exists()
    assert list((places / "uploads").rglob("*.part")) == []
    run_import(job)
    assert job.state == ImportJob.State.DONE
    assert head(client, url).status_code == 404


def test_an_upload_is_taken_once_and_only_when_it_is_whole(client: Client) -> None:
    content = package()
    url = begin(client, len(content)).headers["Location"]
    patch(client, url, 0, content[:-1])
    fields = {"upload": Upload.objects.get().public_id}
    assert "not complete" in client.post(reverse(ADD), fields).content.decode()

    patch(client, url, len(content) - 1, content[-1:])
    assert client.post(reverse(ADD), fields).status_code == 302
    assert "not complete" in client.post(reverse(ADD), fields).content.decode()
    assert ImportJob.objects.count() == 1


def test_a_whole_upload_that_is_no_package_is_said_in_words(client: Client) -> None:
    upload = uploaded(client, b"<html>a page")
    page = client.post(reverse(ADD), {"upload": upload.public_id}).content.decode()
    assert "This is not a zip file." in page
    assert not ImportJob.objects.exists()


def test_nothing_chosen_is_said_in_words(client: Client) -> None:
    assert "Choose the file of the package." in client.post(reverse(ADD), {}).content.decode()


@pytest.mark.parametrize("user", ["ada", "aud", "oscar"])
def test_who_may_not_import_begins_no_upload(user: str, northvale: Academy) -> None:
    client = signed_in({"ada": lambda: ada(northvale), "aud": aud, "oscar": oscar}[user]())
    assert begin(client, 10).status_code == 403
    assert client.options(COLLECTION).status_code == 403
    assert not Upload.objects.exists()


def test_nobody_begins_one_without_signing_in() -> None:
    assert begin(Client(), 10).status_code == 401


def test_another_owner_neither_sees_nor_touches_olgas(client: Client) -> None:
    url = begin(client, 10).headers["Location"]
    patch(client, url, 0, b"PK123")
    upload = Upload.objects.get()
    other = signed_in(make_staff("otto", Role.OWNER))

    assert head(other, url).status_code == 404
    assert patch(other, url, 5, b"xxxxx").status_code == 404
    assert other.delete(url, headers=headers()).status_code == 404
    other.post(reverse("admin:courses_importjob_discard", args=[upload.public_id]))
    assert "phishing.zip" not in other.get(reverse(ADD)).content.decode()
    patch(client, url, 5, b"67890")
    assert "not complete" in (
        other.post(reverse(ADD), {"upload": upload.public_id}).content.decode()
    )
    assert upload.path.read_bytes() == b"PK12367890"
    assert "phishing.zip" in client.get(reverse(ADD)).content.decode()


def test_every_change_needs_the_token_against_forged_requests() -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(olga())
    assert begin(client, 10).status_code == 403
    client.get(reverse(ADD))
    token = client.cookies["csrftoken"].value
    begun = client.post(COLLECTION, headers=headers(Upload_Length=10, X_CSRFToken=token))
    url = begun.headers["Location"]

    assert patch(client, url, 0, b"12345").status_code == 403
    assert client.delete(url, headers=headers()).status_code == 403
    forged = headers(X_HTTP_Method_Override="DELETE")
    assert client.get(url, headers=forged).status_code == 405
    assert Upload.objects.get().offset == 0
    assert patch(client, url, 0, b"12345", X_CSRFToken=token).status_code == 204


@pytest.mark.parametrize(
    ("given", "status"),
    [
        ({}, 400),
        ({"Upload-Length": "-5"}, 400),
        ({"Upload-Length": "0"}, 400),
        ({"Upload-Length": "101"}, 413),
        ({"Upload-Defer-Length": "1"}, 400),
        ({"Upload-Length": "10", "Upload-Metadata": "filename not-base64!"}, 400),
        ({"Upload-Length": "10", "Tus-Resumable": "0.2.2"}, 412),
    ],
)
def test_a_wrong_beginning_is_refused(
    client: Client, settings: Settings, given: dict[str, str], status: int
) -> None:
    settings.IMPORT_MAX_BYTES = 100
    answer = client.post(COLLECTION, headers={**headers(), **given})
    assert answer.status_code == status
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert ("Tus-Version" in answer.headers) == (status == 412)
    assert not Upload.objects.exists()


def test_a_wrong_piece_is_refused_and_changes_nothing(client: Client) -> None:
    url = begin(client, 10).headers["Location"]
    patch(client, url, 0, b"12345")

    refused: list[tuple[Any, int]] = [
        (patch(client, url, 3, b"x"), 409),
        (patch(client, url, 5, b"123456"), 413),
        (client.patch(url, b"x", "application/json", headers=headers(Upload_Offset=5)), 415),
        (client.patch(url, b"x", BODY, headers=headers()), 400),
        (client.patch(url, b"x", BODY, headers={"Upload-Offset": "5"}), 412),
        (client.get(url, headers=headers()), 405),
        (client.put(url, b"x", BODY, headers=headers(Upload_Offset=5)), 405),
    ]

    for answer, status in refused:
        assert answer.status_code == status
    assert head(client, url).headers["Upload-Offset"] == "5"
    assert Upload.objects.get().path.read_bytes() == b"12345"


def test_a_client_that_cannot_patch_posts(client: Client) -> None:
    url = begin(client, 5).headers["Location"]
    said = headers(Upload_Offset=0, X_HTTP_Method_Override="PATCH")
    answer = client.post(url, b"12345", BODY, headers=said)
    assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, "5")


def test_what_is_discarded_is_gone(client: Client) -> None:
    url = begin(client, 10).headers["Location"]
    patch(client, url, 0, b"12345")
    path = Upload.objects.get().path
    assert client.delete(url, headers=headers()).status_code == 204
    assert (head(client, url).status_code, path.exists()) == (404, False)

    begin(client, 10)
    upload = Upload.objects.get()
    client.post(reverse("admin:courses_importjob_discard", args=[upload.public_id]))
    assert not Upload.objects.exists()


def test_five_unfinished_uploads_are_enough(client: Client) -> None:
    for _ in range(uploads.MOST_AT_ONCE):
        assert begin(client, 10).status_code == 201
    refused = begin(client, 10)
    assert refused.status_code == 409
    assert "discard one" in refused.content.decode()


def test_a_disk_without_room_is_said_before_a_byte_is_sent(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=5))
    refused = begin(client, 10)
    assert refused.status_code == 507
    assert "no room" in refused.content.decode()
    assert not Upload.objects.exists()
