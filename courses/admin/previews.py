"""Open an edition as a learner has it, from the staff pages, in a window of its own."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from academies.admin_pages import staff_of
from academies.permissions import Act, may
from academies.staff.middleware import session_end
from courses.models import Edition
from courses.players import NoPlayer
from courses.services.previews import StaffSession, open_preview


class OffersPreview:
    """Put before the ModelAdmin of Edition: a page that hands a ticket over to the player."""

    def get_urls(self) -> list[URLPattern]:
        this: Any = self
        view = this.admin_site.admin_view(require_POST(self.preview_view))
        own = path("<int:pk>/preview/", view, name="courses_edition_preview")
        return [own, *super().get_urls()]  # type: ignore[misc]

    def preview_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The ticket is the right to one attempt, so it goes on in a form, in no address."""
        this: Any = self
        edition: Edition | None = this.get_object(request, str(pk))
        if edition is None:
            raise PermissionDenied
        session = StaffSession(str(request.session.session_key), session_end(request))
        try:
            url, ticket = open_preview(staff_of(request), edition, session)
        except NoPlayer:
            said = _("No player for %(standard)s is installed, so this edition cannot be opened.")
            standard = edition.get_standard_display()
            this.message_user(request, said % {"standard": standard}, messages.WARNING)
            return HttpResponseRedirect(reverse("admin:courses_edition_change", args=[pk]))
        return render(request, "admin/courses/preview.html", {"url": url, "ticket": ticket})


def may_preview(request: HttpRequest) -> bool:
    """Whether the page offers it; the act asks once more."""
    return may(staff_of(request), Act.PREVIEW)
