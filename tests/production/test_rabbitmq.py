"""A ring through RabbitMQ reaches a worker that forks, as in a real installation.

With a broker on 127.0.0.1:5672 that lets `guest` in, or BROKER_URL_RABBITMQ.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection, Queue

pytestmark = pytest.mark.rabbitmq

PROJECT = Path(__file__).resolve().parent.parent.parent
DEFAULT = "amqp://guest:guest@127.0.0.1:5672//"
# Stores a login that ended long ago, for the sweeper to find.
STORE = """
import datetime as dt
from lti_provider.models import LaunchState
from tests import cast
platform = cast.make_platform(cast.make_academy("northvale"))
LaunchState.objects.create(
    state="s", nonce="n", binding_hash="h", platform=platform, target_link_uri="https://t.example/",
    expires_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC),
)
"""
RING = """
from lti_provider.tasks import sweep_launch_states
sweep_launch_states.apply_async(queue={queue!r})
"""
COUNT = """
from lti_provider.models import LaunchState
print(LaunchState.objects.count())
"""


class Installation:
    """The tool on a folder and a queue of its own."""

    def __init__(self, place: Path, broker: str) -> None:
        self.queue = f"lti-test-{os.getpid()}"
        self.env = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR_DIR": str(place),
            "KEYS_DIR": str(place / "keys"),
            "DATABASE_URL": f"sqlite:///{place / 'tool.sqlite3'}",
            "CELERY_BROKER_URL": broker,
            "SECRET_KEY": "only-for-tests-" + "x" * 40,
        }

    def manage(self, *arguments: str) -> str:
        ran = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.env,
            capture_output=True,
            text=True,
            check=False,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    def logins(self) -> int:
        return int(self.manage("shell", "--verbosity", "0", "-c", COUNT).split()[-1])

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
    installation.manage("shell", "--verbosity", "0", "-c", STORE)
    installation.manage("shell", "--verbosity", "0", "-c", RING.format(queue=installation.queue))
    assert installation.logins() == 1, "swept before there was a worker"
    worker = installation.start_worker()
    try:
        deadline = time.monotonic() + 60
        while installation.logins() and time.monotonic() < deadline:
            time.sleep(0.5)
        assert installation.logins() == 0
        worker.terminate()
        assert worker.wait(timeout=30) == 0
    finally:
        worker.kill()
        worker.wait()
