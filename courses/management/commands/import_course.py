"""Import a package from the command line, in the foreground."""

import datetime as dt
import json
import sys
import uuid
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import BaseCommand, CommandParser

from academies.models import Academy
from courses.models import Edition, Entitlement, ImportJob, Module
from courses.services.imports import cancel, run_import
from courses.services.uploads import printable


class Refused(Exception):
    """`refusal` says code, what, why and to_do."""

    def __init__(self, code: str, what: str, why: str, to_do: str, **more: Any) -> None:
        super().__init__(what)
        self.refusal = {"code": code, "what": what, "why": why, "to_do": to_do, **more}


class Command(BaseCommand):
    help = (
        "Import a SCORM, cmi5 or xAPI package as a new edition of a module, or as a new course. "
        "Exit code 0: imported; 1: refused, with what, why and what to do on standard error."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="the zip file, or a cmi5.xml")
        target = parser.add_mutually_exclusive_group()
        target.add_argument(
            "--module", default="", metavar="PUBLIC_ID", help="add an edition to this module"
        )
        target.add_argument(
            "--course-title", default="", metavar="T", help="of the new course (else the package's)"
        )
        parser.add_argument("--release", action="store_true", help="release the edition at once")
        parser.add_argument(
            "--entitle",
            action="append",
            default=[],
            metavar="ACADEMY_SLUG",
            help="let this academy open the course from today on; may be repeated",
        )
        parser.add_argument(
            "--json", action="store_true", help="print one JSON object, no progress"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            academies = [_academy(slug) for slug in options["entitle"]]
            job = _stored_job(options)
            self._run(job, show_progress=not options["json"])
            edition = _edition(job)
        except Refused as refused:
            self._print_refusal(refused.refusal, as_json=options["json"])
            sys.exit(1)
        for academy in academies:
            Entitlement.objects.get_or_create(
                academy=academy,
                course=edition.module.course,
                defaults={"starts_on": dt.datetime.now(dt.UTC).date()},
            )
        self._print_result(job, edition, as_json=options["json"])

    def _run(self, job: ImportJob, *, show_progress: bool) -> None:
        try:
            run_import(job, self._show if show_progress else None)
        except KeyboardInterrupt:
            # Else a worker would take it for abandoned, and import what nobody wants any more.
            cancel(None, job)
        if show_progress:
            self.stderr.write("")  # ends the line of the progress

    def _show(self, stage: ImportJob.Stage, percent: int) -> None:
        line = f"{percent:3d} %  {stage.label}"
        self.stderr.write(f"{line:<40}", ending="\r")
        self.stderr.flush()

    def _print_result(self, job: ImportJob, edition: Edition, *, as_json: bool) -> None:
        result = {
            "course": edition.module.course.slug,
            "module": str(edition.module.public_id),
            "edition": edition.number,
            "edition_id": edition.pk,
            "status": edition.status,
            "title": edition.title,
            "content_digest": edition.content_digest,
            **job.report,
        }
        if as_json:
            self.stdout.write(json.dumps(result))
            return
        for warning in job.report["warnings"]:
            self.stderr.write(f"Warning: {warning['message']}")
        self.stdout.write(f"Imported “{edition.title}” ({edition.get_status_display()}).")
        self.stdout.write(f"Module:  {edition.module.public_id}")
        self.stdout.write(f"Edition: {edition.number}")

    def _print_refusal(self, refusal: dict[str, Any], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"refusal": refusal}))
        self.stderr.write(f"{refusal['what']} {refusal['why']}\n{refusal['to_do']}")


def _academy(slug: str) -> Academy:
    academy = Academy.objects.filter(slug=slug).first()
    if academy is None:
        known = ", ".join(Academy.objects.values_list("slug", flat=True)) or "none yet"
        raise Refused(
            "unknown-academy",
            f"There is no academy “{slug}”.",
            "Only a registered academy can be let in to a course.",
            f"Use the slug of one of these: {known}.",
        )
    return academy


def _module(public_id: str) -> Module:
    try:
        return Module.objects.get(public_id=uuid.UUID(public_id))
    except (ValueError, Module.DoesNotExist):
        raise Refused(
            "unknown-module",
            f"There is no module “{public_id}”.",
            "An edition needs a module to belong to.",
            "Copy the public id from the module's page, or leave --module out for a new course.",
        ) from None


def _stored_job(options: dict[str, Any]) -> ImportJob:
    path: Path = options["file"]
    job = ImportJob(
        original_name=printable(path.name),
        module=_module(options["module"]) if options["module"] else None,
        course_title=options["course_title"],
        release=options["release"],
    )
    try:
        with path.open("rb") as file:
            job.file.save("package.zip", File(file), save=False)
    except OSError as error:
        raise Refused(
            "unreadable-file",
            f"The file “{path}” cannot be read.",
            f"The system says: {error.strerror}.",
            "Check the path and the permissions.",
        ) from error
    job.save()
    return job


def _edition(job: ImportJob) -> Edition:
    if job.edition is not None:
        return job.edition
    refusal = job.report.get("refusal")
    if job.state == ImportJob.State.CANCELLED:
        raise Refused(
            "cancelled",
            "The import was cancelled.",
            "Somebody stopped it, here or in the staff pages; nothing of it was kept.",
            "Run the command again to import the package after all.",
        )
    if refusal is None:
        raise Refused(
            "taken-over",
            "A worker of the service has taken this import over.",
            "It was held up here for so long that it was taken for dead.",
            f"Look at import {job.public_id} in the staff pages.",
        )
    raise Refused(**refusal)
