"""A stored secret is of no use without the installation's own keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from academies.outbound.secrets_at_rest import SecretLost, is_sealed, seal, unseal


@given(secret=st.text(min_size=1).filter(lambda text: not is_sealed(text)))
def test_what_is_sealed_is_unreadable_and_comes_back(secret: str) -> None:
    stored = seal(secret)

    assert unseal(stored) == secret
    assert len(secret) < 4 or secret not in stored
    assert seal(stored) == stored


def test_nothing_and_plain_values_stay_what_they_are() -> None:
    assert seal("") == ""
    assert unseal("written before") == "written before"


def test_a_passphrase_set_later_reads_what_the_secret_key_sealed(settings: Settings) -> None:
    stored = seal("the consumer's secret")

    settings.KEY_PASSPHRASE = "a long passphrase"

    assert unseal(stored) == "the consumer's secret"
    assert unseal(seal("another")) == "another"


def test_another_installation_reads_nothing_and_is_told_what_to_do(settings: Settings) -> None:
    stored = seal("the consumer's secret")
    settings.SECRET_KEY = "another-" + "y" * 40

    with pytest.raises(SecretLost, match="Put that one back"):
        unseal(stored)

    settings.SECRET_KEY_FALLBACKS = ["only-for-tests-" + "x" * 40]
    assert unseal(stored) == "the consumer's secret"
