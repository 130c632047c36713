"""A body larger than any package is turned away before it is kept, from whomever it comes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

pytestmark = pytest.mark.django_db


def answer_to(size: int) -> int:
    file = SimpleUploadedFile("course.zip", b"PK" + b"\0" * size)
    return Client().post(reverse("account_login"), {"file": file}).status_code


def test_a_stranger_cannot_fill_the_disk(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.IMPORT_MAX_BYTES = 1000
    monkeypatch.setattr("config.uploads.AROUND_THE_FILE", 1000)
    assert answer_to(10_000) == 400


def test_what_a_package_may_have_passes(settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 100_000
    assert answer_to(10_000) == 200
