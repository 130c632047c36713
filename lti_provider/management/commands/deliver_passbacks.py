"""Deliver grades from the command line: what the worker does, seen by a person."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from lti_provider.models import Passback
from lti_provider.services import leases, passbacks

_SHOWN = 200
_HEADINGS = ("ID", "Academy", "Learner", "Grade", "Tries", "State", "Why")


class Command(BaseCommand):
    help = (
        "Show the grades that have not arrived. With --all-due, send every one whose time has "
        "come; with --resend ID, send that one again whatever its state."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--all-due", action="store_true", help="send every grade that is due")
        parser.add_argument(
            "--resend", type=int, metavar="ID", help="send this one again, whatever its state"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        shown: list[int] = []
        if options["resend"] is not None:
            shown.append(self._resend(options["resend"]))
        if options["all_due"]:
            shown += _deliver_all_due()
        if options["resend"] is None and not options["all_due"]:
            shown = _not_sent()
        self._print(shown)

    def _resend(self, pk: int) -> int:
        row = Passback.objects.filter(pk=pk).first()
        if row is None:
            raise CommandError(
                f"No grade has the ID {pk}. Run without options to see those that wait."
            )
        passbacks.send_again([row])
        _deliver(pk)
        return pk

    def _print(self, shown: list[int]) -> None:
        """A table; learners by pseudonym, since a terminal is copied into tickets and mails."""
        rows = [_HEADINGS, *(_cells(pk) for pk in dict.fromkeys(shown))]
        if len(rows) == 1:
            self.stdout.write("Nothing to do: no grade is due.")
            return
        widths = [max(len(row[at]) for row in rows) for at in range(len(_HEADINGS))]
        for row in rows:
            line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            self.stdout.write(line.rstrip())


def _deliver_all_due() -> list[int]:
    """Every row once, even those that fall due again meanwhile: this command must come to an end.

    One that is due at once (its column was gone) is tried once more.
    """
    due = list(leases.due(timezone.now()).values_list("pk", flat=True))
    for pk in due:
        _deliver(pk)
    return due


def _deliver(pk: int) -> None:
    delivery = passbacks.deliver(pk)
    if delivery is not None and delivery.is_due_again:
        passbacks.deliver(pk)


def _not_sent() -> list[int]:
    rows = Passback.objects.exclude(state=Passback.State.SENT).order_by("not_before", "pk")
    return list(rows.values_list("pk", flat=True)[:_SHOWN])


def _cells(pk: int) -> tuple[str, ...]:
    row = Passback.objects.select_related(
        "platform_user__learner", "resource_link__deployment__platform__academy"
    ).get(pk=pk)
    return (
        str(row.pk),
        row.resource_link.deployment.platform.academy.slug,
        str(row.platform_user.learner.pseudonym)[:8],
        f"{row.score_given:.2f}/{row.score_maximum:.0f}",
        str(row.tries),
        row.state,
        row.last_answer,
    )
