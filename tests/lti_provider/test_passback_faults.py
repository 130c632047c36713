"""An error of our own in the middle of a delivery: tried again, then shown, never for ever."""

import logging
import re

import pytest
from django.db import OperationalError
from django.utils import timezone

from lti_provider import ags
from lti_provider.models import Passback
from lti_provider.services import passbacks
from tests.grade_scene import Graded

State = Passback.State


def break_with(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise error

    monkeypatch.setattr(ags, "score_message", fail)


def deliver(row: Passback) -> Passback:
    Passback.objects.filter(pk=row.pk).update(not_before=timezone.now())
    assert passbacks.deliver(row.pk) is not None
    row.refresh_from_db()
    return row


def test_a_fault_that_comes_again_is_a_dead_letter_with_a_reference(
    graded: Graded, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    row = graded.wish()
    break_with(RuntimeError("out of cheese"), monkeypatch)

    states = [deliver(row).state for _ in range(passbacks.MOST_FAULTS)]

    assert states == [State.WAITING] * (passbacks.MOST_FAULTS - 1) + [State.FAILED]
    assert "cheese" not in row.last_answer
    reference = re.search(r"internal error \(reference (\w{16})\)", row.last_answer)
    assert reference
    assert reference[1] in caplog.text
    assert "cheese" in caplog.text
    assert passbacks.deliver(row.pk) is None


def test_mended_and_sent_again_it_arrives(graded: Graded, monkeypatch: pytest.MonkeyPatch) -> None:
    row = graded.wish()
    with monkeypatch.context() as broken:
        break_with(KeyError("x"), broken)
        for _ in range(passbacks.MOST_FAULTS):
            deliver(row)
    assert row.state == State.FAILED

    passbacks.send_again([row])

    assert deliver(row).state == State.SENT
    assert graded.grade() == 100.0


def test_one_fault_after_a_long_outage_is_no_reason_to_give_up(
    graded: Graded, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = graded.wish()
    Passback.objects.update(tries=40, last_answer="The platform has an error of its own.")
    break_with(RuntimeError(), monkeypatch)

    assert deliver(row).state == State.WAITING
    assert deliver(row).state == State.FAILED


def test_a_database_that_is_away_leaves_the_row_to_its_lease(
    graded: Graded, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.ERROR)
    row = graded.wish()
    break_with(OperationalError("gone"), monkeypatch)

    with pytest.raises(OperationalError):
        passbacks.deliver(row.pk)

    row.refresh_from_db()
    assert row.state == State.SENDING
    monkeypatch.undo()
    Passback.objects.update(lease_until=timezone.now())
    assert deliver(row).state == State.SENT
