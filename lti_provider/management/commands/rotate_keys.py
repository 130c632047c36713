"""Let the next signing key sign, by hand: what the clock does after LTI_KEY_ROTATION_DAYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from lti_provider.keys import KeysRefused
from lti_provider.services import key_rotation


class Command(BaseCommand):
    help = (
        "Rotate the LTI signing keys: next becomes current, current becomes previous, and a new "
        "next is made and published. Refused while next was published for less than 24 hours."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--drop-previous",
            action="store_true",
            help="publish the previous key no longer, at once (such as when it has leaked)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            rotated = key_rotation.rotate()
        except (key_rotation.NotYet, KeysRefused) as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"current   {rotated.current}")
        self.stdout.write(f"next      {rotated.next}")
        if options["drop_previous"]:
            key_rotation.drop_previous()
        self.stdout.write(f"previous  {'-' if options['drop_previous'] else rotated.previous}")
