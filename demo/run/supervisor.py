"""Starts the processes, waits until they answer, and stops them all together.

One that ends by itself takes the others with it: half a demo explains nothing.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from demo.setup.steps import say, shorten, tail

# Everything goes into the logs; only what may need a person is shown as well.
NOTEWORTHY = re.compile(r"\b(warning|error|critical|traceback)\b", re.IGNORECASE)
STOP_SECONDS = 10.0
READY_SECONDS = 60.0
# What cannot work ends in its first seconds; to call it running before would be a lie.
SETTLE_SECONDS = 3.0
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Command:
    """A process to run: its short name, what it is for, its words, and when it is ready."""

    name: str
    purpose: str
    words: Sequence[str]
    is_ready: Callable[[], bool] = lambda: True


class Running:
    """One started process. It leads a session of its own, so its children can be found and ended,
    and a Ctrl-C on the terminal reaches the supervisor alone.
    """

    def __init__(self, command: Command, env: Mapping[str, str], folder: Path, logs: Path) -> None:
        self.command = command
        self.log = logs / f"{command.name}.log"
        self.process = subprocess.Popen(  # noqa: S603 -- our own commands, no shell
            list(command.words),
            cwd=folder,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        output = self.process.stdout
        if output is None:
            return
        with self.log.open("ab") as log:
            for line in output:
                log.write(line)
                log.flush()
                text = line.decode("utf-8", "replace").rstrip()
                if NOTEWORTHY.search(text):
                    say(f"  {self.command.name:<6} | {shorten(text)}")

    @property
    def ended_with(self) -> int | None:
        """The exit code (negative: a signal), None while it runs."""
        return self.process.poll()

    def signal_group(self, number: signal.Signals) -> None:
        """To the process and all its children."""
        try:
            os.killpg(self.process.pid, number)
        except ProcessLookupError:
            return

    def ask_to_stop(self) -> None:
        if self.ended_with is None:
            self.process.terminate()

    def finish(self) -> None:
        """End what is left of it, and read its last words."""
        self.signal_group(signal.SIGKILL)
        self.process.wait()
        self._reader.join()
        if self.process.stdout is not None:
            self.process.stdout.close()


class Supervisor:
    """Runs commands together until it is told to stop or one of them ends."""

    def __init__(
        self,
        commands: Sequence[Command],
        env: Mapping[str, str],
        folder: Path,
        logs: Path,
        settle: float = SETTLE_SECONDS,
    ) -> None:
        """`settle`: how long, in seconds, all must have run before they count as running."""
        self._commands = commands
        self._env = env
        self._folder = folder
        self._logs = logs
        self._settle = settle
        self._running: list[Running] = []
        self._stop_asked = 0

    def run(self, on_ready: Callable[[], None]) -> int:
        """Start everything, call `on_ready` once all answer, and wait. Returns an exit code."""
        self._logs.mkdir(parents=True, exist_ok=True)
        before = {number: signal.signal(number, self._on_signal) for number in STOP_SIGNALS}
        try:
            for command in self._commands:
                self._running.append(Running(command, self._env, self._folder, self._logs))
            if self._wait_until_ready():
                on_ready()
                self._wait_for_the_end()
            return self._explain()
        finally:
            self._stop_all()
            for number, handler in before.items():
                signal.signal(number, handler)

    def _on_signal(self, number: int, frame: object) -> None:
        del number, frame
        self._stop_asked += 1

    def _goes_on(self) -> bool:
        """Nobody asked to stop, and every process runs."""
        all_run = all(running.ended_with is None for running in self._running)
        return not self._stop_asked and all_run

    def _wait_until_ready(self) -> bool:
        waiting = list(self._commands)
        started = time.monotonic()
        deadline = started + READY_SECONDS
        while self._goes_on() and time.monotonic() < deadline:
            waiting = [command for command in waiting if not command.is_ready()]
            if not waiting and time.monotonic() - started > self._settle:
                return True
            time.sleep(0.1)
        return False

    def _wait_for_the_end(self) -> None:
        while self._goes_on():
            time.sleep(0.2)

    def _explain(self) -> int:
        """Say why it is over: asked to (0), a process ended, or it never became ready (1)."""
        if self._stop_asked:
            say("\nStopping …")
            return 0
        ended = [running for running in self._running if running.ended_with is not None]
        if not ended:
            late = [r.command for r in self._running if not r.command.is_ready()]
            names = ", ".join(f"{command.name} ({command.purpose})" for command in late)
            say(f"\nNot ready after {READY_SECONDS:.0f} s: {names}. See {self._logs}.")
        for running in ended:
            running.finish()
            say(
                f"\n{running.command.name} ({running.command.purpose}) has ended with "
                f"{running.ended_with}, so the rest stops too. The end of {running.log}:\n"
                f"{tail(running.log)}"
            )
        return 1

    def _stop_all(self) -> None:
        """Ask politely, wait; a second Ctrl-C, or too long a wait, and they are killed."""
        asked_before = self._stop_asked
        for running in self._running:
            running.ask_to_stop()
        deadline = time.monotonic() + STOP_SECONDS
        while any(running.ended_with is None for running in self._running):
            if time.monotonic() > deadline or self._stop_asked > asked_before:
                break
            time.sleep(0.1)
        for running in self._running:
            running.finish()
        say("All stopped.")
