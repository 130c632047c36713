"""The tool's keys: made once, private, published with ids that follow from the key."""

import os
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from pytest_django import Settings

from lti_provider import keys


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path) -> Path:
    settings.KEYS_DIR = tmp_path / "keys"
    return tmp_path / "keys"


def make_keys(*options: str) -> str:
    out = StringIO()
    call_command("make_keys", *options, stdout=out)
    return out.getvalue()


def test_keys_are_made_for_their_owner_only(place: Path) -> None:
    make_keys()

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in place.iterdir()}
    assert modes == {"secret_key": 0o600, "lti-current.pem": 0o600, "lti-next.pem": 0o600}


def test_made_again_they_are_kept(place: Path) -> None:
    make_keys()
    before = (place / "lti-current.pem").read_bytes()

    assert "kept" in make_keys()
    assert (place / "lti-current.pem").read_bytes() == before


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620])
def test_a_key_that_others_may_touch_is_refused(place: Path, mode: int) -> None:
    make_keys()
    os.chmod(place / "lti-current.pem", mode)

    with pytest.raises(keys.KeysRefused, match="chmod 600"):
        keys.signing_key()
    with pytest.raises(CommandError, match="chmod 600"):
        make_keys()


def test_a_missing_key_says_how_to_make_it() -> None:
    with pytest.raises(keys.KeysRefused, match="make_keys"):
        keys.signing_key()


def test_the_key_set_publishes_the_public_halves(client: Client) -> None:
    make_keys()

    answer = client.get("/lti/jwks/")

    published = answer.json()["keys"]
    assert published[0]["kid"] == keys.signing_key().kid
    assert len(published) == 2
    assert all(set(key) == {"kty", "n", "e", "kid", "alg", "use"} for key in published)


def test_a_key_is_parsed_once(monkeypatch: pytest.MonkeyPatch) -> None:
    make_keys()
    first = keys.signing_key()

    assert keys.signing_key() is first


def test_with_a_passphrase_the_keys_are_encrypted_at_rest(place: Path, settings: Settings) -> None:
    settings.KEY_PASSPHRASE = "a long passphrase"

    make_keys()

    assert b"ENCRYPTED PRIVATE KEY" in (place / "lti-current.pem").read_bytes()
    assert keys.signing_key().kid == keys.published_keys()["keys"][0]["kid"]


def test_plain_keys_are_encrypted_when_asked_and_stay_the_same(
    place: Path, settings: Settings
) -> None:
    make_keys()
    before = (keys.published_keys(), (place / "lti-next.pem").stat().st_mtime_ns)
    settings.KEY_PASSPHRASE = "a long passphrase"

    shown = make_keys("--encrypt")

    assert shown.count("encrypted  ") == 2
    assert all(keys.is_encrypted(place / f"lti-{role}.pem") for role in ("current", "next"))
    assert (keys.published_keys(), (place / "lti-next.pem").stat().st_mtime_ns) == before
    assert stat.S_IMODE((place / "lti-current.pem").stat().st_mode) == 0o600
    assert "encrypted  " not in make_keys("--encrypt")


def test_without_a_passphrase_nothing_can_be_encrypted() -> None:
    make_keys()

    with pytest.raises(CommandError, match="KEY_PASSPHRASE"):
        make_keys("--encrypt")


@pytest.mark.parametrize("passphrase", ["", "another one"])
def test_an_encrypted_key_needs_its_passphrase(settings: Settings, passphrase: str) -> None:
    settings.KEY_PASSPHRASE = "a long passphrase"
    make_keys()

    settings.KEY_PASSPHRASE = passphrase

    with pytest.raises(keys.KeysRefused, match="Set KEY_PASSPHRASE"):
        keys.signing_key()
