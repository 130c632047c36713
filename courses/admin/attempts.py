"""Attempts, to be looked at: what a learner reached is recorded by the content alone."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from academies.admin_rights import RoleRights
from academies.permissions import Right
from courses.admin.attempt_page import ExplainPage
from courses.models import Attempt


@admin.register(Attempt)
class AttemptAdmin(ExplainPage, RoleRights, ModelAdmin):  # type: ignore[misc]
    academy_path = provider_path = "learner__academy"
    offered = frozenset({Right.VIEW})
    list_display = [
        "shown_learner",
        "shown_academy",
        "edition",
        "kind",
        "completion",
        "success",
        "shown_score",
        "last_active_at",
    ]
    list_filter = ["completion", "success", "kind", "learner__academy"]
    list_select_related = ["learner__academy", "edition"]
    search_fields = ["learner__pseudonym", "edition__title"]
    date_hierarchy = "opened_at"
    fields = [
        "shown_learner",
        "shown_academy",
        "offering",
        "edition",
        "kind",
        "number",
        "completion",
        "success",
        "shown_score",
        "opened_at",
        "last_active_at",
        "completed_at",
    ]
    readonly_fields = ["shown_learner", "shown_academy", "shown_score", "opened_at"]

    @admin.display(description=_("Learner"), ordering="learner__pseudonym")
    def shown_learner(self, attempt: Attempt) -> str:
        learner = attempt.learner
        kept = learner.display_name if learner.academy.keeps_names else ""
        return kept or str(learner.pseudonym)[:8]

    @admin.display(description=_("Academy"), ordering="learner__academy__name")
    def shown_academy(self, attempt: Attempt) -> str:
        return attempt.learner.academy.name

    @admin.display(description=_("Score"), ordering="score")
    def shown_score(self, attempt: Attempt) -> str:
        return "–" if attempt.score is None else f"{attempt.score * 100:.0f} %"
