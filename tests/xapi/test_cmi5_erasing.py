"""Lena is erased while her AU is sending: whatever comes too late is not stored."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from academies.models import Learner as Person
from academies.services.erasure import erase
from courses.models import Attempt, Edition
from tests.academies.vetting import dora
from tests.xapi.cmi5_scene import READ, WATCH, Learner, RunningAU, put_in_store
from xapi.cmi5 import vocabulary as words
from xapi.models import Document, Session, Statement

# Until the request has got as far as it can: it was let in, and waits for the store.
LET_IN_SECONDS = 0.7


@pytest.fixture
def lenas(transactional_db: None, attempt: Attempt, edition: Edition) -> Learner:
    put_in_store(edition)
    return Learner(attempt)


def while_being_erased(person: Person, ask: Callable[[], int]) -> int:
    """The status of what is asked before the erasure has ended."""
    answers: list[int] = []

    def run() -> None:
        try:
            answers.append(ask())
        finally:
            connection.close()

    asking = threading.Thread(target=run)
    with transaction.atomic():
        erase(dora(), person, "Asked.")
        asking.start()
        time.sleep(LET_IN_SECONDS)
    asking.join()
    return answers[0]


def completed(running: RunningAU) -> int:
    return running.send(running.statement(words.COMPLETED)).status_code


def keeps_a_state(running: RunningAU) -> int:
    place = {**running.state, "stateId": "page"}
    return running.ask("PUT", "activities/state", place, {"page": 7}).status_code


def changes_wishes(running: RunningAU) -> int:
    return running.preferences("POST", {"audioPreference": "off"}).status_code


@pytest.mark.parametrize("ask", [completed, keeps_a_state, changes_wishes])
def test_nothing_that_her_au_sends_is_kept(
    lena: Person, lenas: Learner, ask: Callable[[RunningAU], int]
) -> None:
    running = lenas.begin(READ.index)
    assert while_being_erased(lena, lambda: ask(running)) == 403
    assert not Statement.objects.exists()
    assert not Document.objects.exists()


def test_no_part_is_launched_for_her_any_more(lena: Person, lenas: Learner) -> None:
    lenas.begin(READ.index)
    launch = {"au": WATCH.index}
    assert while_being_erased(lena, lambda: lenas.ask("launch", launch).status_code) == 404
    assert not Statement.objects.exists()
    assert not Document.objects.exists()
    assert not Session.objects.filter(abandoned_at=None).exists()
