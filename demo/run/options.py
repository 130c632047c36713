"""Where the demo runs: its ports, origins and folders, and the environment of its processes."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent.parent
# The tool reads these. The demo decides them itself: a DATABASE_URL that a shell happens to carry
# belongs to something else.
DECIDED_HERE = {
    "ALLOW_INSECURE_PLATFORMS",
    "ALLOW_PRIVATE_PLATFORMS",
    "BEHIND_PROXY",
    "CELERY_BROKER_URL",
    "CONTENT_ACCEL",
    "CONTENT_ORIGIN",
    "DATABASE_URL",
    "DJANGO_SETTINGS_MODULE",
    "EXTRA_ALLOWED_HOSTS",
    "GUNICORN_CMD_ARGS",
    "IMPORT_MAX_BYTES",
    "MEDIA_ROOT",
    "PACKAGE_STORE",
    "SECRET_KEY",
    "SECURE_HSTS_SECONDS",
    "STAFF_SECOND_FACTOR",
    "TOOL_ORIGIN",
    "WEB_CONCURRENCY",
}


class BadOption(ValueError):
    """An option of `make run` cannot be used; the message says which and why."""


@dataclass(frozen=True)
class Options:
    """The two ports on loopback, and the folders of data and keys."""

    port: int = 8000
    lms_port: int = 8001
    var: Path = FOLDER / "var"
    keys: Path = FOLDER / "keys"

    def __post_init__(self) -> None:
        if self.port == self.lms_port:
            raise BadOption(f"PORT and LMS_PORT are both {self.port}; they must differ.")

    @classmethod
    def from_environment(cls, env: Mapping[str, str]) -> Options:
        """PORT, LMS_PORT, VAR_DIR and KEYS_DIR, each with its default."""
        return cls(
            port=_port("PORT", env.get("PORT", "8000")),
            lms_port=_port("LMS_PORT", env.get("LMS_PORT", "8001")),
            var=Path(env.get("VAR_DIR", FOLDER / "var")).resolve(),
            keys=Path(env.get("KEYS_DIR", FOLDER / "keys")).resolve(),
        )

    @property
    def tool_origin(self) -> str:
        return f"http://tool.localhost:{self.port}"

    @property
    def content_origin(self) -> str:
        return f"http://content.localhost:{self.port}"

    @property
    def lms_origin(self) -> str:
        return f"http://academy.localhost:{self.lms_port}"

    @property
    def lms_service(self) -> str:
        """Where the tool's server reaches the LMS: Python may not resolve *.localhost."""
        return f"http://127.0.0.1:{self.lms_port}"

    @property
    def demo(self) -> Path:
        """What only the demo has: the pretend LMS, the sample packages, the owner's password."""
        return self.var / "demo"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    def environment(self, around: Mapping[str, str] = os.environ) -> dict[str, str]:
        """The environment of every process of the demo."""
        kept = {name: value for name, value in around.items() if name not in DECIDED_HERE}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "VAR_DIR": str(self.var),
            "KEYS_DIR": str(self.keys),
            "TOOL_ORIGIN": self.tool_origin,
            "CONTENT_ORIGIN": self.content_origin,
            # The same as the tool's default, with the host whose absence kombu warns of.
            "CELERY_BROKER_URL": "filesystem://localhost//",
            # A person who looks around needs no phone for it; the start page says so.
            "STAFF_SECOND_FACTOR": "optional",
            "PORT": str(self.port),
            "LMS_PORT": str(self.lms_port),
            # The two servers speak to each other on loopback, whatever proxy the network has.
            "NO_PROXY": "127.0.0.1,localhost,.localhost",
            "no_proxy": "127.0.0.1,localhost,.localhost",
            "PYTHONUNBUFFERED": "1",
        }


def _port(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and 0 < int(text) < 65536):
        raise BadOption(f"{name}={text!r} is not a port: write a number from 1 to 65535.")
    return int(text)
