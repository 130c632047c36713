"""The whole of `make run`, as a person starts it, on ports and folders of its own."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.demo.test_run import PROJECT, free_port

STARTED_WITHIN = 120


class Demo:
    """One running demo and what it has printed so far."""

    def __init__(self, place: Path) -> None:
        self.var = place / "var"
        self.port, self.lms_port = free_port(), free_port()
        self.output = place / "output.txt"
        own = {
            "PORT": str(self.port),
            "LMS_PORT": str(self.lms_port),
            "VAR_DIR": str(self.var),
            "KEYS_DIR": str(place / "keys"),
        }
        with self.output.open("w") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "demo.run"],
                cwd=PROJECT,
                env={**os.environ, **own},
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def shown(self) -> str:
        return self.output.read_text("utf-8")

    def wait_until_it_runs(self) -> None:
        deadline = time.monotonic() + STARTED_WITHIN
        while "It runs." not in self.shown():
            assert self.process.poll() is None, self.shown()
            assert time.monotonic() < deadline, self.shown()
            time.sleep(0.2)

    def get(self, host: str, path: str) -> tuple[int, str]:
        """A page by its host's name, as a browser asks for it. Returns status and body."""
        port = self.lms_port if host == "academy.localhost" else self.port
        connection = HTTPConnection("127.0.0.1", port, timeout=20)
        connection.request("GET", path, headers={"Host": f"{host}:{port}"})
        answer = connection.getresponse()
        body = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, body


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("demo"))
    try:
        running.wait_until_it_runs()
        yield running
    finally:
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(timeout=30)


def test_the_one_address_opens(demo: Demo) -> None:
    address = f"http://academy.localhost:{demo.lms_port}/"
    assert address in demo.shown()
    status, _ = demo.get("academy.localhost", "/")
    assert status in (200, 302)


def test_the_tool_publishes_its_keys(demo: Demo) -> None:
    status, body = demo.get("127.0.0.1", "/lti/jwks/")
    assert status == 200
    assert len(json.loads(body)["keys"]) >= 1


def test_staff_pages_open_with_their_style(demo: Demo) -> None:
    status, body = demo.get("tool.localhost", "/admin/login/")
    assert status == 200
    sheets = re.findall(r'<link href="(/static/[^"]+\.css)"', body)
    assert sheets
    assert demo.get("tool.localhost", sheets[0])[0] == 200


def test_the_content_host_has_no_page_of_the_tool(demo: Demo) -> None:
    assert demo.get("content.localhost", "/admin/login/")[0] == 404


def test_the_owner_s_password_is_for_us_alone(demo: Demo) -> None:
    place = demo.var / "demo" / "owner-password"
    assert place.stat().st_mode & 0o777 == 0o600
    assert f"password {place.read_text('utf-8').strip()}" in demo.shown()


def test_a_second_one_on_the_same_data_is_refused(demo: Demo) -> None:
    env = {**os.environ, "VAR_DIR": str(demo.var), "PORT": str(free_port()), "LMS_PORT": "1"}
    second = subprocess.run(
        [sys.executable, "-m", "demo.run"],
        cwd=PROJECT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert second.returncode == 1
    assert f"already runs on {demo.var}, as process {demo.process.pid}" in second.stdout
    assert second.stderr == ""


def test_ctrl_c_ends_it_without_a_trace(tmp_path: Path) -> None:
    """And before that, nothing that might need a person was shown: no warning, no error."""
    demo = Demo(tmp_path)
    demo.wait_until_it_runs()
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(timeout=30) == 0
    assert demo.shown().endswith("Stopping …\nAll stopped.\n")
    assert " | " not in demo.shown()
    for port in (demo.port, demo.lms_port):
        with pytest.raises(ConnectionRefusedError):
            HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/")
