"""Compare delivered grades with the gradebooks from the command line, as the night does it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lti_provider import tasks
from lti_provider.models import ResourceLink
from lti_provider.services import reconciliation

_HEADINGS = ("ID", "Academy", "Activity", "Same", "Changed", "Sent again", "Missing", "Why not")


class Command(BaseCommand):
    help = (
        "Read the grades back from the platforms. What a gradebook lost waits to be sent again; "
        "what somebody changed there is left alone. Without options: every activity."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--academy", default="", metavar="SLUG", help="of this academy only")
        parser.add_argument("--link", type=int, metavar="ID", help="this activity only")

    def handle(self, *args: Any, **options: Any) -> None:
        links = list(reconciliation.links_of(options["academy"], options["link"]).order_by("pk"))
        if not links and (options["academy"] or options["link"] is not None):
            raise CommandError(
                "No delivered grade is in there. Run without options to see the activities."
            )
        rows = [_HEADINGS, *(self._reconcile(link) for link in links)]
        if len(rows) == 1:
            self.stdout.write("Nothing to do: no grade has been delivered.")
            return
        widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADINGS))]
        for row in rows:
            line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write(line.rstrip())

    def _reconcile(self, link: ResourceLink) -> tuple[str, ...]:
        report = reconciliation.reconcile(link)
        for passback in report.lost:
            tasks.ring(passback.pk)
        numbers = (report.confirmed, report.changed, len(report.lost), report.missing)
        slug = link.deployment.platform.academy.slug
        return (str(link.pk), slug, str(link), *map(str, numbers), report.problem)
