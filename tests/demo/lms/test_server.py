"""Starting, stopping and starting again."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
import requests

from demo.lms.cast import LENA
from demo.lms.config import Activity, ToolRegistration
from demo.lms.peer import PretendPlatform
from tests.demo.lms.test_config_file import SETTINGS
from tests.demo.lms.test_scores import Column
from tests.demo.lms.throwaway_tool import ThrowAwayTool

ROOT = Path(__file__).parents[3]


def start(tmp_path: Path, tool: ThrowAwayTool, *titles: str) -> PretendPlatform:
    registration = ToolRegistration(
        "abc", "7", tool.login_url, (tool.launch_url,), tool.launch_url, tool.jwks_url
    )
    activities = tuple(Activity(title, graded=50) for title in titles)
    return PretendPlatform.start(tmp_path, tools=(registration,), activities=activities)


def test_starting_again_resumes_where_it_was(tmp_path: Path) -> None:
    with ThrowAwayTool() as tool:
        with start(tmp_path, tool, "Scene") as first:
            kid = first.academy.keys.kid
            Column(first, tool, "1").post()
        with start(tmp_path, tool, "Scene", "Exam") as second:
            assert second.academy.keys.kid == kid
            assert second.gradebook()["4"] == {"Scene": 35.0, "Exam": None}
            assert (second.client_id, second.deployment_id) == ("abc", "7")
            assert second.login_form(LENA, "2")["client_id"] == "abc"


def test_a_changed_activity_is_brought_up_to_date(tmp_path: Path) -> None:
    registration = ToolRegistration("abc", "7", "http://t/l", ("http://t/r",), "http://t/r", "")
    for module in ("old", "new"):
        activity = Activity("Scene", custom={"module": module}, resource_id=module)
        with PretendPlatform.start(tmp_path, tools=(registration,), activities=(activity,)) as lms:
            claims = lms.claims_for(LENA, "1")
            item = lms.academy.store.all("SELECT resource_id FROM line_items")
    assert claims["https://purl.imsglobal.org/spec/lti/claim/custom"]["module"] == "new"
    assert [row["resource_id"] for row in item] == ["new"]


def test_who_was_unenrolled_stays_so(tmp_path: Path) -> None:
    with ThrowAwayTool() as tool:
        with start(tmp_path, tool, "Scene") as first:
            first.unenrol(LENA)
        with start(tmp_path, tool, "Scene") as second:
            assert set(second.gradebook()) == {"5"}


def test_reset_forgets_all_but_the_key(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    kid = lms.academy.keys.kid
    lms.add_activity("Scene")
    lms.fail("token", "500")
    lms.reset()
    assert lms.academy.keys.kid == kid
    assert lms.requests == []
    assert lms.gradebook() == {"4": {}, "5": {}}
    with pytest.raises(LookupError):
        lms.add_activity("Scene")
    tool.register(lms)
    assert lms.add_activity("Scene") == "1"
    assert tool.token_request(lms).status_code == 200


def test_it_starts_quickly(tmp_path: Path) -> None:
    """Many tests start one. The first of a process makes the key, so this one is the second."""
    PretendPlatform.start(tmp_path / "first").stop()
    begun = time.process_time()
    PretendPlatform.start(tmp_path / "second").stop()
    assert time.process_time() - begun < 0.3


def test_stopping_wakes_what_hangs(tmp_path: Path) -> None:
    statuses: list[int] = []
    with PretendPlatform.start(tmp_path) as lms:
        lms.fail("jwks", "hang", seconds=60)
        url = lms.jwks_url
        waiting = threading.Thread(
            target=lambda: statuses.append(requests.get(url, timeout=30).status_code)
        )
        waiting.start()
        while not lms.academy.store.all("SELECT 1 FROM faults"):
            time.sleep(0.01)
        time.sleep(0.1)
        begun = time.monotonic()
    waiting.join(10)
    assert time.monotonic() - begun < 10
    assert statuses == [200]


def test_many_scores_at_once_are_all_kept(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    links = [lms.add_activity(f"Activity {number}", graded=50) for number in range(8)]
    columns = [Column(lms, tool, link) for link in links]
    threads = [threading.Thread(target=column.post) for column in columns]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert list(lms.gradebook()["4"].values()) == [35.0] * 8


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_program_runs_until_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    path = tmp_path / "lms.json"
    path.write_text(json.dumps({**SETTINGS, "service_url": f"http://127.0.0.1:{port}"}))
    command = [sys.executable, "-W", "error", "-m", "demo.lms"]
    with subprocess.Popen(
        [*command, "--config", str(path), "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert "Northvale Police Academy" in program.stdout.readline()
        jwks = requests.get(f"http://127.0.0.1:{port}/mod/lti/certs.php", timeout=30)
        program.send_signal(number)
        _, errors = program.communicate(timeout=30)
    assert jwks.status_code == 200
    assert program.returncode == 0
    assert errors == ""


def test_a_bad_configuration_ends_it_with_a_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "demo.lms", "--config", str(tmp_path / "no.json")]
    ended = subprocess.run(
        [*command, "--port", "0"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 2
    assert "cannot start" in ended.stderr
    assert "Traceback" not in ended.stderr
