"""Invitations, applications and the texts of the agreement."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminEmailInputWidget, UnfoldBooleanWidget

from academies.admin_decorators import act_button, form_button, labelled
from academies.admin_pages import (
    ActPage,
    AgreementDatesForm,
    ReasonForm,
    act_page,
    select,
    staff_of,
    staff_page,
    text_input,
)
from academies.admin_rights import RoleRights
from academies.models import Academy, AcademyInvitation, AgreementText, Application
from academies.permissions import Act, Right, may
from academies.refusals import ActRefused
from academies.services import agreement_texts, applications, invitations

_State = Application.State


class InvitationForm(forms.Form):
    """Whom to invite."""

    academy = forms.ModelChoiceField(
        label=_("Academy"),
        queryset=Academy.objects.all(),
        required=False,
        empty_label=_("A new one"),
        widget=select(),
        help_text=_("One that is here already is invited to agree anew."),
    )
    organisation = forms.CharField(
        label=_("Organisation"), max_length=200, required=False, widget=text_input()
    )
    country = forms.RegexField(
        r"^[A-Z]{2}$",
        label=_("Country"),
        required=False,
        widget=text_input(),
        help_text=_("Two letters, such as FR (ISO 3166-1). Empty: the organisation says it."),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, widget=UnfoldAdminEmailInputWidget()
    )
    by_email = forms.BooleanField(
        label=_("Send the link to this address"), required=False, widget=UnfoldBooleanWidget()
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("academy") and not said.get("organisation"):
            self.add_error("organisation", _("Name the organisation, or choose an academy."))
        if said.get("by_email") and not said.get("email"):
            self.add_error("email", _("An address is needed to send the link."))
        return said


INVITE = ActPage(
    _("Invite an organisation"),
    _("Makes a link to the application form. It works once and is valid for two weeks."),
    _("Make the link"),
    InvitationForm,
)
WITHDRAW = ActPage(
    _("Withdraw the invitation"),
    _("The link stops working."),
    _("Withdraw"),
    forms.Form,
    warned=True,
)
APPROVE = ActPage(
    _("Approve the application"),
    _("Makes the academy, if it is not here yet, and lets it in from the first day to the last. "
      "Which courses it may open is decided afterwards."),
    _("Approve"),
    AgreementDatesForm,
)  # fmt: skip
REFUSE = ActPage(
    _("Refuse the application"),
    _("The link is used up: to apply again, the organisation needs a new invitation."),
    _("Refuse"),
    ReasonForm,
    warned=True,
)


@admin.register(AcademyInvitation)
class InvitationAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = "academy"
    country_path = "country"
    offered = frozenset({Right.VIEW})
    list_display = ["organisation", "country", "created_at", "expires_at", "used_at"]
    search_fields = ["organisation", "email"]
    actions_list = ["invite"]
    actions_detail = ["withdraw"]
    fields = readonly_fields = [
        *["organisation", "country", "email", "academy", "invited_by"],
        *["created_at", "expires_at", "used_at", "withdrawn_at"],
    ]

    @act_button(INVITE.title, "invite", "invite")
    def invite(self, request: HttpRequest) -> HttpResponseBase:
        def run(said: dict[str, Any]) -> HttpResponse:
            by_email = said.pop("by_email")
            invitation, link = invitations.invite(staff_of(request), **said)
            context = {
                "invitation": invitation,
                "link": link,
                **_posted(by_email, invitation, link),
            }
            template = "admin/academies/invited.html"
            return staff_page(self, request, template, context, title=INVITE.title)

        return act_page(self, request, None, INVITE, run)

    @act_button(WITHDRAW.title, "withdraw", "invite")
    def withdraw(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        invitation = self.get_queryset(request).get(pk=object_id)

        def run(said: dict[str, Any]) -> Promise:
            invitations.withdraw(staff_of(request), invitation)
            return _("The invitation is withdrawn.")

        return act_page(self, request, invitation, WITHDRAW, run)

    def has_invite_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return may(request.user, Act.INVITE)


def _posted(wanted: bool, invitation: AcademyInvitation, link: str) -> dict[str, bool]:
    if not wanted:
        return {}
    try:
        invitations.send_link(invitation, link)
    except OSError:  # SMTPException is one; the page offers the link itself
        return {"not_sent": True}
    return {"sent": True}


@admin.register(Application)
class ApplicationAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = "academy"
    country_path = "country"
    offered = frozenset({Right.VIEW})
    list_display = ["organisation", "country", "shown_state", "accepted_at", "decided_by"]
    list_filter = ["state", "country"]
    list_select_related = ["decided_by"]
    search_fields = ["organisation"]
    actions_detail = ["approve", "refuse"]
    fields = readonly_fields = [
        *["organisation", "country", "contact_name", "contact_email", "purpose", "language"],
        *["text", "accepted_at", "state", "decided_by", "decided_at", "reason", "academy"],
    ]

    @labelled(
        _("State"),
        "state",
        {_State.WAITING: "info", _State.APPROVED: "success", _State.REFUSED: "danger"},
    )
    def shown_state(self, application: Application) -> tuple[str, str]:
        return application.state, application.get_state_display()

    @act_button(APPROVE.title, "approve", "decide")
    def approve(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        application = self.get_queryset(request).get(pk=object_id)

        def run(said: dict[str, Any]) -> Promise:
            applications.approve(staff_of(request), application, **said)
            return _("The academy is approved. Open courses to it under “Who may open what”.")

        return act_page(self, request, application, APPROVE, run)

    @act_button(REFUSE.title, "refuse", "decide")
    def refuse(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        application = self.get_queryset(request).get(pk=object_id)

        def run(said: dict[str, Any]) -> Promise:
            applications.refuse(staff_of(request), application, said["reason"])
            return _("The application is refused.")

        return act_page(self, request, application, REFUSE, run)

    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        found = self.get_queryset(request).filter(pk=object_id, state=_State.WAITING).first()
        return found is not None and may(request.user, Act.DECIDE, found.academy, found.country)


@admin.register(AgreementText)
class TextAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    """Texts are written as drafts; a published one is only read."""

    list_display = ["title", "version", "language", "published_at"]
    list_filter = ["version", "language"]
    search_fields = ["title", "version"]
    fields = ["version", "language", "title", "body", "published_at"]
    readonly_fields = ["published_at"]
    actions_submit_line = ["publish"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and not self._published(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and not self._published(request, obj)

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One by one only: the bulk deletion does not ask about each row."""
        actions: dict[str, Any] = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def _published(self, request: HttpRequest, obj: Any) -> bool:
        if obj is None:
            return False
        key = obj.pk if isinstance(obj, AgreementText) else obj
        return AgreementText.objects.exclude(published_at=None).filter(pk=key).exists()

    @form_button(_("Publish this version, in all its languages"))
    def publish(self, request: HttpRequest, text: AgreementText) -> None:
        try:
            agreement_texts.publish(staff_of(request), text.version)
        except ActRefused as refused:
            self.message_user(request, str(refused.message), messages.ERROR)
        else:
            self.message_user(request, str(_("Published.")), messages.SUCCESS)
