"""Whether a port is free, and if not, which process holds it (Linux tells in /proc)."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path

PROC = Path("/proc")
_LISTEN = "0A"


class PortTaken(Exception):
    """The port cannot be used; the message says why and how to choose another one."""


def check_port(port: int, name: str) -> None:
    """Raise PortTaken unless we can listen there.

    On both loopback addresses: a browser may try ::1 first for a name below .localhost, and would
    then talk to whoever listens there.
    """
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        why = _why_not(family, address, port)
        if why is not None:
            raise PortTaken(
                f"Port {port} cannot be used: {why}.\n"
                f"Stop that process, or choose other ports: `make run PORT=8100 LMS_PORT=8101`\n"
                f"({name} is {port} now)."
            )


def _why_not(family: socket.AddressFamily, address: str, port: int) -> str | None:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind((address, port))
            tried.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return holder(port) or "another process listens there (of another user, perhaps)"
        if error.errno == errno.EACCES:
            return "only root may listen on ports below 1024"
        if family == socket.AF_INET6:
            return None  # a machine without IPv6 loopback
        raise
    return None


def holder(port: int, proc: Path = PROC) -> str | None:
    """Who listens on the port, in words; None where the system does not say."""
    inodes = {
        inode for table in ("tcp", "tcp6") for inode in _listeners(proc / "net" / table, port)
    }
    wanted = {f"socket:[{inode}]" for inode in inodes}
    for process in sorted(proc.glob("[0-9]*"), key=lambda place: int(place.name)):
        if wanted & _open_files(process):
            words = _read(process / "cmdline").replace("\0", " ").strip()[:100]
            return f"process {process.name} listens there ({words})"
    return None


def _listeners(table: Path, port: int) -> set[str]:
    """Inodes of listening sockets (proc(5): local_address is HEX:PORT, st 0A is LISTEN)."""
    rows = [line.split() for line in _read(table).splitlines()[1:]]
    return {
        row[9]
        for row in rows
        if len(row) > 9 and row[3] == _LISTEN and int(row[1].rpartition(":")[2], 16) == port
    }


def _open_files(process: Path) -> set[str]:
    try:
        return {_target(file) for file in (process / "fd").iterdir()}
    except OSError:  # another user's process, or one that has just ended
        return set()


def _target(file: Path) -> str:
    try:
        return os.readlink(file)
    except OSError:  # closed in the meantime
        return ""


def _read(place: Path) -> str:
    try:
        return place.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
