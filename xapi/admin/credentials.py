"""Keys of the record store: issued with their scopes, looked at, withdrawn."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from academies.admin_decorators import act_button, labelled
from academies.admin_pages import ActPage, act_page, select, staff_of, staff_page, text_input
from academies.admin_rights import RoleRights
from academies.models import Academy
from academies.permissions import Act, Right, academies_in_reach, may
from xapi import scopes
from xapi.models import Credential
from xapi.services.credentials import issue_by, withdraw_by

SCOPES = {
    scopes.WRITE: _("Store statements"),
    scopes.READ_MINE: _("Read the statements that it has stored itself"),
    scopes.READ: _("Read every statement of the academy"),
    scopes.STATE: _("Read and write what activities remember of a learner (state)"),
    scopes.PROFILE: _("Read and write profiles of activities and of people"),
    scopes.DEFINE: _("Say what activities are: names and descriptions"),
    scopes.READ_ALL: _("Read everything"),
    scopes.ALL: _("Everything"),
}


class IssueForm(forms.Form):
    """For whom, what it is called, and what it may do."""

    academy = forms.ModelChoiceField(Academy.objects.none(), label=_("Academy"), widget=select())
    label = forms.CharField(
        label=_("Name"),
        max_length=200,
        widget=text_input(),
        help_text=_("Which system uses it, such as “Reports”. It stands in what it stores."),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=list(SCOPES.items()),
        initial=[scopes.WRITE, scopes.READ_MINE],
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )


ISSUE = (
    _("Issue a key"),
    _("A system of an academy speaks to the record store with a key and a secret. It sees and "
      "stores what is the academy's, and nothing else. The secret is shown once."),
    _("Issue"),
)  # fmt: skip
WITHDRAW = ActPage(
    _("Withdraw"),
    _("From the next request on the key is not known any more. What was stored with it stays."),
    _("Withdraw"),
    forms.Form,
    warned=True,
)


@admin.register(Credential)
class CredentialAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    """Issued and withdrawn, never changed or deleted: statements name it."""

    academy_path = "academy"
    offered = frozenset({Right.VIEW})
    list_display = ["label", "academy", "shown_state", "scopes", "last_used_at", "created_at"]
    list_filter = ["academy"]
    list_select_related = ["academy"]
    search_fields = ["label", "key"]
    search_help_text = _("Part of a name, or of a key.")
    fields = readonly_fields = [
        *["label", "academy", "key", "scopes"],
        *["created_at", "last_used_at", "withdrawn_at"],
    ]
    actions_detail = ["withdraw"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Credential]:
        """Not the tool's own: nobody enters by it, and nobody can take it away."""
        return super().get_queryset(request).filter(is_ours=False)

    @labelled(_("State"), "withdrawn_at", {"in use": "success", "withdrawn": "warning"})
    def shown_state(self, credential: Credential) -> tuple[str, Any]:
        if credential.withdrawn_at is None:
            return "in use", _("In use")
        return "withdrawn", _("Withdrawn")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        del obj
        return may(request.user, Act.ISSUE_CREDENTIAL)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponseBase:
        """Ask for whom and for what; answer with key and secret, this once."""
        del form_url, extra_context
        if not self.has_add_permission(request):
            raise PermissionDenied
        actor = staff_of(request)

        def run(said: dict[str, Any]) -> HttpResponseBase:
            credential, secret = issue_by(actor, said["academy"], said["label"], said["scopes"])
            context = {
                "credential": credential,
                "secret": secret,
                "endpoint": f"{settings.TOOL_ORIGIN}/xapi/",
                "back": reverse("admin:xapi_credential_changelist"),
            }
            page = "admin/xapi/credential/issued.html"
            return staff_page(self, request, page, context, title=_("The key is issued"))

        class Form(IssueForm):
            academy = forms.ModelChoiceField(
                academies_in_reach(actor), label=_("Academy"), widget=select()
            )

        return act_page(self, request, None, ActPage(*ISSUE, Form), run)

    @act_button(WITHDRAW.title, "withdraw", "withdraw")
    def withdraw(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        credential = self.get_queryset(request).get(pk=object_id)

        def run(said: dict[str, Any]) -> Promise:
            del said
            withdraw_by(staff_of(request), credential)
            return _("The key is withdrawn.")

        return act_page(self, request, credential, WITHDRAW, run)

    def has_withdraw_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        found = self.get_queryset(request).filter(pk=object_id, withdrawn_at=None).first()
        return found is not None and may(request.user, Act.ISSUE_CREDENTIAL, found.academy)
