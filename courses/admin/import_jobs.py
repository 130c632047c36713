"""Import a package: the upload, the page that follows the job, and what it may lead to."""

import uuid
from typing import Any

import structlog
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin

from academies.admin_decorators import labelled
from academies.admin_pages import staff_of
from academies.admin_rights import RoleRights
from academies.permissions import Right, rights
from courses.admin.import_form import ImportForm
from courses.admin.previews import may_preview
from courses.admission import today
from courses.models import Edition, ImportJob, Module
from courses.selectors import is_open_to_any
from courses.services import uploads
from courses.services.appending import BYTES_BETWEEN_SAVES
from courses.services.editions import WrongStatus, learners_by_edition, release
from courses.services.imports import cancel, correlation_id, retry
from courses.tasks import ring_for
from courses.views import uploads as tus

log = structlog.get_logger(__name__)
UNFINISHED = (ImportJob.State.WAITING, ImportJob.State.RUNNING)


@admin.register(ImportJob)
class ImportJobAdmin(RoleRights, ModelAdmin):  # type: ignore[misc]
    offered = frozenset({Right.VIEW, Right.ADD})
    form = ImportForm
    fields = ["file", "upload", "module", "course_title", "release"]
    add_form_template = "admin/courses/importjob/upload.html"
    list_display = ["__str__", "shown_state", "module", "requested_by", "created_at"]
    list_filter = ["state"]
    list_select_related = ["module", "requested_by"]
    search_fields = ["original_name", "public_id"]

    @labelled(
        _("State"),
        "state",
        {
            ImportJob.State.DONE: "success",
            ImportJob.State.RUNNING: "info",
            ImportJob.State.REFUSED: "danger",
            ImportJob.State.CANCELLED: "warning",
        },
    )
    def shown_state(self, job: ImportJob) -> tuple[str, str]:
        return job.state, job.get_state_display()

    def get_urls(self) -> list[URLPattern]:
        pages: list[tuple[str, Any]] = [
            ("status", self.status_view),
            ("again", self.again_view),
            ("cancel", self.cancel_view),
            ("release", self.release_view),
        ]
        # Not in `admin_view`: a script wants a status, and no way to the sign-in page.
        pieces = [
            path("uploads/", tus.collection, name="courses_importjob_uploads"),
            path("uploads/<uuid:public_id>/", tus.one, name="courses_importjob_upload"),
            path(
                "uploads/<uuid:public_id>/discard/",
                self.admin_site.admin_view(require_POST(self.discard_view)),
                name="courses_importjob_discard",
            ),
        ]
        own = [
            path(
                f"<int:pk>/{name}/",
                self.admin_site.admin_view(view),
                name=f"courses_importjob_{name}",
            )
            for name, view in pages
        ]
        return pieces + own + list(super().get_urls())

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form = super().get_form(request, *args, **kwargs)
        form.owner = request.user
        return form

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "module":
            kwargs["queryset"] = Module.objects.select_related("course")
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if field is not None and db_field.name == "module":
            field.label_from_instance = lambda module: f"{module.course.title}: {module.title}"
            field.empty_label = _("A new course")
            field.label = _("New edition of")
            field.help_text = _("Or a new course, with the package as its one module.")
        return field

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and db_field.name == "module":
            # A course is made by the import; modules are not made beside it.
            for link in ("can_add_related", "can_change_related", "can_view_related"):
                setattr(field.widget, link, False)
        return field

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        context = {
            **(extra_context or {}),
            "title": _("Import a package"),
            "unfinished": uploads.of_owner(staff_of(request)),
            "piece_bytes": BYTES_BETWEEN_SAVES,
        }
        response: HttpResponse = super().add_view(request, form_url, context)
        return response

    def save_model(
        self, request: HttpRequest, obj: ImportJob, form: ImportForm, change: bool
    ) -> None:
        obj.requested_by = staff_of(request)
        upload = form.cleaned_data["upload"]
        if upload is not None:
            uploads.hand_over(upload, obj)
        else:
            obj.original_name = form.cleaned_data["file"].name[:255]
        super().save_model(request, obj, form, change)
        log.info("import.received", job=str(obj.public_id), import_id=correlation_id(obj))
        transaction.on_commit(lambda: ring_for(obj.pk))

    def response_add(
        self, request: HttpRequest, obj: ImportJob, post_url_continue: str | None = None
    ) -> HttpResponse:
        return HttpResponseRedirect(_job_url(obj))

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a job: nobody changes it, everybody follows it."""
        job = self.get_object(request, object_id)
        if job is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)  # type: ignore[no-any-return]
        if not self.has_view_permission(request, job):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            **_shown(job),
            "title": str(job),
            "opts": self.opts,
            "job": job,
            "may_import": self.has_add_permission(request),
            "may_release": _may_release(request, job),
            **_of_edition(request, job.edition),
        }
        return TemplateResponse(request, "admin/courses/importjob/job.html", context)

    def discard_view(self, request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        """What the page's script does with DELETE, for who has none, and for another day."""
        for upload in uploads.of_owner(staff_of(request)).filter(public_id=public_id):
            uploads.discard(upload)
        return HttpResponseRedirect(reverse("admin:courses_importjob_add"))

    def status_view(self, request: HttpRequest, pk: int) -> JsonResponse:
        """How far the job is, for the page's script."""
        job = self._job(request, pk)
        answer = {
            "state": job.state,
            "stage": job.stage,
            "stage_label": str(job.get_stage_display()),
            "percent": job.percent,
            "finished": job.state not in UNFINISHED,
        }
        return JsonResponse(answer, headers={"Cache-Control": "no-store"})

    def again_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return require_POST(self._again)(request, pk)

    def _again(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Queue the same file again, or ask for a better one where the package was at fault."""
        job = self._job(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        if retry(job):
            ring_for(job.pk)
            return HttpResponseRedirect(_job_url(job))
        again = reverse("admin:courses_importjob_add")
        return HttpResponseRedirect(f"{again}?module={job.module_id}" if job.module_id else again)

    def cancel_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return require_POST(self._cancel)(request, pk)

    def _cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self._job(request, pk)
        if not self.has_add_permission(request):
            raise PermissionDenied
        if not cancel(staff_of(request), job):
            self.message_user(request, str(_("It had ended already.")), messages.WARNING)
        return HttpResponseRedirect(_job_url(job))

    def release_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return require_POST(self._release)(request, pk)

    def _release(self, request: HttpRequest, pk: int) -> HttpResponse:
        job = self._job(request, pk)
        if job.edition is None or not _may_release(request, job):
            raise PermissionDenied
        try:
            release(job.edition)
        except WrongStatus as wrong:
            self.message_user(request, str(wrong), messages.WARNING)
        else:
            said = _("Released: {}. Academies that may open the course can use it now.")
            self.log_change(request, job.edition, str(_("Released")))
            self.message_user(request, str(said).format(job.edition), messages.SUCCESS)
        return HttpResponseRedirect(_job_url(job))

    def _job(self, request: HttpRequest, pk: int) -> ImportJob:
        job: ImportJob | None = self.get_object(request, str(pk))
        if job is None or not self.has_view_permission(request, job):
            raise PermissionDenied
        return job


def _job_url(job: ImportJob) -> str:
    return reverse("admin:courses_importjob_change", args=[job.pk])


def _may_release(request: HttpRequest, job: ImportJob) -> bool:
    return (
        job.edition is not None
        and job.edition.status != Edition.Status.RELEASED
        and Right.CHANGE in rights(request.user, "courses.edition")
    )


def _of_edition(request: HttpRequest, edition: Edition | None) -> dict[str, Any]:
    """What became of the package, for who may try it out: who learns on the editions before."""
    if edition is None or not may_preview(request):
        return {}
    own, *others = learners_by_edition(edition)
    # A course that is new replaces nothing.
    learners = [own] if others else []
    released = edition.status == Edition.Status.RELEASED
    return {
        "may_preview": True,
        "learners": learners,
        "other_editions": others,
        "closed_to_all": released and not is_open_to_any(edition.module.course_id, today()),
    }


def _shown(job: ImportJob) -> dict[str, Any]:
    """The job as its page shows it: stages with where it is, and the parts of its report."""
    stages = list(ImportJob.Stage)
    here = stages.index(ImportJob.Stage(job.stage))
    done = job.state == ImportJob.State.DONE
    found = job.report.get("found") if done else None
    return {
        "stages": [
            {
                "value": stage.value,
                "label": stage.label,
                "state": "done" if at < here or done else "now" if at == here else "later",
            }
            for at, stage in enumerate(stages)
        ],
        "running": job.state in UNFINISHED,
        "refusal": job.report.get("refusal"),
        "found": found,
        # Not `found.items` in the template: where there are none, that is the dictionary's method.
        "items": (found or {}).get("items", []),
        "warnings": job.report.get("warnings", []) if done else [],
        "correlation_id": correlation_id(job),
    }
