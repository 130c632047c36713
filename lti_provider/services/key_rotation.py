"""The tool's signing keys move on: next becomes current, current becomes previous.

One fact decides when: `next` is made at each rotation, so the time of its file is both the moment
of the last rotation and the moment since which platforms can know the key that signs after it.
Every step leaves files that are whole, and a rotation that was broken off is finished by the next.
"""

import datetime as dt
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import structlog
from django.conf import settings
from django.utils import timezone

from lti_provider import keys

# A platform may keep our key set for a day: no key signs that was published for less.
PUBLISHED_FIRST = dt.timedelta(hours=24)
# What the previous key signed lives for minutes; platforms that look it up late get a week.
OVERLAP = dt.timedelta(days=7)
log = structlog.get_logger(__name__)


class NotYet(Exception):
    """The next key is too young to sign; the message says until when."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """Key ids after a rotation, by role."""

    current: str
    next: str
    previous: str


def rotate(now: dt.datetime | None = None) -> Rotated:
    """Let the next key sign from now on. Raises NotYet, KeysRefused."""
    with _alone():
        _finish_what_was_broken_off()
        _check_next(now or timezone.now())
        current, following = keys.path_of("current"), keys.path_of("next")
        incoming = _incoming()
        incoming.unlink(missing_ok=True)
        keys.write_new_key(incoming)
        # A copy, not a rename: at no moment is there no key that signs.
        _copy(current, keys.path_of("previous"))
        following.replace(current)
        incoming.replace(following)
        rotated = Rotated(*(keys.key_of(role).kid for role in ("current", "next", "previous")))
    log.info("keys_rotated", current=rotated.current, next=rotated.next)
    return rotated


def rotate_if_due(now: dt.datetime | None = None) -> Rotated | None:
    """What the clock asks for: drop a previous key past its overlap, rotate after the term.

    None when nothing was rotated. Raises KeysRefused.
    """
    now = now or timezone.now()
    term = dt.timedelta(days=settings.LTI_KEY_ROTATION_DAYS)
    age = now - published_at()
    if age >= OVERLAP:
        drop_previous()
    return rotate(now) if term and age >= max(term, PUBLISHED_FIRST) else None


def drop_previous() -> bool:
    """Publish the previous key no longer; False when there was none."""
    with _alone():
        place = keys.path_of("previous")
        if not place.exists():
            return False
        place.unlink()
    log.info("previous_key_dropped")
    return True


def published_at() -> dt.datetime:
    """Since when the next key is published, and so when the last rotation was. KeysRefused."""
    try:
        made = keys.path_of("next").stat().st_mtime
    except FileNotFoundError as missing:
        raise keys.KeysRefused(
            "There is no next key. Run: python manage.py make_keys, and rotate a day later."
        ) from missing
    return dt.datetime.fromtimestamp(made, dt.UTC)


def _check_next(now: dt.datetime) -> None:
    signs_from = published_at() + PUBLISHED_FIRST
    if now < signs_from:
        raise NotYet(
            "Platforms may not know the next key yet. "
            f"Rotate after {signs_from:%Y-%m-%d %H:%M} UTC."
        )
    keys.key_of("next")  # one that cannot be read must not take the place of one that can


def _finish_what_was_broken_off() -> None:
    """The last step is the only one whose loss would show: the new key has no role yet."""
    if _incoming().exists() and not keys.path_of("next").exists():
        _incoming().replace(keys.path_of("next"))


def _incoming() -> Path:
    return keys.path_of("incoming")


def _copy(source: Path, target: Path) -> None:
    beside = target.with_suffix(".copy")
    beside.unlink(missing_ok=True)
    keys.write_secret(beside, source.read_bytes())
    shutil.copystat(source, beside)
    beside.replace(target)


@contextmanager
def _alone() -> Iterator[None]:
    """One rotation at a time, whoever asks: a person, or the clock's task on some worker."""
    folder = os.open(settings.KEYS_DIR, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
