"""Read back what the gradebooks hold (AGS 3.3), and send again what one of them has lost.

A grade that differs from ours was changed by a person of the platform: it is shown and left alone.
"""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from lti_provider.ags import RESULT_SCOPE, GradeService
from lti_provider.models import Passback, Platform, ResourceLink
from lti_provider.results import Result
from lti_provider.services import breaker, passbacks
from lti_provider.verdicts import Kind, NotSent, Verdict, is_same_grade

# A platform may take a while to show what it took; a grade is looked at once a day at most.
SETTLING = dt.timedelta(minutes=10)
EVERY = dt.timedelta(hours=20)
# Courses that are long over are not looked at any more.
LONGEST = dt.timedelta(days=180)
READING_SECONDS = 80.0
_NOT_ALLOWED = "The platform does not let this tool read its gradebook."
_LEFT_ALONE = "The platform did not answer several times in a row and is left alone for a while."
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Report:
    """What one look at an activity's column found. problem: why there was none, for people."""

    confirmed: int = 0
    changed: int = 0
    missing: int = 0
    problem: str = ""
    lost: list[Passback] = field(default_factory=list)


def is_changed(passback: Passback) -> bool:
    """Whether the gradebook shows another grade than the one it took from us."""
    result, maximum = passback.result_score, passback.result_maximum
    if passback.state != Passback.State.SENT or result is None or maximum is None:
        return False
    return not is_same_grade(passback.score_given, passback.score_maximum, result, maximum)


def due(now: dt.datetime) -> QuerySet[ResourceLink]:
    """The activities with grades to look at."""
    unseen = Q(result_checked_at=None) | Q(result_checked_at__lte=now - EVERY)
    sent = _sent().filter(unseen, sent_at__range=(now - LONGEST, now - SETTLING))
    return _readable().filter(Exists(sent))


def links_of(academy: str = "", link: int | None = None) -> QuerySet[ResourceLink]:
    """The activities with delivered grades: of one academy, one by its number, or all."""
    found = _readable().filter(Exists(_sent()))
    if academy:
        found = found.filter(deployment__platform__academy__slug=academy)
    return found if link is None else found.filter(pk=link)


def reconcile(link: ResourceLink) -> Report:
    """Compare the activity's delivered grades with the platform's results.

    `link`: with its deployment's platform loaded. What was lost waits again, and is to be rung for.
    """
    report = Report()
    # The rows first: a grade that arrives after the results were read must not be missed in them.
    rows = list(
        Passback.objects.filter(resource_link=link, state=Passback.State.SENT).select_related(
            "platform_user"
        )
    )
    try:
        results = _read(link)
    except NotSent as stopped:
        report.problem = stopped.verdict.why
        _log.info("results_not_read", link=link.pk, status=stopped.verdict.status)
        return report
    for row in rows:
        _compare(row, results.get(row.platform_user.sub), report)
    _log.info(
        "results_read",
        link=link.pk,
        confirmed=report.confirmed,
        changed=report.changed,
        lost=len(report.lost),
        missing=report.missing,
    )
    return report


def _sent() -> QuerySet[Passback]:
    return Passback.objects.filter(resource_link=OuterRef("pk"), state=Passback.State.SENT)


def _readable() -> QuerySet[ResourceLink]:
    links = ResourceLink.objects.exclude(line_item_url="")
    return links.filter(deployment__platform__status=Platform.Status.ACTIVE).select_related(
        "deployment__platform"
    )


def _read(link: ResourceLink) -> dict[str, Result]:
    """Raises NotSent."""
    if RESULT_SCOPE not in link.ags_scopes:
        raise NotSent(Verdict(Kind.GIVEN_UP, _NOT_ALLOWED))
    platform = link.deployment.platform
    permit = breaker.admit(platform, timezone.now())
    if permit is None:
        raise NotSent(Verdict(Kind.LATER, _LEFT_ALONE))
    try:
        results = GradeService(platform, READING_SECONDS).results(link.line_item_url)
    except NotSent as stopped:
        breaker.report(permit, stopped.verdict)
        raise
    breaker.report(permit, Verdict(Kind.SENT, status=200))
    return results


def _compare(row: Passback, result: Result | None, report: Report) -> None:
    was_ours = row.result_checked_at is None or (
        row.result_score is not None and not is_changed(row)
    )
    if result is None or result.score is None:
        if was_ours and _send_again(row):
            report.lost.append(row)
        elif not was_ours and _store(row, None, None):
            report.missing += 1
        return
    if not _store(row, result.score, result.maximum):
        return
    if is_changed(row):
        report.changed += 1
    else:
        report.confirmed += 1


def _store(row: Passback, score: Decimal | None, maximum: Decimal | None) -> bool:
    """False when a newer wish has come meanwhile: the results say nothing of it."""
    row.result_score, row.result_maximum = score, maximum
    stored = Passback.objects.filter(
        pk=row.pk, revision=row.revision, state=Passback.State.SENT
    ).update(result_score=score, result_maximum=maximum, result_checked_at=timezone.now())
    return stored == 1


def _send_again(row: Passback) -> bool:
    """Once: what is missing again after it was sent again is not lost but not wanted there."""
    with transaction.atomic():
        held = Passback.objects.select_for_update().filter(
            pk=row.pk, revision=row.revision, state=Passback.State.SENT
        )
        if not held:
            return False
        passbacks.send_again([row])
        Passback.objects.filter(pk=row.pk).update(result_checked_at=timezone.now())
    return True
