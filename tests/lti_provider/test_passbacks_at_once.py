"""Two workers, a newer grade under way, a worker that dies: each grade still arrives once."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from courses.outcomes import Completion, Outcome
from demo.lms import gradebook
from demo.lms.peer import PretendPlatform
from lti_provider.models import Passback
from lti_provider.services import leases, passbacks
from tests import cast
from tests.grade_scene import PASSED, Graded, set_scene

pytestmark = pytest.mark.django_db(transaction=True)
State = Passback.State
PROJECT = Path(__file__).resolve().parent.parent.parent


def scored(score: str) -> Outcome:
    return Outcome(completion=Completion.COMPLETED, score=Decimal(score))


@contextmanager
def threads(number: int, work: Callable[[], object]) -> Iterator[None]:
    """Run `work` in so many threads at once; at the end of the block they have finished."""

    def run() -> None:
        try:
            work()
        finally:
            connection.close()

    running = [threading.Thread(target=run) for _ in range(number)]
    for thread in running:
        thread.start()
    try:
        yield
    finally:
        for thread in running:
            thread.join()


def wait_for(condition: Callable[[], object]) -> None:
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline, "it did not happen within 20 s"
        time.sleep(0.02)


def state_of(row: Passback) -> str:
    return Passback.objects.get(pk=row.pk).state


def test_two_workers_never_send_one_grade_twice(graded: Graded) -> None:
    graded.lms.fail("scores", "hang", times=1, seconds=0.3)
    row = graded.wish()

    with threads(6, lambda: passbacks.deliver(row.pk)):
        pass

    assert [post.status for post in graded.lms.score_log] == [200]
    row.refresh_from_db()
    assert (row.state, row.tries) == (State.SENT, 1)


def test_four_workers_deliver_a_class(graded: Graded) -> None:
    people = [cast.LENA, cast.LEO]
    leo = cast.make_platform_user(cast.LEO, graded.platform)
    his = cast.make_attempt(leo.learner, graded.attempt.edition, graded.attempt.offering)
    rows = [graded.wish(), *passbacks.queue(his, PASSED)]

    with threads(4, lambda: [passbacks.deliver(row.pk) for row in rows]):
        pass

    assert sorted(post.status for post in graded.lms.score_log) == [200, 200]
    assert [graded.grade(sub=person.sub) for person in people] == [100.0, 100.0]


def test_a_newer_grade_waits_for_the_one_under_way_and_is_sent_next(graded: Graded) -> None:
    graded.lms.fail("scores", "hang", times=1, seconds=2)
    row = graded.wish(scored("0.3"))
    told: list[passbacks.Delivery | None] = []

    with threads(1, lambda: told.append(passbacks.deliver(row.pk))):
        wait_for(lambda: state_of(row) == State.SENDING)
        graded.wish(scored("0.9"))
        assert passbacks.deliver(row.pk) is None, "one of a row at a time"

    (first,) = told
    assert first is not None
    assert first.is_due_again
    assert (state_of(row), graded.grade()) == (State.WAITING, 30.0)
    passbacks.deliver(row.pk)
    assert (state_of(row), graded.grade()) == (State.SENT, 90.0)


def test_an_old_grade_refused_for_its_time_does_not_overtake_the_new_one(graded: Graded) -> None:
    passbacks.deliver(graded.wish(scored("0.1")).pk)
    graded.lms.academy.store.run(
        "UPDATE grades SET graded_at = ?", int(timezone.now().timestamp()) + 30
    )
    graded.lms.fail("scores", "hang", times=1, seconds=2)
    row = graded.wish(scored("0.3"))

    with threads(1, lambda: passbacks.deliver(row.pk)):
        wait_for(lambda: state_of(row) == State.SENDING)
        graded.wish(scored("0.9"))

    assert [post.status for post in graded.lms.score_log] == [200, 409]
    assert state_of(row) == State.WAITING


def test_a_late_answer_does_not_settle_what_another_has_taken_over(graded: Graded) -> None:
    graded.lms.fail("scores", "hang", times=1, seconds=2)
    row = graded.wish()

    with threads(1, lambda: passbacks.deliver(row.pk)):
        wait_for(lambda: state_of(row) == State.SENDING)
        taken_over = timezone.now() + leases.LEASE * 2
        Passback.objects.update(lease_until=taken_over)

    row.refresh_from_db()
    assert (row.state, row.lease_until) == (State.SENDING, taken_over)


def command(*arguments: str) -> "subprocess.Popen[str]":
    """`manage.py deliver_passbacks` as a process of its own, on the test's database."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
        "KEYS_DIR": str(settings.KEYS_DIR),
        "SECRET_KEY": settings.SECRET_KEY,
        "VAR_DIR": str(settings.VAR_DIR),
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "deliver_passbacks", *arguments],
        cwd=PROJECT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_between_claim_and_answer_the_grade_goes_out_after_the_lease(graded: Graded) -> None:
    graded.lms.fail("scores", "hang", times=1, seconds=2)
    row = graded.wish()

    with command("--all-due") as killed:
        wait_for(lambda: graded.lms.academy.faults.current() == [])
        os.kill(killed.pid, signal.SIGKILL)
    assert killed.returncode == -signal.SIGKILL
    assert state_of(row) == State.SENDING
    assert passbacks.deliver(row.pk) is None, "the lease protects whoever may still be sending"

    Passback.objects.update(lease_until=timezone.now())
    with command("--all-due") as restarted:
        printed, complaints = restarted.communicate(timeout=60)

    assert restarted.returncode == 0, complaints
    assert "sent" in printed
    assert (state_of(row), graded.grade()) == (State.SENT, 100.0)


def test_two_workers_looking_for_one_column_make_one(
    transactional_db: None, grading_lms: PretendPlatform
) -> None:
    """Two columns bound to one activity would make Moodle drop the claim from its launches."""
    graded = set_scene(grading_lms, graded=None)
    leo = cast.make_platform_user(cast.LEO, graded.platform)
    his = cast.make_attempt(leo.learner, graded.attempt.edition, graded.attempt.offering)
    rows = [graded.wish(), *passbacks.queue(his, PASSED)]
    graded.lms.fail("lineitems", "hang", times=1, seconds=1)

    def work() -> None:
        for row in rows:
            passbacks.deliver(row.pk)

    with threads(2, work):
        pass
    work()

    assert [item.label for item in gradebook.line_items(graded.lms.academy.store, 2)] == ["Scene"]
    assert [graded.grade(sub=who.sub) for who in (cast.LENA, cast.LEO)] == [100.0, 100.0]
