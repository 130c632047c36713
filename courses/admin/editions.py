"""Editions: never written by hand, only released and withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from academies.admin_decorators import form_button, labelled
from academies.admin_rights import RoleRights
from academies.permissions import Right
from courses.models import Edition
from courses.services.editions import WrongStatus, release, withdraw


@admin.register(Edition)
class EditionAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    """Unfold's buttons on a row are links (GET); what changes something here is a POST."""

    academy_path = "module__course__entitlements__academy"
    # An import adds editions; an edition with attempts must stay, and any may have them.
    offered = frozenset({Right.VIEW, Right.CHANGE})
    list_display = ["title", "number", "module", "standard", "shown_status", "released_at"]
    list_filter = ["status", "standard"]
    list_select_related = ["module"]
    search_fields = ["title", "module__title", "module__course__title"]
    actions = ["release_selected", "withdraw_selected"]
    actions_submit_line = ["release_this", "withdraw_this"]
    fields = [
        "module",
        "number",
        "title",
        "standard",
        "language",
        "shown_status",
        "created_at",
        "released_at",
        "content_digest",
    ]
    readonly_fields = fields

    @labelled(
        _("Status"),
        "status",
        {
            Edition.Status.RELEASED: "success",
            Edition.Status.DRAFT: "info",
            Edition.Status.WITHDRAWN: "warning",
        },
    )
    def shown_status(self, edition: Edition) -> tuple[str, str]:
        return edition.status, edition.get_status_display()

    @admin.action(description=_("Release"), permissions=["change"])
    def release_selected(self, request: HttpRequest, editions: QuerySet[Edition]) -> None:
        self._each(request, editions, release, str(_("Released: {}.")))

    @admin.action(description=_("Withdraw"), permissions=["change"])
    def withdraw_selected(self, request: HttpRequest, editions: QuerySet[Edition]) -> None:
        self._each(request, editions, withdraw, str(_("Withdrawn: {}.")))

    @form_button(_("Release"))
    def release_this(self, request: HttpRequest, edition: Edition) -> None:
        self._each(request, [edition], release, str(_("Released: {}.")))

    @form_button(_("Withdraw"))
    def withdraw_this(self, request: HttpRequest, edition: Edition) -> None:
        self._each(request, [edition], withdraw, str(_("Withdrawn: {}.")))

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[Any]:
        """Only the button that leads somewhere from where the edition is."""
        buttons = super().get_actions_submit_line(request, object_id)
        edition = Edition.objects.filter(pk=object_id).first()
        released = edition is not None and edition.status == Edition.Status.RELEASED
        wanted = "withdraw_this" if released else "release_this"
        return [button for button in buttons if button.action_name.endswith(wanted)]

    def _each(
        self,
        request: HttpRequest,
        editions: QuerySet[Edition] | list[Edition],
        change: Callable[[Edition], None],
        said: str,
    ) -> None:
        for edition in editions:
            try:
                change(edition)
            except WrongStatus as wrong:
                self.message_user(request, str(wrong), messages.WARNING)
            else:
                self.log_change(request, edition, said.format(edition))
                self.message_user(request, said.format(edition), messages.SUCCESS)
