"""Code in a process of its own, which may be killed, on the tests' database and folders."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection
from pytest_django import Settings

PROJECT = Path(__file__).resolve().parent.parent.parent


def run_to_its_end(code: str, given: Settings) -> int:
    """Run `code` with Django set up; its exit code, or minus the signal that ended it."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": database_url(),
        "MEDIA_ROOT": str(given.MEDIA_ROOT),
        "PACKAGE_STORE": str(given.PACKAGE_STORE),
        "SECRET_KEY": str(settings.SECRET_KEY),
        "VAR_DIR": str(settings.VAR_DIR),
    }
    begun = f"import django; django.setup()\n{code}"
    ran = subprocess.run(
        [sys.executable, "-c", begun], env=environment, cwd=PROJECT, check=False, timeout=60
    )
    return ran.returncode


def database_url() -> str:
    """The database of the tests, as DATABASE_URL has it."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    user = f"{database['USER']}:{database['PASSWORD']}".rstrip(":")
    place = f"{database['HOST'] or '127.0.0.1'}:{database['PORT'] or 5432}"
    return f"postgres://{user}@{place}/{database['NAME']}"
