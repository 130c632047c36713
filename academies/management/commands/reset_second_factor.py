"""`manage.py reset_second_factor NAME`: for the owner who lost the phone and the recovery codes."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from academies.models import StaffUser
from academies.staff.sessions import remove_second_factor


class Command(BaseCommand):
    help = (
        "Takes the second factor of a member of staff away and ends their sessions. Whoever has "
        "the password sets up the next one: set a new password first (changepassword)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, **options: Any) -> None:
        del args
        person = StaffUser.objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError(f"There is no member of staff called {options['username']!r}.")
        remove_second_factor(None, person)
        self.stdout.write(f"Gone. {person.username} sets up a new one at the next sign-in.")
