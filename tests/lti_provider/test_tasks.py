"""The tasks: what is rung for, what is swept up, and a worker that is killed and started again."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from celery import Celery
from django.conf import settings as django_settings
from django.db import connection
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from config import celery_app
from courses import doorbell
from lti_provider import ags, tasks
from lti_provider.models import LaunchState, Passback, Platform
from lti_provider.quirks import Quirks
from tests import cast
from tests.grade_scene import Graded

State = Passback.State
PROJECT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Instead of a broker: the rows that were rung for, in order."""
    heard: list[int] = []

    def hear(args: tuple[int], **options: object) -> None:
        assert options == {"expires": doorbell.RING_SECONDS, "retry": False}
        heard.append(args[0])

    monkeypatch.setattr(tasks.deliver_passback, "apply_async", hear)
    return heard


@pytest.fixture
def rows(platform: Platform) -> list[Passback]:
    """Six grades of one class, all waiting."""
    edition = cast.make_edition(cast.make_module())
    offering = cast.make_offering(platform.academy, edition.module)
    link = cast.make_resource_link(cast.make_deployment(platform), offering)
    made = []
    for number in range(6):
        person = cast.make_platform_user(cast.Person(str(number), "", "northvale"), platform)
        attempt = cast.make_attempt(person.learner, edition, offering)
        made.append(
            Passback.objects.create(
                resource_link=link,
                platform_user=person,
                attempt=attempt,
                score_given=50,
                score_maximum=100,
                timestamp=timezone.now(),
            )
        )
    return made


def change(row: Passback, **values: object) -> None:
    Passback.objects.filter(pk=row.pk).update(**values)


