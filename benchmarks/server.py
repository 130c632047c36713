"""The tool in gunicorn, in a folder and a database of its own, and the pretend LMS beside it."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.databases import database
from demo.lms.peer import PretendPlatform
from demo.run.options import FOLDER, Options
from demo.run.processes import answers

_TICKS = os.sysconf("SC_CLK_TCK")
_READY_SECONDS = 60.0


@dataclass(frozen=True)
class Tool:
    """A running tool: its port, its gunicorn master, and the LMS whose activity `link` opens it."""

    port: int
    master: int
    lms: PretendPlatform
    link: str

    @property
    def host(self) -> str:
        return f"tool.localhost:{self.port}"

    def cpu_seconds(self) -> float:
        """Processor time that the workers have used so far, in user and system mode."""
        return sum(_cpu_seconds(pid) for pid in _children(self.master))


@contextmanager
def running_tool(
    database_name: str, *, workers: int = 1, threads: int = 8, **environment: str
) -> Iterator[Tool]:
    """Serve the tool from nothing, as `make run` does; everything is stopped and removed after."""
    with ExitStack() as stack:
        var = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="benchmark-")))
        url = stack.enter_context(database(database_name, var))
        lms = stack.enter_context(PretendPlatform.start(var, "northvale"))
        options = Options(port=_free_port(), lms_port=1, var=var, keys=var / "keys")
        env = {
            **options.environment(),
            "DATABASE_URL": url,
            "DJANGO_SETTINGS_MODULE": "benchmarks.settings",
            **environment,
        }
        link = _prepare(options, env, lms)
        command = [
            *(sys.executable, "-m", "gunicorn", "config.wsgi", "--worker-class", "gthread"),
            *("--workers", str(workers), "--threads", str(threads)),
            *("--bind", f"127.0.0.1:{options.port}", "--access-logfile", "-"),
            *("--graceful-timeout", "5", "--no-control-socket"),
        ]
        server = stack.enter_context(_process(command, env, var / "server.log"))
        _wait_until_ready(options.port, server, workers)
        yield Tool(options.port, server.pid, lms, link)


def _prepare(options: Options, env: dict[str, str], lms: PretendPlatform) -> str:
    """Keys, static files, database and the activity. Returns the activity's resource link id."""
    for name in ("broker", "broker-control"):
        (options.var / name).mkdir()
    _run(["manage.py", "make_keys"], env)
    _run(["manage.py", "collectstatic", "--no-input", "--verbosity", "0"], env)
    lti = f"{options.tool_origin}/lti"
    client_id, deployment_id = lms.register_tool(
        f"{lti}/login/", [f"{lti}/launch/"], f"{lti}/launch/", f"{lti}/jwks/"
    )
    registration = {
        "issuer": lms.issuer,
        "client_id": client_id,
        "deployment_id": deployment_id,
        "auth_login_url": lms.auth_url,
        "token_url": lms.token_url,
        "jwks_url": lms.jwks_url,
    }
    printed = _run(["-m", "benchmarks.scene", json.dumps(registration)], env)
    return lms.add_activity("Scene", {"module": printed.split()[-1]})


def _run(words: list[str], env: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *words], cwd=FOLDER, env=env, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


@contextmanager
def _process(
    command: list[str], env: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=FOLDER, env=env, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_ready(port: int, server: subprocess.Popen[bytes], workers: int) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if answers(port, "/lti/jwks/") and len(_children(server.pid)) == workers:
            return
        time.sleep(0.1)
    raise RuntimeError("the server does not answer")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _children(pid: int) -> list[int]:
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _cpu_seconds(pid: int) -> float:
    """utime and stime of proc(5); the name before them may contain spaces."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS
