"""`manage.py export_statements northvale --since 2026-01-01 > northvale.ndjson`."""

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from academies.models import Academy
from xapi.services.exporting import export


def _day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


class Command(BaseCommand):
    help = "Write the statements of an academy as NDJSON, oldest first. Days are in UTC."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("academy", help="the academy's slug")
        parser.add_argument("--since", type=_day, help="first day, such as 2026-01-31")
        parser.add_argument("--until", type=_day, help="last day")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        academy = Academy.objects.filter(slug=options["academy"]).first()
        if academy is None:
            raise CommandError(f"No academy has the slug {options['academy']!r}.")
        for lines in export(None, academy, options["since"], options["until"]):
            self.stdout.write(lines.decode(), ending="")
