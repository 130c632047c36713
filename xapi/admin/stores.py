"""The record store of each academy: when something was stored last, and its export."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSingleDateWidget

from academies.admin_decorators import act_button
from academies.admin_pages import ActPage, act_page, staff_of
from academies.admin_rights import RoleRights
from academies.permissions import Act, Right, may
from xapi.models import Ledger
from xapi.services.exporting import export


class ExportForm(forms.Form):
    """Which days."""

    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=UnfoldAdminSingleDateWidget(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=_("To"),
        required=False,
        widget=UnfoldAdminSingleDateWidget(attrs={"type": "date"}),
    )


EXPORT = ActPage(
    _("Export the statements"),
    _("Every statement that was stored on these days (UTC), one a line (NDJSON), oldest first. "
      "Files that were attached are not in it. The export stands in the audit log."),
    _("Export"),
    ExportForm,
)  # fmt: skip


@admin.register(Ledger)
class LedgerAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = "academy"
    offered = frozenset({Right.VIEW})
    list_display = ["academy", "stored"]
    list_select_related = ["academy"]
    search_fields = ["academy__name"]
    ordering = ["academy__name"]
    fields = readonly_fields = ["academy", "stored"]
    actions_detail = ["export"]

    @act_button(EXPORT.title, "export", "export")
    def export(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        ledger = self.get_queryset(request).select_related("academy").get(pk=object_id)

        def run(said: dict[str, Any]) -> HttpResponseBase:
            lines = export(staff_of(request), ledger.academy, said["since"], said["until"])
            response = StreamingHttpResponse(lines, content_type="application/x-ndjson")
            name = f"statements-{ledger.academy.slug}-{dt.datetime.now(dt.UTC).date()}.ndjson"
            response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
            response.headers["Cache-Control"] = "no-store"
            return response

        return act_page(self, request, ledger, EXPORT, run)

    def has_export_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        found = self.get_queryset(request).select_related("academy").filter(pk=object_id).first()
        return found is not None and may(request.user, Act.EXPORT_STATEMENTS, found.academy)
