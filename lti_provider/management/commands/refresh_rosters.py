"""Fetch class lists from the command line: what a trainer's launch has the worker do."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from lti_provider.services import rosters

_HEADINGS = ("ID", "Academy", "Course", "People", "Problem")


class Command(BaseCommand):
    help = (
        "Fetch the class lists that are older than a quarter of an hour and that the platforms "
        "let us ask for now."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--academy", default="", metavar="SLUG", help="of this academy only")

    def handle(self, *args: Any, **options: Any) -> None:
        due = rosters.due(timezone.now())
        if options["academy"]:
            due = due.filter(deployment__platform__academy__slug=options["academy"])
        rows = [_HEADINGS]
        for pk in list(due.values_list("pk", flat=True)):
            context = rosters.refresh(pk)
            if context is not None:
                people = context.roster.filter(is_active=True).count()
                slug = context.deployment.platform.academy.slug
                rows.append((str(pk), slug, str(context), str(people), context.roster_problem))
        if len(rows) == 1:
            self.stdout.write("Nothing to do: no class list is due.")
            return
        widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADINGS))]
        for row in rows:
            line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write(line.rstrip())
