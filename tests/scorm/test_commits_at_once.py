"""Two requests of Lena's browser arrive together: each is stored as if it had come alone."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from courses.models import Attempt, Edition
from courses.tickets import read_ticket
from scorm.models import Commit, ScoState
from scorm.services.commit import store_commit
from scorm.services.messages import CommitMessage
from tests.scorm.playing import LearnersBrowser, one_part

pytestmark = pytest.mark.django_db(transaction=True)
# Long enough that the second request has asked for the attempt before the first one is through.
OVERLAP_SECONDS = 0.5


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> LearnersBrowser:
    one_part(edition)
    browser = LearnersBrowser(attempt)
    browser.open("only")
    return browser


def store(browser: LearnersBrowser, message: dict[str, Any]) -> None:
    store_commit(read_ticket(browser.ticket), CommitMessage(**message))


@contextmanager
def while_it_waits(browser: LearnersBrowser, message: dict[str, Any]) -> Iterator[None]:
    """Run the block in a transaction while `message` arrives in another thread."""
    raised: list[Exception] = []

    def arrive() -> None:
        try:
            store(browser, message)
        except Exception as error:  # noqa: BLE001  # raised again below, in the test's own thread
            raised.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=arrive)
    with transaction.atomic():
        yield
        other.start()
        time.sleep(OVERLAP_SECONDS)
    other.join()
    if raised:
        raise raised[0]


def test_neither_of_two_commits_undoes_the_other(lenas: LearnersBrowser) -> None:
    first = lenas.message(finish=True, core__lesson_location="4", core__score__raw="90")
    second = lenas.message(suspend_data="a=1")
    with while_it_waits(lenas, second):
        store(lenas, first)
    state = ScoState.objects.get()
    assert state.cmi["cmi.suspend_data"] == "a=1"
    assert state.cmi["cmi.core.lesson_location"] == "4"
    assert (state.finished, state.lesson_status) == (True, "passed")


def test_the_same_commit_twice_at_once_is_stored_once(lenas: LearnersBrowser) -> None:
    message = lenas.message(finish=True, core__score__raw="90")
    with while_it_waits(lenas, message):
        store(lenas, message)
    assert Commit.objects.count() == 1
    assert ScoState.objects.get().lesson_status == "passed"
