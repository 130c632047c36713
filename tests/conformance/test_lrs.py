"""ADL's conformance suite for learning record stores, against ours on loopback.

The suite is ADL's and is not part of this repository. LRS_CONFORMANCE_SUITE names a folder with
https://github.com/adlnet/lrs-conformance-test-suite in it, after `npm install` there.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import cast
from xapi.auth import issue

PLACE = os.environ.get("LRS_CONFORMANCE_SUITE", "")
RUNNER = Path(PLACE) / "bin" / "console_runner.js"
LONGEST_SECONDS = 400
pytestmark = [
    pytest.mark.skipif(
        not PLACE or not RUNNER.is_file(),
        reason="ADL's LRS conformance suite is not here: set LRS_CONFORMANCE_SUITE to its folder",
    ),
    pytest.mark.django_db(transaction=True),
]


def _failures(entry: dict[str, Any]) -> Iterator[str]:
    """The titles of the tests that failed, not of the groups around them."""
    inner = [each for each in entry.get("tests", []) if each.get("status") == "failed"]
    for each in inner:
        yield from _failures(each)
    if entry.get("status") == "failed" and not inner:
        yield str(entry["title"])


def _run(version: str, server: LiveServer) -> tuple[dict[str, int], set[str]]:
    """(total, passed and failed; the titles of what failed)."""
    credential, secret = issue(cast.make_academy(), "ADL's suite", ["all"])
    ran = subprocess.run(
        [
            "node", str(RUNNER), "-x", version, "-e", f"{server.url}/xapi", "-a",
            "-u", credential.key, "-p", secret, "-z",
        ],
        cwd=PLACE,
        capture_output=True,
        text=True,
        timeout=LONGEST_SECONDS,
        check=False,
    )  # fmt: skip
    written = re.search(r"Full run log written to (\S+)", ran.stdout)
    assert written, ran.stdout[-2000:] + ran.stderr[-2000:]
    record = json.loads(Path(written[1]).read_text("utf-8"))
    # Only failures are written; where there are none, there is no log.
    return record["summary"], set(_failures(record.get("log") or {}))


@pytest.mark.parametrize(("version", "fewest"), [("1.0.3", 1365), ("2.0.0", 1442)])
def test_the_suite_passes(
    live_server: LiveServer, settings: Settings, version: str, fewest: int
) -> None:
    # The two suites send the same requests without a version, and want their own in the answer.
    settings.XAPI_UNSTATED_VERSION = version
    summary, failures = _run(version, live_server)
    assert failures == set()
    assert summary["failed"] == 0
    assert summary["total"] >= fewest
    assert summary["passed"] == summary["total"]
