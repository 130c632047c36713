"""The processes of the demo: web server, worker, clock, and the pretend academy LMS."""

from __future__ import annotations

import sys
from http.client import HTTPConnection, HTTPException

from demo.run.options import Options
from demo.run.supervisor import Command

CELERY = [sys.executable, "-m", "celery", "--app", "config", "--quiet"]


def commands(options: Options) -> list[Command]:
    """In the order in which they start."""
    return [
        Command(
            "web",
            "the tool's web server",
            [
                *(sys.executable, "-m", "gunicorn", "config.wsgi"),
                *("--worker-class", "gthread", "--workers", "2", "--threads", "8"),
                *("--bind", f"127.0.0.1:{options.port}"),
                *("--graceful-timeout", "5", "--no-control-socket"),
                *("--access-logfile", "-", "--logger-class", "config.access_log.AccessLog"),
            ],
            lambda: answers(options.port, "/lti/jwks/"),
        ),
        # Threads: the filesystem broker can wedge a worker that forks.
        Command(
            "worker",
            "sends the grades, imports packages",
            [*CELERY, "worker", "--pool", "threads", "--concurrency", "4", "--loglevel", "INFO"],
        ),
        Command(
            "clock",
            "starts what is due",
            [*CELERY, "beat", "--pidfile=", "--loglevel", "INFO"],
        ),
        Command(
            "lms",
            "the pretend academy LMS",
            [
                *(sys.executable, "-m", "demo.lms"),
                *("--config", str(options.demo / "lms.json")),
                *("--port", str(options.lms_port)),
            ],
            lambda: answers(options.lms_port, "/"),
        ),
    ]


def answers(port: int, path: str) -> bool:
    """Whether a web server on loopback answers the path without an error of its own."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status < 500
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
