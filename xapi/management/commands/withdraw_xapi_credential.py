"""`manage.py withdraw_xapi_credential KEY`: from now on it is not known any more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xapi.auth import withdraw


class Command(BaseCommand):
    help = "Withdraw a key of the learning record store. What it stored stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        if not withdraw(options["key"]):
            raise CommandError("No credential in use has this key.")
        self.stdout.write("Withdrawn.")
