"""Why an attempt is where it is: for the staff, from what its player's room explains."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from unfold.decorators import action

from courses.explaining import explainer_of
from courses.models import Attempt

_URL = "admin:courses_attempt_explained"


class ExplainPage:
    """Put before RoleRights and ModelAdmin of Attempt."""

    actions_detail = ["open_explained"]
    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_safe(self.explained_view))
        own = [path("<int:pk>/explained/", view, name="courses_attempt_explained")]
        theirs: list[URLPattern] = super().get_urls()  # type: ignore[misc]
        return own + theirs

    @action(  # type: ignore[untyped-decorator]
        description=gettext_lazy("Why is this not complete?"),
        permissions=["view"],
        url_path="explain",
    )
    def open_explained(self, request: HttpRequest, object_id: int) -> HttpResponse:
        del request
        return HttpResponseRedirect(reverse(_URL, args=[object_id]))

    def explained_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Parts, what is missing, what was stored when, and which rules decide about steps."""
        this: Any = self
        attempt: Attempt | None = this.get_object(request, str(pk))
        if attempt is None or not this.has_view_permission(request, attempt):
            raise PermissionDenied
        explainer = explainer_of(attempt.edition.standard)
        explanation = explainer.explain(attempt)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Why is this not complete?"),
            "attempt": attempt,
            "learner": this.shown_learner(attempt),
            "rule": attempt.offering.module.get_completion_rule_display(),
            "explanation": explanation,
            "missing": [one for part in explanation.parts for one in part.missing],
            "timeline": explainer.timeline(attempt),
            "trace": explainer.trace(attempt),
        }
        return TemplateResponse(request, "admin/courses/attempt/explained.html", context)
