"""Which credential speaks, when it did so last, and the one of the tool itself."""

import datetime as dt

import pytest
from django.utils import timezone

from academies.models import Academy
from tests.xapi.talking import Speaker
from xapi import scopes
from xapi.auth import ours, recognise, withdraw
from xapi.models import Credential
from xapi.problems import NotAuthenticated


def test_the_last_use_is_noted_once_an_hour(speaker: Speaker) -> None:
    noted = recognise(speaker.authorization)
    assert isinstance(noted, Credential)
    noted.refresh_from_db()
    assert noted.last_used_at is not None
    for age, written in ((30, False), (90, True)):
        earlier = timezone.now() - dt.timedelta(minutes=age)
        Credential.objects.update(last_used_at=earlier)
        recognise(speaker.authorization)
        noted.refresh_from_db()
        assert (noted.last_used_at != earlier) is written


def test_nobody_enters_by_the_tools_own_credential(northvale: Academy, speaker: Speaker) -> None:
    own = ours(northvale)
    assert ours(northvale) == own
    assert scopes.may(own, scopes.DEFINE)
    assert not withdraw(own.key)
    speaker.credential = own
    for secret in ("", "guessed"):
        speaker.secret = secret
        with pytest.raises(NotAuthenticated):
            recognise(speaker.authorization)


def test_guessing_tells_nothing(speaker: Speaker) -> None:
    """A key that is there and one that is not get the same answer; the secret is 256 bits."""
    answers = []
    speaker.secret = "0" * 64
    for key in (speaker.credential.key, "0" * 32, ""):
        speaker.credential.key = key
        answer = speaker.ask("GET", "statements")
        answers.append((answer.status_code, answer.content))
    assert answers[0][0] == 401
    assert len(set(answers)) == 1
