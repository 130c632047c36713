"""`make run`: ports, one demo at a time, processes that live and end together, and the whole."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from demo.run import supervisor
from demo.run.lock import AlreadyRunning, only_one
from demo.run.options import BadOption, Options
from demo.run.ports import PortTaken, check_port
from demo.run.supervisor import Command, Supervisor
from demo.run.welcome import welcome
from tests.running_demo import PROJECT, free_port

# --- Options ------------------------------------------------------------------------------------


def test_origins_follow_the_ports(tmp_path: Path) -> None:
    around = {"PORT": "8100", "LMS_PORT": "8101", "VAR_DIR": str(tmp_path)}
    env = Options.from_environment(around).environment({})
    assert env["TOOL_ORIGIN"] == "http://tool.localhost:8100"
    assert env["CONTENT_ORIGIN"] == "http://content.localhost:8100"
    assert env["VAR_DIR"] == str(tmp_path)


def test_a_database_that_the_shell_names_is_not_ours() -> None:
    env = Options().environment({"DATABASE_URL": "postgres://payroll", "LANG": "fr_BE.UTF-8"})
    assert "DATABASE_URL" not in env
    assert env["LANG"] == "fr_BE.UTF-8"


def test_the_two_servers_are_reached_without_a_proxy() -> None:
    env = Options().environment({"http_proxy": "http://proxy.example:3128"})
    assert "127.0.0.1" in env["no_proxy"].split(",")


@pytest.mark.parametrize("port", ["0", "65536", "http", "", "-1", "٨٠٠٠"])
def test_a_port_that_is_none_is_refused_with_its_name(port: str) -> None:
    with pytest.raises(BadOption, match="LMS_PORT="):
        Options.from_environment({"LMS_PORT": port})


def test_two_servers_cannot_share_a_port() -> None:
    with pytest.raises(BadOption, match="differ"):
        Options.from_environment({"PORT": "8001"})


def test_the_password_is_shown_once(tmp_path: Path) -> None:
    options = Options(var=tmp_path)
    assert "password abc-def" in welcome(options, "abc-def")
    assert ", password" not in welcome(options)
    assert "http://academy.localhost:8001/" in welcome(options)


# --- Ports --------------------------------------------------------------------------------------


def test_a_free_port_passes() -> None:
    check_port(free_port(), "PORT")


@pytest.mark.parametrize(
    ("family", "address"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
)
def test_a_taken_port_names_its_holder_and_the_way_out(
    family: socket.AddressFamily, address: str
) -> None:
    with socket.socket(family) as held:
        try:
            held.bind((address, 0))
        except OSError:
            pytest.skip("this machine has no IPv6 loopback")
        held.listen()
        with pytest.raises(PortTaken) as taken:
            check_port(held.getsockname()[1], "LMS_PORT")
    assert f"process {os.getpid()} listens there" in str(taken.value)
    assert "make run PORT=8100 LMS_PORT=8101" in str(taken.value)
    assert "LMS_PORT is" in str(taken.value)


# --- One at a time ------------------------------------------------------------------------------


def test_a_second_demo_on_the_same_data_is_refused(tmp_path: Path) -> None:
    with (
        only_one(tmp_path / "demo"),
        pytest.raises(AlreadyRunning, match=f"process {os.getpid()}"),
        only_one(tmp_path / "demo"),
    ):
        pass
    with only_one(tmp_path / "demo"):
        pass


def test_clean_demo_forgets_the_data_but_not_under_a_running_demo(tmp_path: Path) -> None:
    var = tmp_path / "var"
    (var / "packages").mkdir(parents=True)

    def clean() -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "VAR_DIR": str(var)}
        command = [sys.executable, "-m", "demo.run.clean"]
        return subprocess.run(
            command, cwd=PROJECT, env=env, capture_output=True, text=True, check=False
        )

    with only_one(var / "demo"):
        assert clean().returncode == 1
        assert (var / "packages").exists()
    assert clean().returncode == 0
    assert not var.exists()
    assert clean().returncode == 0


# --- Processes together -------------------------------------------------------------------------


def lives(pid: int) -> bool:
    """Whether the process is there and more than a zombie."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def is_over(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while lives(pid) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not lives(pid)


