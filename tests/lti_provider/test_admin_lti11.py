"""An administrator enters what the academy used under LTI 1.1; nobody reads it again."""

import pytest

from academies.outbound.secrets_at_rest import is_sealed, unseal
from lti_provider.admin.lti11 import PlatformForm
from lti_provider.models import Platform


def fill_in(platform: Platform, key: str, secret: str) -> Platform:
    form = PlatformForm({"lti11_consumer_key": key, "new_lti11_secret": secret}, instance=platform)
    assert form.is_valid(), form.errors
    form.save()
    platform.refresh_from_db()
    return platform


def test_the_secret_is_sealed_as_it_is_stored(platform: Platform) -> None:
    stored = fill_in(platform, "northvale-2019", " an old secret ")

    assert is_sealed(stored.lti11_secret)
    assert unseal(stored.lti11_secret) == " an old secret "


def test_an_empty_field_keeps_the_stored_one(platform: Platform) -> None:
    before = fill_in(platform, "northvale-2019", "an old secret").lti11_secret

    assert fill_in(platform, "northvale-2020", "").lti11_secret == before


def test_without_a_key_the_secret_is_forgotten(platform: Platform) -> None:
    fill_in(platform, "northvale-2019", "an old secret")

    assert fill_in(platform, "", "another").lti11_secret == ""


def test_it_is_never_shown(platform: Platform) -> None:
    fill_in(platform, "northvale-2019", "an old secret")

    page = str(PlatformForm(instance=platform))

    assert "an old secret" not in page
    assert platform.lti11_secret not in page


@pytest.mark.django_db
def test_the_longest_secret_fits_into_its_column(platform: Platform) -> None:
    stored = fill_in(platform, "northvale-2019", "é" * 150)

    assert len(stored.lti11_secret) <= 500
