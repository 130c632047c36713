"""Editions: never written by hand, only released and withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from academies.admin_decorators import form_button, labelled
from academies.admin_rights import RoleRights
from academies.permissions import Right
from courses.admin.previews import OffersPreview, may_preview
from courses.models import Edition
from courses.services.editions import WrongStatus, learners_by_edition, release, withdraw


@admin.register(Edition)
class EditionAdmin(OffersPreview, RoleRights, ModelAdmin):  # type: ignore[misc]
    """Unfold's buttons on a row are links (GET); what changes something here is a POST."""

    change_form_template = "admin/courses/edition/change_form.html"

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
        "status_in_words",
        "created_at",
        "released_at",
        "shown_digest",
    ]
    readonly_fields = fields

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """Nothing is typed here, so there is nothing to save: only the two buttons."""
        no_save = {"show_save": False, "show_save_and_continue": False, **(extra_context or {})}
        edition = self.get_object(request, object_id or "")
        # How many learners there are in all is nobody's business but the owner's.
        if edition is not None and may_preview(request):
            counts, *others = learners_by_edition(edition)
            no_save["edition_page"] = {"may_preview": True, "counts": counts, "others": others}
        return super().changeform_view(request, object_id, form_url, no_save)

    def response_change(self, request: HttpRequest, obj: Edition) -> HttpResponse:
        """Stay on the page; what was done is said by the button's own message."""
        return HttpResponseRedirect(request.path)

    @admin.display(description=_("Status"))
    def status_in_words(self, edition: Edition) -> str:
        return str(edition.get_status_display())

    @admin.display(description=_("Content digest"))
    def shown_digest(self, edition: Edition) -> str:
        """With places where a small screen may break it."""
        digest = edition.content_digest
        pieces = ((digest[at : at + 8],) for at in range(0, len(digest), 8))
        return format_html_join(mark_safe("<wbr>"), "{}", pieces)

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