class Stage:
    """Small processes under one supervisor, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.commands: list[Command] = []
        self.was_ready = threading.Event()

    def add(self, name: str, code: str, is_ready: Callable[[], bool] = lambda: True) -> None:
        """A process that writes its own pid first, so that one can see whether it is gone."""
        first = (
            f"import os, sys, time, signal; open({name + '.pid'!r}, 'w').write(str(os.getpid()))"
        )
        words = [sys.executable, "-u", "-c", f"{first}\n{code}"]
        self.commands.append(Command(name, f"the {name}", words, is_ready))

    def run(self, on_ready: Callable[[], None] = lambda: None) -> int:
        def ready() -> None:
            self.was_ready.set()
            on_ready()

        logs = self.folder / "log"
        return Supervisor(self.commands, os.environ, self.folder, logs, settle=0.5).run(ready)

    def pid(self, name: str) -> int:
        return int((self.folder / f"{name}.pid").read_text())


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def send(number: signal.Signals) -> Callable[[], None]:
    return lambda: os.kill(os.getpid(), number)


@pytest.mark.parametrize("number", supervisor.STOP_SIGNALS)
def test_asked_to_stop_it_stops_everything_and_ends_well(
    stage: Stage, number: signal.Signals, capfd: pytest.CaptureFixture[str]
) -> None:
    stage.add("web", "time.sleep(60)")
    stage.add("worker", "time.sleep(60)")
    assert stage.run(send(number)) == 0
    assert is_over(stage.pid("web"))
    assert is_over(stage.pid("worker"))
    assert "Traceback" not in capfd.readouterr().out


def test_grandchildren_go_too(stage: Stage) -> None:
    child = "open('child.pid', 'w').write(str(os.getpid())); time.sleep(60)"
    stage.add("web", f"pid = os.fork()\nif not pid: {child}\ntime.sleep(60)")

    def when_ready() -> None:
        while not (stage.folder / "child.pid").exists():
            time.sleep(0.05)
        send(signal.SIGTERM)()

    assert stage.run(when_ready) == 0
    assert is_over(stage.pid("child"))


def test_one_that_will_not_stop_is_killed(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "STOP_SECONDS", 0.5)
    stage.add("web", "signal.signal(signal.SIGTERM, signal.SIG_IGN)\ntime.sleep(60)")
    assert stage.run(send(signal.SIGINT)) == 0
    assert is_over(stage.pid("web"))


def test_one_that_dies_takes_the_rest_along_and_says_why(
    stage: Stage, capfd: pytest.CaptureFixture[str]
) -> None:
    stage.add("web", "time.sleep(60)")
    stage.add("worker", "time.sleep(1); print('the queue is on fire'); sys.exit(7)")
    assert stage.run() == 1
    shown = capfd.readouterr().out
    assert "worker (the worker) has ended with 7, so the rest stops too" in shown
    assert "the queue is on fire" in shown
    assert "the queue is on fire" in (stage.folder / "log" / "worker.log").read_text()
    assert is_over(stage.pid("web"))


def test_one_that_dies_at_once_is_never_called_ready(stage: Stage) -> None:
    stage.add("web", "time.sleep(60)")
    stage.add("worker", "sys.exit(1)")
    assert stage.run() == 1
    assert not stage.was_ready.is_set()


def test_one_that_never_answers_is_named(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(supervisor, "READY_SECONDS", 1.0)
    stage.add("web", "time.sleep(60)")
    stage.add("lms", "time.sleep(60)", is_ready=lambda: False)
    assert stage.run() == 1
    assert "Not ready after 1 s: lms (the lms)" in capfd.readouterr().out
    assert is_over(stage.pid("web"))


def test_the_console_is_brief_and_the_log_is_whole(
    stage: Stage, capfd: pytest.CaptureFixture[str]
) -> None:
    stage.add("web", "print('GET / 200'); print('ERROR: no disk'); time.sleep(60)")
    stage.run(send(signal.SIGTERM))
    shown = capfd.readouterr().out
    assert "web    | ERROR: no disk" in shown
    assert "GET / 200" not in shown
    assert "GET / 200" in (stage.folder / "log" / "web.log").read_text()
