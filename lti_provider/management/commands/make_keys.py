"""Make the secrets that a new installation needs; those that exist are kept."""

import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from lti_provider import keys


class Command(BaseCommand):
    help = (
        "Make keys/secret_key and the LTI signing keys (current, next) where they are missing. "
        "With --encrypt, put plain signing keys under KEY_PASSPHRASE."
    )
    # Django's checks want a SECRET_KEY, which is made here.
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--encrypt", action="store_true", help="encrypt the signing keys that are still plain"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        directory = Path(settings.KEYS_DIR)
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._make(directory / "secret_key", lambda path: keys.write_secret(path, _secret()))
        for role in ("current", "next"):
            self._make(keys.path_of(role), keys.write_new_key)
        if options["encrypt"]:
            self._encrypt()

    def _make(self, path: Path, write: Any) -> None:
        if path.exists():
            self._check(path)
            self.stdout.write(f"kept  {path}")
            return
        write(path)
        self.stdout.write(f"made  {path}")

    def _encrypt(self) -> None:
        for path in [keys.path_of(role) for role in keys.ROLES]:
            if not path.exists() or keys.is_encrypted(path):
                continue
            try:
                keys.encrypt(path)
            except keys.KeysRefused as refused:
                raise CommandError(str(refused)) from refused
            self.stdout.write(f"encrypted  {path}")

    def _check(self, path: Path) -> None:
        try:
            keys.refuse_readable_by_others(path)
        except keys.KeysRefused as refused:
            raise CommandError(str(refused)) from refused


def _secret() -> bytes:
    return secrets.token_urlsafe(50).encode()
