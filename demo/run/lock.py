"""One demo per data folder: two would share a database, a clock and a queue."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class AlreadyRunning(Exception):
    """Another process runs the demo on the same folder; the message names it."""


@contextmanager
def only_one(demo: Path) -> Iterator[None]:
    """Hold `run.lock` while the block runs; the system lets go of it however we end."""
    demo.mkdir(parents=True, exist_ok=True)
    with (demo / "run.lock").open("a+", encoding="utf-8") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyRunning(
                f"The demo already runs on {demo.parent}, as process {file.read().strip()}. "
                "Stop it with Ctrl-C where it runs."
            ) from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
