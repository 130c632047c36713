"""Connect an LMS: invite an academy with one address, or type the values by hand."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSelectWidget

from academies.admin_decorators import labelled
from academies.admin_rights import RoleRights
from academies.models import Academy, StaffUser
from academies.permissions import Right, academies_in_reach
from lti_provider.guides import GUIDES
from lti_provider.models import RegistrationInvitation
from lti_provider.services.connecting import values_of_this_tool, written
from lti_provider.services.invitations import LIFETIMES_DAYS, Invited, invite

_PLACE = "admin/lti_provider/registrationinvitation"


def _lifetimes() -> list[tuple[int, str]]:
    return [
        (days, ngettext("%(days)d day", "%(days)d days", days) % {"days": days})
        for days in LIFETIMES_DAYS
    ]


class InvitationForm(forms.Form):
    """Whom to invite, and for how long the address is good."""

    academy = forms.ModelChoiceField(
        Academy.objects.none(), label=_("Academy"), widget=UnfoldAdminSelectWidget
    )
    lifetime = forms.TypedChoiceField(
        label=_("Good for"),
        coerce=int,
        choices=_lifetimes,
        initial=7,
        widget=UnfoldAdminSelectWidget,
        help_text=_("It can be used once within this time."),
    )

    def __init__(self, user: StaffUser, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The stubs know a form's fields as plain fields.
        self.fields["academy"].queryset = academies_in_reach(user)  # type: ignore[attr-defined]


@admin.register(RegistrationInvitation)
class RegistrationInvitationAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    """An invitation is made and withdrawn (deleted), never changed."""

    academy_path = "academy"
    offered = frozenset({Right.VIEW, Right.ADD, Right.DELETE})
    change_list_template = f"{_PLACE}/list.html"
    list_display = ["academy", "shown_state", "created_by", "created_at", "expires_at", "platform"]
    list_filter = ["academy"]
    list_select_related = ["academy", "created_by", "platform"]
    ordering = ["-created_at"]
    fields = ["academy", "created_by", "created_at", "expires_at", "used_at", "platform"]
    readonly_fields = ["created_by", "created_at", "expires_at", "used_at", "platform"]

    @labelled(_("State"), "used_at", {"open": "info", "used": "success", "expired": "warning"})
    def shown_state(self, invitation: RegistrationInvitation) -> tuple[str, Any]:
        if invitation.used_at is not None:
            return "used", _("Used")
        if invitation.expires_at <= timezone.now():
            return "expired", _("Expired")
        return "open", _("Open")

    def get_urls(self) -> list[URLPattern]:
        by_hand = path(
            "by-hand/",
            self.admin_site.admin_view(self.by_hand_view),
            name="lti_provider_registrationinvitation_by_hand",
        )
        return [by_hand, *super().get_urls()]

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Ask for the academy; answer with the address, this once.

        No redirect to it: it would have to be kept somewhere on the way.
        """
        user = request.user
        if not isinstance(user, StaffUser) or not self.has_add_permission(request):
            raise PermissionDenied
        form = InvitationForm(user, request.POST or None)
        if request.method == "POST" and form.is_valid():
            lifetime = dt.timedelta(days=form.cleaned_data["lifetime"])
            invited = invite(form.cleaned_data["academy"], user, lifetime)
            self.log_addition(request, invited.invitation, str(_("Invited")))
            return self._invited(request, invited)
        return self._page(request, "invite", {"form": form})

    def _invited(self, request: HttpRequest, invited: Invited) -> HttpResponse:
        context = {"invited": invited, "guides": [guide for guide in GUIDES if guide.dynamic]}
        response = self._page(request, "invited", context)
        response.headers["Cache-Control"] = "no-store"
        return response

    def _page(self, request: HttpRequest, name: str, context: dict[str, Any]) -> TemplateResponse:
        common = {
            **self.admin_site.each_context(request),
            "title": _("Connect an LMS"),
            "opts": self.opts,
        }
        return TemplateResponse(request, f"{_PLACE}/{name}.html", {**common, **context})

    def by_hand_view(self, request: HttpRequest) -> HttpResponse:
        """The exact values for every LMS, each under its own name."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        values = values_of_this_tool()
        guides = [(guide, written(guide, values)) for guide in GUIDES]
        return self._page(request, "by_hand", {"guides": guides})
