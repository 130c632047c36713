"""`manage.py make_xapi_credential northvale --label "Reports" --scope statements/read`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from academies.models import Academy
from xapi import scopes
from xapi.auth import issue


class Command(BaseCommand):
    help = "Make a key and a secret for the learning record store. The secret is shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("academy", help="the academy's slug")
        parser.add_argument("--label", required=True)
        parser.add_argument(
            "--scope", action="append", choices=scopes.KNOWN, help="once for each; default: all"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        academy = Academy.objects.filter(slug=options["academy"]).first()
        if academy is None:
            raise CommandError(f"No academy has the slug {options['academy']!r}.")
        credential, secret = issue(academy, options["label"], options["scope"] or [scopes.ALL])
        self.stdout.write(f"Key: {credential.key}")
        self.stdout.write(f"Secret: {secret}")
