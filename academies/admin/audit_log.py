"""The audit log: read, filtered and exported within the reader's reach; never changed."""

import datetime as dt
import json
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminSingleDateWidget

from academies.admin_decorators import act_button
from academies.admin_pages import ActPage, act_page, select, staff_of
from academies.admin_rights import RoleRights
from academies.models import AuditEntry
from academies.permissions import Act, Right, may
from academies.services import audit_export

_FORMATS = {"csv": "text/csv; charset=utf-8", "ndjson": "application/x-ndjson"}


class ExportForm(forms.Form):
    """Which part of the log, and how it is written."""

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
    format = forms.ChoiceField(
        label=_("Format"), choices=[("csv", "CSV"), ("ndjson", "NDJSON")], widget=select()
    )


EXPORT = ActPage(
    _("Export the audit log"),
    _("The entries that you can see, oldest first. That you exported them becomes an entry too."),
    _("Export"),
    ExportForm,
)


@admin.register(AuditEntry)
class AuditEntryAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = "academy"
    country_path = "country"
    offered = frozenset({Right.VIEW})
    list_display = ["at", "shown_actor", "action", "target_name", "academy", "reason"]
    list_filter = ["academy", "action"]
    list_select_related = ["academy"]
    search_fields = ["actor_name", "action", "target", "target_name", "correlation_id"]
    search_help_text = _("A user name, an act, a row such as lti_provider.platform:5, a reference.")
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    actions_list = ["export"]
    fields = readonly_fields = [
        *["at", "shown_actor", "action", "target_name", "target", "academy", "reason"],
        *["shown_before", "shown_after", "correlation_id"],
    ]

    @admin.display(description=_("Who"), ordering="actor_name")
    def shown_actor(self, entry: AuditEntry) -> str:
        return entry.actor_name or str(_("(the tool)"))

    @admin.display(description=_("Before"))
    def shown_before(self, entry: AuditEntry) -> SafeString | str:
        return _shown(entry.before)

    @admin.display(description=_("After"))
    def shown_after(self, entry: AuditEntry) -> SafeString | str:
        return _shown(entry.after)

    @act_button(EXPORT.title, "export", "export")
    def export(self, request: HttpRequest) -> HttpResponseBase:
        def run(said: dict[str, Any]) -> HttpResponseBase:
            rows = audit_export.export(
                staff_of(request), self.get_queryset(request), said["since"], said["until"]
            )
            return _download(rows, said["format"])

        return act_page(self, request, None, EXPORT, run)

    def has_export_permission(self, request: HttpRequest) -> bool:
        return may(request.user, Act.EXPORT_AUDIT)


def _shown(values: dict[str, Any]) -> SafeString | str:
    lines = ((name, json.dumps(value, ensure_ascii=False)) for name, value in values.items())
    return format_html_join("", "<div><b>{}</b>: {}</div>", lines) or "–"


def _download(rows: QuerySet[AuditEntry], kind: str) -> HttpResponseBase:
    lines = audit_export.as_csv(rows) if kind == "csv" else audit_export.as_ndjson(rows)
    response = StreamingHttpResponse(lines, content_type=_FORMATS[kind])
    day = dt.datetime.now(dt.UTC).date()
    response.headers["Content-Disposition"] = f'attachment; filename="audit-{day}.{kind}"'
    response.headers["Cache-Control"] = "no-store"
    return response
