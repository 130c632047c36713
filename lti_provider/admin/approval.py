"""The buttons with which the owner approves and suspends platforms."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from academies.admin_decorators import form_button, labelled
from academies.admin_pages import staff_of
from academies.models import StaffUser
from lti_provider.models import Platform
from lti_provider.services import approvals

APPROVED, SUSPENDED = gettext_lazy("Approved"), gettext_lazy("Suspended")
_Change = Callable[[StaffUser, QuerySet[Platform]], list[Platform]]


class Approval:
    """Put before RoleRights and ModelAdmin: a column for the status, and two actions.

    In the list for the chosen platforms, on a platform's page for itself; both for who may change
    platforms, that is for the owner.
    """

    actions = ["approve_chosen", "suspend_chosen"]
    actions_submit_line = ["approve_this", "suspend_this"]

    @labelled(
        gettext_lazy("Status"),
        "status",
        {
            Platform.Status.PENDING: "warning",
            Platform.Status.ACTIVE: "success",
            Platform.Status.SUSPENDED: "danger",
        },
    )
    def shown_status(self, platform: Platform) -> tuple[str, str]:
        return platform.status, platform.get_status_display()

    @admin.action(description=gettext_lazy("Approve"), permissions=["change"])
    def approve_chosen(self, request: HttpRequest, queryset: QuerySet[Platform]) -> None:
        self._do(request, queryset, approvals.approve, APPROVED)

    @admin.action(description=gettext_lazy("Suspend"), permissions=["change"])
    def suspend_chosen(self, request: HttpRequest, queryset: QuerySet[Platform]) -> None:
        self._do(request, queryset, approvals.suspend, SUSPENDED)

    @form_button(gettext_lazy("Approve"))
    def approve_this(self, request: HttpRequest, platform: Platform) -> None:
        """After the form is saved: Unfold calls it with the row."""
        self._do(request, _only(platform), approvals.approve, APPROVED)

    @form_button(gettext_lazy("Suspend"))
    def suspend_this(self, request: HttpRequest, platform: Platform) -> None:
        self._do(request, _only(platform), approvals.suspend, SUSPENDED)

    def _do(
        self, request: HttpRequest, platforms: QuerySet[Platform], change: _Change, done: Promise
    ) -> None:
        model_admin: Any = self
        for platform in change(staff_of(request), platforms):
            model_admin.log_change(request, platform, str(done))
            said = f"{done}: {platform}."
            model_admin.message_user(request, said, messages.SUCCESS)
            if platform.status == Platform.Status.ACTIVE:
                for missing in what_is_missing(platform):
                    model_admin.message_user(request, missing, messages.WARNING)


def what_is_missing(platform: Platform) -> list[str]:
    """Why an active platform still lets nobody in, in sentences."""
    missing = []
    if not platform.academy.may_enter(timezone.localdate()):
        missing.append(_("Nobody comes in yet: the academy is not approved, or has no agreement."))
    if not platform.deployments.exists():
        missing.append(_("Nobody comes in yet: add the deployment id that the platform shows."))
    return missing


def _only(platform: Platform) -> QuerySet[Platform]:
    return Platform.objects.filter(pk=platform.pk)
