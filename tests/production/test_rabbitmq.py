"""A ring through RabbitMQ reaches a worker that forks, as in a real installation.

With a broker on 127.0.0.1:5672 that lets `guest` in, or BROKER_URL_RABBITMQ.
"""

import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from kombu import Connection, Queue

pytestmark = pytest.mark.rabbitmq

PROJECT = Path(__file__).resolve().parent.parent.parent
DEFAULT = "amqp://guest:guest@127.0.0.1:5672//"
# Stores a login that ended long ago, for the sweeper to find, and rings for it.
STORE_AND_RING = """
import datetime as dt
from lti_provider.models import LaunchState
from lti_provider.tasks import sweep_launch_states
from tests import cast
platform = cast.make_platform(cast.make_academy("northvale"))
LaunchState.objects.create(
    state="s", nonce="n", binding_hash="h", platform=platform, target_link_uri="https://t.example/",
    expires_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
)
sweep_launch_states.apply_async(queue={queue!r})
"""


class Installation:
    """The tool on a folder and a queue of its own."""

    def __init__(self, place: Path, broker: str) -> None:
        self.queue = f"lti-test-{os.getpid()}"
        self.database = place / "tool.sqlite3"
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR_DIR": str(place),
            "KEYS_DIR": str(place / "keys"),
            "DATABASE_URL": f"sqlite:///{self.database}",
            "CELERY_BROKER_URL": broker,
            "SECRET_KEY": "only-for-tests-" + "x" * 40,
        }

    def manage(self, *arguments: str) -> None:
        ran = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr

    def logins(self) -> int:
        """Read past Django: a process of its own for every look would keep the worker waiting."""
        with closing(sqlite3.connect(self.database, timeout=20)) as database:
            [[count]] = database.execute("SELECT count(*) FROM lti_provider_launchstate")
        return int(count)

    def start_worker(self) -> "subprocess.Popen[bytes]":
        words = ["celery", "-A", "config", "worker", "--pool", "prefork", "--concurrency", "1"]
        return subprocess.Popen(
            [sys.executable, "-m", *words, "-Q", self.queue],
            cwd=PROJECT,
            env=self.env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture
def broker() -> str:
    given = os.environ.get("BROKER_URL_RABBITMQ")
    url = given or DEFAULT
    try:
        with Connection(url, connect_timeout=5) as connection:
            connection.connect()
    except OSError as error:
        if given:
            pytest.fail(f"BROKER_URL_RABBITMQ is set, but: {error}")
        pytest.skip(f"NOT TESTED on RabbitMQ: 127.0.0.1:5672 does not let us in ({error})")
    return url


@pytest.fixture
def installation(tmp_path: Path, broker: str) -> Iterator[Installation]:
    tool = Installation(tmp_path, broker)
    tool.manage("migrate", "--no-input", "--verbosity", "0")
    yield tool
    with Connection(broker) as connection:
        Queue(tool.queue, channel=connection.default_channel).delete()


def test_a_ring_waits_for_its_worker_and_is_heard(installation: Installation) -> None:
    script = STORE_AND_RING.format(queue=installation.queue)
    installation.manage("shell", "--verbosity", "0", "-c", script)
    assert installation.logins() == 1, "swept before there was a worker"
    worker = installation.start_worker()
    try:
        deadline = time.monotonic() + 60
        while installation.logins() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert installation.logins() == 0
        worker.terminate()
        assert worker.wait(timeout=30) == 0
    finally:
        worker.kill()
        worker.wait()
