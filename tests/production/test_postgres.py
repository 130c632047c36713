"""The rooms' own tests once more, on PostgreSQL. Nothing in the code asks which database it is.

With DATABASE_URL_POSTGRES, or a server on 127.0.0.1:5432 that lets the user `postgres` in.
"""

import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(1600)]

PROJECT = Path(__file__).resolve().parent.parent.parent
ROOMS = ["academies", "courses", "lti_provider", "scorm", "xapi", "reports"]
# These stories kill a process and start it again, on the file of SQLite.
ON_A_FILE = [
    "tests/lti_provider/test_passbacks_at_once.py::test_killed_between_claim_and_answer",
    "tests/lti_provider/test_tasks.py::test_a_worker_killed_while_sending",
]
DEFAULT = "postgres://postgres@127.0.0.1:5432/postgres"


@pytest.fixture
def database_url() -> str:
    """A database of our own (`lti_PID`; Django makes and removes `test_lti_PID`)."""
    given = os.environ.get("DATABASE_URL_POSTGRES")
    url = given or DEFAULT
    try:
        psycopg2.connect(url, connect_timeout=5).close()
    except psycopg2.OperationalError as error:
        if given:
            pytest.fail(f"DATABASE_URL_POSTGRES is set, but: {error}")
        pytest.skip(f"NOT TESTED on PostgreSQL: 127.0.0.1:5432 does not let us in ({error})")
    return urlunsplit(urlsplit(url)._replace(path=f"/lti_{os.getpid()}"))


def test_the_rooms_work_on_postgresql(database_url: str) -> None:
    chosen = [
        *("-m", "not browser and not rabbitmq"),
        *(f"--deselect={story}" for story in ON_A_FILE),
        *("-p", "tests.production.only_database"),
    ]
    folders = [f"tests/{room}" for room in ROOMS if (PROJECT / "tests" / room).is_dir()]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *chosen, *folders],
        cwd=PROJECT,
        # What these stories write need not survive a power cut.
        env={**kept, "DATABASE_URL": database_url, "PGOPTIONS": "-c synchronous_commit=off"},
        capture_output=True,
        text=True,
        check=False,
        timeout=1500,
    )
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]
    assert " passed" in ran.stdout
