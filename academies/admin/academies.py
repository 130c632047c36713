"""Academies, and the agreements under which they are here."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline

from academies.admin_decorators import act_button, labelled
from academies.admin_pages import (
    ActPage,
    AgreementDatesForm,
    ReasonForm,
    act_page,
    select,
    staff_of,
    text_input,
)
from academies.admin_rights import RoleRights
from academies.models import Academy, Agreement, AgreementText
from academies.permissions import Act, Right, acts_as_owner, may
from academies.services import standing
from academies.services.agreements import Terms, agree

_Status = Academy.Status
# Moved by the acts on the page, never typed in.
_BY_ACTS = ["status", "status_reason", "agreement_version"]
_BY_ACTS += ["agreement_starts_on", "agreement_expires_on"]


class AgreementForm(AgreementDatesForm):
    """An agreement made outside the application form: signed on paper, or renewed."""

    text = forms.ModelChoiceField(
        label=_("Text"), queryset=AgreementText.objects.none(), widget=select()
    )
    accepted_by = forms.CharField(
        label=_("Accepted by"),
        max_length=200,
        widget=text_input(),
        help_text=_("Who signed for the academy."),
    )
    field_order = ["text", "accepted_by", "starts_on", "expires_on"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts: Any = self.fields["text"]
        texts.queryset = AgreementText.objects.exclude(published_at=None)


class AgreementsOfAcademy(RoleRights, TabularInline):  # type: ignore[misc]
    model = Agreement
    academy_path = "academy"
    offered = frozenset({Right.VIEW})
    fields = readonly_fields = ["text", "accepted_by", "starts_on", "expires_on", "approved_by"]
    extra = 0


SUSPEND = ActPage(
    _("Suspend"),
    _("Nobody of the academy can open or go on with anything, from the next request on, until it "
      "is reinstated. What was completed stays on record."),
    _("Suspend"),
    ReasonForm,
    warned=True,
)  # fmt: skip
REINSTATE = ActPage(
    _("Reinstate"),
    _("The academy can come in again, as far as its agreement reaches."),
    _("Reinstate"),
    ReasonForm,
)
REVOKE = ActPage(
    _("Revoke"),
    _("Ends the academy's access from the next request on. Only a new agreement opens it again. "
      "What was completed stays on record."),
    _("Revoke"),
    ReasonForm,
    warned=True,
)  # fmt: skip
AGREE = ActPage(
    _("Record an agreement"),
    _("Approves the academy for these days. An academy that is suspended stays suspended."),
    _("Approve"),
    AgreementForm,
)


@admin.register(Academy)
class AcademyAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = ""
    list_display = ["name", "country", "shown_status", "agreement_expires_on"]
    list_filter = ["status", "country"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [AgreementsOfAcademy]
    actions_detail = ["agree", "suspend", "reinstate", "revoke"]
    fieldsets = [
        (None, {"fields": ["name", "slug", "country", "language", "status", "status_reason"]}),
        (
            _("Agreement"),
            {"fields": ["agreement_version", "agreement_starts_on", "agreement_expires_on"]},
        ),
        (
            _("Personal data a launch may leave behind"),
            {
                "fields": ["keeps_names", "keeps_emails", "keeps_person_sourcedids"],
                "description": _("Nothing is kept unless the academy's policy asks for it."),
            },
        ),
    ]
    readonly_fields = _BY_ACTS

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj or not acts_as_owner(request.user) else dict(self.prepopulated_fields)

    @labelled(
        _("Status"),
        "status",
        {
            _Status.APPROVED: "success",
            _Status.APPLIED: "info",
            _Status.SUSPENDED: "warning",
            _Status.REVOKED: "danger",
        },
    )
    def shown_status(self, academy: Academy) -> tuple[str, str]:
        return academy.status, academy.get_status_display()

    @act_button(AGREE.title, "agree", "decide")
    def agree(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        def run(said: dict[str, Any]) -> Promise:
            agree(staff_of(request), academy, Terms(**said))
            return _("The agreement is recorded.")

        academy = self._academy(request, object_id)
        return act_page(self, request, academy, AGREE, run)

    @act_button(SUSPEND.title, "suspend", "suspend")
    def suspend(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        return self._close(request, object_id, SUSPEND, standing.suspend)

    @act_button(REINSTATE.title, "reinstate", "reinstate")
    def reinstate(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        return self._close(request, object_id, REINSTATE, standing.reinstate)

    @act_button(REVOKE.title, "revoke", "revoke")
    def revoke(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        return self._close(request, object_id, REVOKE, standing.revoke)

    def _close(
        self, request: HttpRequest, object_id: int, page: ActPage, service: Any
    ) -> HttpResponseBase:
        academy = self._academy(request, object_id)

        def run(said: dict[str, Any]) -> Promise:
            service(staff_of(request), academy, said["reason"])
            return _("Done. It holds from the next request on.")

        return act_page(self, request, academy, page, run)

    def _academy(self, request: HttpRequest, object_id: int) -> Academy:
        academy: Academy = self.get_queryset(request).get(pk=object_id)
        return academy

    def has_decide_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        academy = self._seen(request, object_id)
        return academy is not None and may(request.user, Act.DECIDE, academy)

    def has_suspend_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return self._closes(request, object_id, _Status.APPROVED)

    def has_reinstate_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return self._closes(request, object_id, _Status.SUSPENDED)

    def has_revoke_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return self._closes(request, object_id, _Status.APPROVED, _Status.SUSPENDED)

    def _closes(self, request: HttpRequest, object_id: Any, *statuses: str) -> bool:
        academy = self._seen(request, object_id)
        if academy is None or academy.status not in statuses:
            return False
        return may(request.user, Act.CLOSE, academy)

    def _seen(self, request: HttpRequest, object_id: Any) -> Academy | None:
        """The academy of the page, fetched once a request though four buttons ask for it."""
        kept: dict[str, Academy | None] = request.__dict__.setdefault("seen_academies", {})
        key = str(object_id)
        if key not in kept:
            kept[key] = self.get_queryset(request).filter(pk=object_id).first()
        return kept[key]


@admin.register(Agreement)
class AgreementAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    """The history of all agreements, to be read."""

    academy_path = "academy"
    offered = frozenset({Right.VIEW})
    list_display = ["academy", "text", "accepted_by", "starts_on", "expires_on", "approved_by"]
    list_filter = ["academy"]
    list_select_related = ["academy", "text", "approved_by"]
    search_fields = ["academy__name", "accepted_by"]
    fields = readonly_fields = [
        *["academy", "text", "application", "accepted_by", "accepted_at"],
        *["starts_on", "expires_on", "approved_by", "created_at"],
    ]
