"""The outbox of grades, to be read, and its dead letters, to be sent again."""

import re

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin

from academies.admin_decorators import labelled
from academies.admin_rights import RoleRights
from academies.permissions import Right, rights
from lti_provider import tasks
from lti_provider.models import Passback
from lti_provider.services import passbacks

# Where the first part of a reason ends, which is all that a list has room for.
_FIRST_PART = re.compile(r"[.:] | \(|\.$")
_FIELDS = [
    "state",
    "full_why",
    "shown_academy",
    "shown_learner",
    "shown_activity",
    "shown_grade",
    "comment",
    "timestamp",
    "tries",
    "last_status",
    "not_before",
    "sent_at",
    "created_at",
    "updated_at",
]


@admin.register(Passback)
class PassbackAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = "resource_link__deployment__platform__academy"
    offered = frozenset({Right.VIEW})
    list_display = [
        "shown_learner",
        "shown_academy",
        "shown_activity",
        "shown_grade",
        "shown_state",
        "tries",
        "shown_why",
        "updated_at",
    ]
    list_filter = ["state", "resource_link__deployment__platform__academy"]
    list_select_related = [
        "platform_user__learner__academy",
        "resource_link__deployment__platform__academy",
    ]
    search_fields = ["platform_user__learner__pseudonym", "resource_link__title"]
    search_help_text = _("Part of a pseudonym, or of an activity's title.")
    date_hierarchy = "updated_at"
    ordering = ["-updated_at"]
    fields = _FIELDS
    readonly_fields = _FIELDS
    actions = ["send_again"]

    @labelled(
        _("State"),
        "state",
        {
            Passback.State.WAITING: "info",
            Passback.State.SENDING: "info",
            Passback.State.SENT: "success",
            Passback.State.FAILED: "danger",
        },
    )
    def shown_state(self, passback: Passback) -> tuple[str, str]:
        return passback.state, passback.get_state_display()

    @admin.display(description=_("Academy"))
    def shown_academy(self, passback: Passback) -> str:
        return passback.resource_link.deployment.platform.academy.name

    @admin.display(description=_("Learner"), ordering="platform_user__learner__pseudonym")
    def shown_learner(self, passback: Passback) -> str:
        learner = passback.platform_user.learner
        kept = learner.display_name if learner.academy.keeps_names else ""
        return kept or str(learner.pseudonym)[:8]

    @admin.display(description=_("Grade"), ordering="score_given")
    def shown_grade(self, passback: Passback) -> str:
        return f"{passback.score_given:.2f} / {passback.score_maximum:.0f}"

    @admin.display(description=_("Activity"), ordering="resource_link__title")
    def shown_activity(self, passback: Passback) -> str:
        return str(passback.resource_link)

    @admin.display(description=_("Why"))
    def shown_why(self, passback: Passback) -> str:
        return _FIRST_PART.split(passback.last_answer)[0] or "–"

    @admin.display(description=_("Why"))
    def full_why(self, passback: Passback) -> str:
        return passback.last_answer or "–"

    @admin.action(description=_("Send again"), permissions=["send_again"])
    def send_again(self, request: HttpRequest, queryset: QuerySet[Passback]) -> None:
        """Put the chosen grades back into the queue; each is sent when a worker comes to it."""
        chosen = passbacks.send_again(queryset)
        for passback in chosen:
            self.log_change(request, passback, str(_("Send again")))
            tasks.ring_after_commit(passback.pk)
        said = ngettext(
            "%(count)d grade is being sent again.",
            "%(count)d grades are being sent again.",
            len(chosen),
        )
        self.message_user(request, said % {"count": len(chosen)}, messages.SUCCESS)

    def has_send_again_permission(self, request: HttpRequest) -> bool:
        return Right.CHANGE in rights(request.user, "lti_provider.passback")
