"""The whole of `make run`, as a person starts it, on ports and folders of its own."""

import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
STARTED_WITHIN = 180


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


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

    @property
    def tool(self) -> str:
        return f"http://tool.localhost:{self.port}"

    @property
    def lms(self) -> str:
        return f"http://academy.localhost:{self.lms_port}"

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

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=30)
