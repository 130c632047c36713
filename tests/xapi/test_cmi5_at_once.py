"""Two requests of one session at once: one token, one "completed", one session."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from courses.models import Attempt, Edition
from tests.together import together
from tests.xapi.cmi5_scene import READ, Learner, put_in_store, told
from xapi.cmi5 import vocabulary as words
from xapi.models import Session

TOGETHER = 3


@pytest.fixture
def lenas(transactional_db: None, attempt: Attempt, edition: Edition) -> Learner:
    put_in_store(edition)
    return Learner(attempt)


def all_at_once(act: Callable[[], object]) -> list[object]:
    """What each of TOGETHER callers gets, who start at the same moment."""
    answers: list[object] = []
    start = threading.Barrier(TOGETHER)

    def run() -> None:
        try:
            start.wait()
            answers.append(act())
        finally:
            connection.close()

    together(*[threading.Thread(target=run) for _ in range(TOGETHER)])
    assert len(answers) == TOGETHER
    return answers


def test_whoever_asks_at_once_for_the_token_one_gets_it(lenas: Learner) -> None:
    """8.2.3.1."""
    running = lenas.launch()
    answers = all_at_once(lambda: "auth-token" in running.fetch().json())
    assert answers.count(True) == 1


def test_what_may_be_said_once_is_heard_once(lenas: Learner) -> None:
    """9.3.3: each time under an id of its own."""
    running = lenas.begin(READ.index)
    answers = all_at_once(lambda: running.send(running.statement(words.COMPLETED)).status_code)
    assert sorted(answers, key=str) == [200, 403, 403]
    assert len(told(words.COMPLETED)) == 1


def test_of_launches_at_once_one_session_is_left(lenas: Learner) -> None:
    """9.3.6: the registration is begun once, and each session but the last is abandoned."""
    all_at_once(lambda: lenas.launch(READ.index).registration)
    assert Session.objects.filter(abandoned_at=None).count() == 1
    assert len(told(words.LAUNCHED)) == TOGETHER
    assert len(told(words.ABANDONED)) == TOGETHER - 1
