"""A platform's status page, and its self-test: for everybody who may see the platform."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from unfold.decorators import action, display

from academies.permissions import Act, may, require
from lti_provider import tasks
from lti_provider.models import Platform, PlatformEvent
from lti_provider.services import self_test
from lti_provider.services.self_test_words import STEPS, shown
from lti_provider.services.status import standing

_MOODLE = "moodle"


class StatusPage:
    """Put before RoleRights and ModelAdmin of Platform."""

    actions_detail = ["open_status"]
    admin_site: Any

    def get_urls(self) -> list[URLPattern]:
        views: list[tuple[str, Any]] = [
            ("status", require_safe(self.status_view)),
            ("self-test", require_POST(self.self_test_view)),
            ("progress", require_safe(self.progress_view)),
        ]
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"lti_provider_platform_{name.replace('-', '_')}",
            )
            for name, view in views
        ]
        theirs: list[URLPattern] = super().get_urls()  # type: ignore[misc]
        return own + theirs

    @display(description=gettext_lazy("How it stands"))  # type: ignore[untyped-decorator]
    def status_link(self, platform: Platform) -> SafeString:
        return format_html('<a href="{}">{}</a>', _url("status", platform.pk), _("Look and test"))

    @action(  # type: ignore[untyped-decorator]
        description=gettext_lazy("Status and self-test"), permissions=["view"], url_path="open"
    )
    def open_status(self, request: HttpRequest, object_id: int) -> HttpResponse:
        del request
        return HttpResponseRedirect(_url("status", object_id))

    def status_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        platform = self._platform(request, pk)
        event = self_test.find(platform)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Status of %(platform)s") % {"platform": platform},
            "standing": standing(platform),
            "event": event,
            "is_under_way": event is not None and self_test.is_under_way(event),
            "is_lost": event is not None and self_test.is_lost(event),
            "steps": _steps(platform, event),
            "progress": _progress(event),
            "may_test": may(request.user, Act.TEST_PLATFORM, platform.academy),
        }
        return TemplateResponse(request, "admin/lti_provider/platform/status.html", context)

    def self_test_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask for a run. One that is under way is followed instead."""
        platform = self._platform(request, pk)
        require(request.user, Act.TEST_PLATFORM, platform.academy)
        if self_test.begin(platform):
            transaction.on_commit(lambda: tasks.ring_self_test(platform.pk), robust=True)
        return HttpResponseRedirect(_url("status", pk))

    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """How far the run is, as JSON, for the script of the page."""
        event = self_test.find(self._platform(request, pk))
        return JsonResponse(_progress(event), headers={"Cache-Control": "no-store"})

    def _platform(self, request: HttpRequest, pk: int) -> Platform:
        this: Any = self
        platform: Platform | None = this.get_object(request, str(pk))
        if platform is None or not this.has_view_permission(request, platform):
            raise PermissionDenied
        return platform


def _url(name: str, pk: int) -> str:
    return reverse(f"admin:lti_provider_platform_{name.replace('-', '_')}", args=[pk])


def _steps(platform: Platform, event: PlatformEvent | None) -> list[Any]:
    if event is None:
        return []
    is_moodle = platform.product_family == _MOODLE
    return [shown(step, is_moodle=is_moodle) for step in event.report["steps"]]


def _progress(event: PlatformEvent | None) -> dict[str, Any]:
    if event is None:
        return {"finished": True, "percent": 0, "doing": ""}
    done = len(event.report["steps"])
    titles = list(STEPS.values())
    return {
        "finished": not self_test.is_under_way(event),
        "percent": self_test.percent(event),
        "doing": str(titles[done]) if done < len(titles) else "",
    }
