"""Statements that refer to each other: whoever sends them holds the store for a moment only."""

import datetime as dt
import itertools
import time
from typing import Any

import pytest

from tests.xapi.talking import Speaker, about, new_id, statement
from xapi.models import Statement
from xapi.services import ingest

MANY = 100


def circle(ids: list[str]) -> list[dict[str, Any]]:
    return [about(after, id=own) for own, after in itertools.pairwise([*ids, ids[0]])]


def backwards(ids: list[str]) -> list[dict[str, Any]]:
    refers = [about(after, id=own) for own, after in itertools.pairwise(ids)]
    return [*refers, statement(id=ids[-1])]


@pytest.mark.parametrize("shape", [circle, backwards])
def test_no_chain_holds_the_store(
    speaker: Speaker, monkeypatch: pytest.MonkeyPatch, shape: Any
) -> None:
    """A hundred that refer to each other would take minutes: they are refused, all of them."""
    monkeypatch.setattr(ingest, "LONGEST_WRITE", dt.timedelta(milliseconds=200))
    began = time.monotonic()
    answer = speaker.ask("POST", "statements", body=shape([new_id() for _ in range(MANY)]))
    assert answer.status_code == 503
    assert "refer to each other" in answer.json()["error"]
    assert time.monotonic() - began < 2
    assert not Statement.objects.exists()
