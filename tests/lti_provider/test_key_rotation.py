"""The signing keys move on while platforms, and grades under way, notice nothing."""

import datetime as dt
import json
import os
import shutil
from io import StringIO
from pathlib import Path

import jwt
import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from demo.lms.toolkeys import ToolKeys
from lti_provider import keys
from lti_provider.services import key_rotation
from lti_provider.tasks import rotate_keys_if_due
from tests.lti_provider.small_server import Received, Reply, serving

DAY = dt.timedelta(days=1)


@pytest.fixture(scope="module")
def three_keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Current and next as make_keys leaves them; made once, since making takes a while."""
    folder = tmp_path_factory.mktemp("made")
    for role in ("current", "next"):
        keys.write_new_key(folder / f"lti-{role}.pem")
    return folder


@pytest.fixture(autouse=True)
def place(settings: Settings, tmp_path: Path, three_keys: Path) -> Path:
    settings.KEYS_DIR = tmp_path / "keys"
    shutil.copytree(three_keys, tmp_path / "keys")
    published(2 * DAY)
    return tmp_path / "keys"


def published(ago: dt.timedelta) -> None:
    """Make the next key look as if it had been published so long ago."""
    path = keys.path_of("next")
    then = (dt.datetime.now(dt.UTC) - ago).timestamp()
    os.utime(path, (then, then))


def kids() -> dict[str, str]:
    return {role: keys.key_of(role).kid for role in keys.ROLES if keys.path_of(role).exists()}


def published_kids() -> set[str]:
    return {key["kid"] for key in keys.published_keys()["keys"]}


def rotate_by_hand(*options: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue()


def test_next_signs_current_stays_published_and_a_new_next_is_made() -> None:
    before = kids()

    shown = rotate_by_hand()

    after = kids()
    assert (after["current"], after["previous"]) == (before["next"], before["current"])
    assert after["next"] not in before.values()
    assert published_kids() == set(after.values())
    assert keys.signing_key().kid == before["next"]
    assert all(kid in shown for kid in after.values())
    assert {path.stat().st_mode & 0o777 for path in map(keys.path_of, keys.ROLES)} == {0o600}


def test_a_key_that_platforms_may_not_know_yet_does_not_sign() -> None:
    published(dt.timedelta(hours=23))
    before = kids()

    with pytest.raises(CommandError, match="Rotate after"):
        rotate_by_hand()

    assert kids() == before


def test_twice_in_a_row_is_once() -> None:
    rotate_by_hand()

    with pytest.raises(CommandError, match="Rotate after"):
        rotate_by_hand()


def test_a_leaked_key_is_dropped_at_once() -> None:
    leaked = keys.signing_key().kid

    rotate_by_hand("--drop-previous")

    assert leaked not in published_kids()


def test_the_clock_rotates_after_the_term_and_not_before(settings: Settings) -> None:
    settings.LTI_KEY_ROTATION_DAYS = 90
    before = kids()

    published(89 * DAY)
    assert rotate_keys_if_due() is False
    assert kids() == before

    published(91 * DAY)
    assert rotate_keys_if_due() is True
    assert kids()["current"] == before["next"]
    assert rotate_keys_if_due() is False


def test_a_term_of_zero_leaves_rotation_to_people(settings: Settings) -> None:
    settings.LTI_KEY_ROTATION_DAYS = 0
    published(1000 * DAY)

    assert rotate_keys_if_due() is False


def test_a_term_below_a_day_still_waits_for_the_platforms(settings: Settings) -> None:
    settings.LTI_KEY_ROTATION_DAYS = 1
    published(dt.timedelta(hours=23, minutes=59))

    assert rotate_keys_if_due() is False


def test_the_previous_key_goes_after_its_overlap(settings: Settings) -> None:
    settings.LTI_KEY_ROTATION_DAYS = 90
    key_rotation.rotate()

    published(6 * DAY)
    rotate_keys_if_due()
    assert "previous" in kids()

    published(8 * DAY)
    rotate_keys_if_due()
    assert "previous" not in kids()


def test_without_a_next_key_it_says_what_to_run() -> None:
    keys.path_of("next").unlink()

    with pytest.raises(CommandError, match="make_keys"):
        rotate_by_hand()


def test_a_next_key_that_cannot_be_read_does_not_replace_one_that_can() -> None:
    before = keys.signing_key().kid
    modified = keys.path_of("next").stat().st_mtime
    keys.path_of("next").write_text("damaged")
    os.utime(keys.path_of("next"), (modified, modified))

    with pytest.raises(CommandError, match="cannot be read"):
        rotate_by_hand()

    assert keys.signing_key().kid == before


def test_a_rotation_that_was_broken_off_is_finished(monkeypatch: pytest.MonkeyPatch) -> None:
    """The power goes before the new key gets its role: nothing is lost, and no role is empty."""
    before = kids()
    replace = Path.replace

    def power_cut(self: Path, target: Path) -> Path:
        if self.name == "lti-incoming.pem":
            raise KeyboardInterrupt
        return replace(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", power_cut)
        with pytest.raises(KeyboardInterrupt):
            key_rotation.rotate()
    assert keys.signing_key().kid == before["next"]
    assert published_kids() == set(before.values())

    with pytest.raises(key_rotation.NotYet):  # the new key is minutes old
        key_rotation.rotate()
    assert set(kids()) == set(keys.ROLES)


def test_an_lms_that_cached_our_keys_accepts_both_sides_of_a_rotation() -> None:
    """Signed before, verified after; signed after, by an LMS that fetched before."""

    def key_set(request: Received) -> Reply:
        del request
        return Reply(parts=(json.dumps(keys.published_keys()).encode(),))

    def token() -> str:
        key = keys.signing_key()
        claims = {"iss": "client", "n": key.kid}
        return jwt.encode(claims, key.private_key, algorithm="RS256", headers={"kid": key.kid})

    with serving(key_set) as server:
        lms, another = ToolKeys(), ToolKeys()
        signed_before = token()
        assert lms.verify(signed_before, "client", server.url)

        key_rotation.rotate()

        assert lms.verify(token(), "client", server.url)
        assert another.verify(signed_before, "client", server.url)
