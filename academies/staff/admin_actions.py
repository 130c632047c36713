"""What an owner may do about somebody's way in: end their sessions, take a lost factor away."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from academies import audit
from academies.admin_decorators import form_button
from academies.admin_pages import staff_of
from academies.models import StaffUser
from academies.permissions import acts_as_owner
from academies.staff.sessions import end_sessions, remove_second_factor


class WayIn:
    """Put before the ModelAdmin of StaffUser: two buttons on a person's page, for owners."""

    actions_submit_line = ["end_all_sessions", "take_second_factor_away"]

    @form_button(gettext_lazy("End all sessions"))
    def end_all_sessions(self, request: HttpRequest, person: StaffUser) -> None:
        if not acts_as_owner(request.user):
            return
        ended = end_sessions(person)
        said = ngettext("%(n)d session has ended.", "%(n)d sessions have ended.", ended)
        audit.record(request.user, "staffuser.sessions_ended", person, academy=person.academy)
        self._say(request, said % {"n": ended})

    @form_button(gettext_lazy("Take the second factor away"))
    def take_second_factor_away(self, request: HttpRequest, person: StaffUser) -> None:
        """For a lost phone. Whoever has the password sets up a new one, so it is set anew first."""
        if not acts_as_owner(request.user):
            return
        remove_second_factor(staff_of(request), person)
        said = _("Gone, and all sessions have ended. At the next sign-in a new one is set up.")
        self._say(request, said)

    def _say(self, request: HttpRequest, said: str) -> None:
        this: Any = self
        this.message_user(request, said, messages.SUCCESS)
