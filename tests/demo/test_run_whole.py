"""The whole of `make run`, as a person starts it, on ports and folders of its own."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from tests.running_demo import PROJECT, Demo, free_port


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    running = Demo(tmp_path_factory.mktemp("demo"))
    try:
        running.wait_until_it_runs()
        yield running
    finally:
        running.stop()


def test_the_one_address_opens(demo: Demo) -> None:
    assert f"{demo.lms}/" in demo.shown()
    status, _ = demo.get("academy.localhost", "/")
    assert status in (200, 302)


def test_the_tool_publishes_its_keys(demo: Demo) -> None:
    status, body = demo.get("127.0.0.1", "/lti/jwks/")
    assert status == 200
    assert len(json.loads(body)["keys"]) >= 1


def test_staff_pages_open_with_their_style(demo: Demo) -> None:
    status, body = demo.get("tool.localhost", "/staff/sign-in/")
    assert status == 200
    sheets = re.findall(r'<link rel="stylesheet" href="(/static/[^"]+\.css)"', body)
    assert sheets
    assert demo.get("tool.localhost", sheets[0])[0] == 200


def test_the_content_host_has_no_page_of_the_tool(demo: Demo) -> None:
    assert demo.get("content.localhost", "/staff/sign-in/")[0] == 404


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


def test_ctrl_c_ends_it_without_a_trace(demo: Demo) -> None:
    """And before that, nothing that might need a person was shown: no warning, no error.

    The last story: what the others have asked of the same demo has left no word either.
    """
    demo.process.send_signal(signal.SIGINT)
    assert demo.process.wait(timeout=30) == 0
    assert demo.shown().endswith("Stopping …\nAll stopped.\n")
    assert " | " not in demo.shown()
    for port in (demo.port, demo.lms_port):
        with pytest.raises(ConnectionRefusedError):
            HTTPConnection("127.0.0.1", port, timeout=5).request("GET", "/")