def test_the_sweep_rings_for_what_is_due_the_longest_waiting_first(
    rows: list[Passback], rung: list[int], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    now = timezone.now()
    minute = dt.timedelta(minutes=1)
    waiting, longest, resting, dead_workers, under_way, over = rows
    change(waiting, not_before=now - minute)
    change(longest, not_before=now - 3 * minute)
    change(resting, not_before=now + minute)
    change(dead_workers, state=State.SENDING, lease_until=now, not_before=now - 2 * minute)
    change(under_way, state=State.SENDING, lease_until=now + minute)
    change(over, state=State.FAILED, not_before=now - minute)

    with django_assert_num_queries(1):
        number = tasks.sweep_passbacks()

    assert rung == [longest.pk, dead_workers.pk, waiting.pk]
    assert number == 3


def test_a_sweep_takes_no_more_than_its_batch(
    rows: list[Passback], rung: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "SWEEP_BATCH", 4)

    assert tasks.sweep_passbacks() == 4
    assert rung == [row.pk for row in rows[:4]]


def test_a_newer_grade_under_way_is_rung_for_again(
    graded: Graded, rung: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = graded.wish()
    message = ags.score_message

    def wish_meanwhile(score: ags.Score, known: Quirks) -> bytes:
        change(row, revision=2, state=State.WAITING)
        return message(score, known)

    monkeypatch.setattr(ags, "score_message", wish_meanwhile)

    tasks.deliver_passback(row.pk)

    assert rung == [row.pk]


def test_a_broker_that_is_away_is_left_to_the_sweep(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The real transport, its folder gone."""
    gone = str(tmp_path / "gone" / "broker")
    options = {"data_folder_in": gone, "data_folder_out": gone, "control_folder": gone}
    with celery_app.connection_for_write(transport_options=options) as away:
        publish: Any = tasks.deliver_passback.apply_async
        ring = partial(publish, connection=away)
        monkeypatch.setattr(tasks.deliver_passback, "apply_async", ring)
        assert tasks.ring(7) is False

    assert "bell_lost" in caplog.text


def test_expired_logins_are_deleted_in_batches_and_others_kept(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "_DELETE_BATCH", 3)
    for number, minutes in enumerate([-9, -8, -7, -6, -5, -4, -3, 5, 6]):
        LaunchState.objects.create(
            state=f"state-{number}",
            nonce="n",
            binding_hash="h",
            platform=platform,
            target_link_uri="http://tool.localhost/",
            expires_at=timezone.now() + dt.timedelta(minutes=minutes),
        )

    assert tasks.sweep_launch_states() == 7
    assert LaunchState.objects.count() == 2
    assert tasks.sweep_launch_states() == 0


def test_the_schedule_names_tasks_that_exist() -> None:
    scheduled = {
        entry["task"]
        for entry in django_settings.CELERY_BEAT_SCHEDULE.values()
        if str(entry["task"]).startswith("lti_provider.")
    }
    assert {tasks.sweep_passbacks.name, tasks.sweep_launch_states.name} <= scheduled
    assert scheduled <= set(celery_app.tasks)


# A real worker, on the embedded broker


class Worker:
    """A Celery worker process with two threads, on the test's database and a broker of its own."""

    def __init__(self, place: Path) -> None:
        self.place = place
        folders = [place / name for name in ("broker", "broker-control")]
        for folder in folders:
            folder.mkdir()
        self._bell = Celery(broker="filesystem://", set_as_current=False)
        self._bell.conf.broker_transport_options = {
            "data_folder_in": str(folders[0]),
            "data_folder_out": str(folders[0]),
            "control_folder": str(folders[1]),
        }

    def sweep(self) -> None:
        """Ring as beat would."""
        self._bell.send_task("lti_provider.tasks.sweep_passbacks", ignore_result=True)

    @contextmanager
    def running(self) -> Iterator["subprocess.Popen[bytes]"]:
        options = "--pool threads --concurrency 2 --without-gossip --without-mingle"
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": f"sqlite:///{connection.settings_dict['NAME']}",
            "KEYS_DIR": str(django_settings.KEYS_DIR),
            "SECRET_KEY": django_settings.SECRET_KEY,
            "VAR_DIR": str(self.place),
        }
        program = [sys.executable, "-m", "celery", "-A", "config", "worker", *options.split()]
        with (self.place / "log").open("ab") as log:
            process = subprocess.Popen(
                program, cwd=PROJECT, env=environment, stdout=log, stderr=log
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def log(self) -> str:
        return (self.place / "log").read_text()


def wait_for(
    condition: Callable[[], object], worker: Worker, *, under_the_clock: bool = False
) -> None:
    """Under the clock: it rings meanwhile, as in life, since a killed worker takes bells along."""
    deadline = time.monotonic() + 60
    next_bell = time.monotonic() + 3
    while not condition():
        assert time.monotonic() < deadline, worker.log()
        if under_the_clock and time.monotonic() > next_bell:
            worker.sweep()
            next_bell += 3
        time.sleep(0.05)


def open_databases(pid: int) -> int:
    """How many open files of the process are the database."""
    name = str(connection.settings_dict["NAME"])
    files = Path(f"/proc/{pid}/fd").iterdir()
    return sum(os.readlink(file).startswith(name) for file in files)


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_while_sending_is_started_again_and_finishes(
    graded: Graded, tmp_path: Path
) -> None:
    (tmp_path / "worker").mkdir()
    worker = Worker(tmp_path / "worker")
    graded.lms.fail("scores", "hang", times=1, seconds=3)
    row = graded.wish()
    worker.sweep()

    with worker.running() as first:
        wait_for(lambda: graded.lms.academy.faults.current() == [], worker)
        os.kill(first.pid, signal.SIGKILL)
    row.refresh_from_db()
    assert row.state == State.SENDING

    Passback.objects.update(lease_until=timezone.now())
    worker.sweep()
    with worker.running() as second:
        wait_for(lambda: Passback.objects.get().state == State.SENT, worker, under_the_clock=True)
        wait_for(lambda: open_databases(second.pid) == 0, worker)

    assert graded.grade() == 100.0
    assert "Traceback" not in worker.log()
