"""Which academy may open what: entitlements, programmes and who takes part in them."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSingleDateWidget

from academies.admin_decorators import act_button
from academies.admin_pages import ActPage, ReasonForm, act_page, select, staff_of
from academies.admin_rights import RoleRights
from academies.models import Academy
from academies.permissions import Act, Right, may
from courses.models import Course, Entitlement, Programme, ProgrammeMembership
from courses.services import access


class OpenForm(forms.Form):
    """What to open to whom, from when to when."""

    academy = forms.ModelChoiceField(
        label=_("Academy"), queryset=Academy.objects.all(), widget=select()
    )
    programmes = forms.ModelMultipleChoiceField(
        label=_("Programmes"),
        queryset=Programme.objects.all(),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )
    courses = forms.ModelMultipleChoiceField(
        label=_("Courses"),
        queryset=Course.objects.all(),
        required=False,
        widget=UnfoldAdminCheckboxSelectMultipleWidget(),
    )
    starts_on = forms.DateField(
        label=_("First day"),
        initial=dt.date.today,
        widget=UnfoldAdminSingleDateWidget(attrs={"type": "date"}),
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=UnfoldAdminSingleDateWidget(attrs={"type": "date"}),
        help_text=_("Empty: until it is withdrawn. The agreement limits it in any case."),
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("programmes") and not said.get("courses"):
            self.add_error(None, _("Choose a programme or a course."))
        first, last = said.get("starts_on"), said.get("expires_on")
        if first and last and last < first:
            self.add_error("expires_on", _("The last day is before the first."))
        return said


OPEN = ActPage(
    _("Open courses to an academy"),
    _("A course that the academy may open already keeps one period only: the days given here."),
    _("Open"),
    OpenForm,
)
WITHDRAW = ActPage(
    _("Withdraw"),
    _("The academy cannot open or go on with these courses from the next request on, unless it "
      "may by another way. What was completed stays on record."),
    _("Withdraw"),
    ReasonForm,
    warned=True,
)  # fmt: skip


class Withdrawn(RoleRights):
    """The button that ends a row at once. Its days are given and withdrawn, never typed over."""

    academy_path = "academy"
    offered = frozenset({Right.VIEW})
    actions_detail = ["withdraw"]

    @act_button(WITHDRAW.title, "withdraw", "open_courses")
    def withdraw(self, request: HttpRequest, object_id: int) -> HttpResponseBase:
        row = self.get_queryset(request).select_related("academy").get(pk=object_id)

        def run(said: dict[str, Any]) -> Promise:
            access.withdraw(staff_of(request), row, said["reason"])
            return _("Withdrawn. It holds from the next request on.")

        return act_page(self, request, row, WITHDRAW, run)

    def has_open_courses_permission(self, request: HttpRequest, object_id: Any = None) -> bool:
        return may(request.user, Act.OPEN_COURSES)


@admin.register(Entitlement)
class EntitlementAdmin(Withdrawn, ModelAdmin):  # type: ignore[misc]
    provider_path = "academy"
    list_display = ["academy", "course", "starts_on", "expires_on"]
    list_display_links = ["academy", "course"]
    list_filter = ["academy", "course"]
    list_select_related = ["academy", "course"]
    search_fields = ["academy__name", "course__title"]
    actions_list = ["open_courses"]

    @act_button(OPEN.title, "open", "open_courses")
    def open_courses(self, request: HttpRequest) -> HttpResponseBase:
        def run(said: dict[str, Any]) -> Promise:
            access.open_courses(staff_of(request), **said)
            return _("Opened. Learners of the academy can use it from the next launch on.")

        return act_page(self, request, None, OPEN, run)


@admin.register(ProgrammeMembership)
class MembershipAdmin(Withdrawn, ModelAdmin):  # type: ignore[misc]
    list_display = ["academy", "programme", "starts_on", "expires_on"]
    list_display_links = ["academy", "programme"]
    list_filter = ["academy", "programme"]
    list_select_related = ["academy", "programme"]
    search_fields = ["academy__name", "programme__name"]


class MembersOfProgramme(RoleRights, TabularInline):  # type: ignore[misc]
    model = ProgrammeMembership
    academy_path = "academy"
    offered = frozenset({Right.VIEW})
    fields = readonly_fields = ["academy", "starts_on", "expires_on"]
    extra = 0
    show_change_link = True


@admin.register(Programme)
class ProgrammeAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = "memberships__academy"
    list_display = ["name", "slug"]
    search_fields = ["name", "slug"]
    prepopulated_fields = {"slug": ["name"]}
    filter_horizontal = ["courses"]
    inlines = [MembersOfProgramme]
    fields = ["name", "slug", "description", "courses"]

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Any]:
        return {} if obj or not self.has_add_permission(request) else dict(self.prepopulated_fields)
