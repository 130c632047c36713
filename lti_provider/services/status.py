"""How things stand with a platform: what came last, and what went wrong last."""

import datetime as dt
from dataclasses import dataclass

import structlog
from django.db.models import Max
from django.utils import timezone

from lti_provider.models import (
    Context,
    Deployment,
    LaunchSession,
    Passback,
    Platform,
    PlatformEvent,
)
from lti_provider.refusals import LaunchRefused

_LONGEST_DETAIL = 500


@dataclass(frozen=True, slots=True)
class Standing:
    """What the status page of a platform shows. None: it has not happened.

    refused: of a launch, kind LAUNCH_REFUSED; keys: usable ones in the stored key set;
    lists: courses with a class list; list_problem: the newest reason for having none.
    """

    platform: Platform
    last_launch: dt.datetime | None
    refused: PlatformEvent | None
    grade_sent: Passback | None
    grade_refused: Passback | None
    grades_waiting: int
    lists: int
    list_read_at: dt.datetime | None
    list_problem: str
    keys: int
    deployments: tuple[str, ...]
    paused_until: dt.datetime | None


def standing(platform: Platform) -> Standing:
    """Read it all; `Platform` is as it is in the database."""
    passbacks = Passback.objects.filter(
        resource_link__deployment__platform=platform
    ).select_related("resource_link")
    contexts = Context.objects.filter(deployment__platform=platform)
    problem = contexts.exclude(roster_problem="").order_by("-roster_not_before").first()
    lists = contexts.exclude(memberships_url="")
    paused = platform.service_paused_until
    return Standing(
        platform=platform,
        last_launch=_last_launch(platform),
        refused=platform.events.filter(kind=PlatformEvent.Kind.LAUNCH_REFUSED).first(),
        grade_sent=passbacks.exclude(sent_at=None).order_by("-sent_at").first(),
        grade_refused=_newest_refused(platform),
        grades_waiting=passbacks.filter(state__in=["waiting", "sending"]).count(),
        lists=lists.count(),
        list_read_at=contexts.aggregate(newest=Max("roster_fetched_at"))["newest"],
        list_problem=problem.roster_problem if problem else "",
        keys=len(platform.jwks.get("keys", [])),
        deployments=tuple(
            Deployment.objects.filter(platform=platform)
            .order_by("pk")
            .values_list("deployment_id", flat=True)
        ),
        paused_until=paused if paused and paused > timezone.now() else None,
    )


def note_refused_launch(platform: Platform, refused: LaunchRefused) -> None:
    """Keep the newest refusal of a platform's launch, with the number that its page shows."""
    context = structlog.contextvars.get_contextvars()
    PlatformEvent.objects.update_or_create(
        platform=platform,
        kind=PlatformEvent.Kind.LAUNCH_REFUSED,
        defaults={
            "at": timezone.now(),
            "detail": f"{refused.what} {refused.why}"[:_LONGEST_DETAIL],
            "report": {"code": refused.code, "detail": refused.detail[:300]},
            "correlation_id": str(context.get("correlation_id", ""))[:64],
        },
    )


def _last_launch(platform: Platform) -> dt.datetime | None:
    """From the sessions, so that a launch has nothing more to write."""
    found: dt.datetime | None = LaunchSession.objects.filter(
        platform_user__platform=platform
    ).aggregate(newest=Max("created_at"))["newest"]
    return found


def _newest_refused(platform: Platform) -> Passback | None:
    """The newest grade that the platform answered with a refusal and did not take since."""
    rows = Passback.objects.filter(resource_link__deployment__platform=platform)
    return (
        rows.exclude(state=Passback.State.SENT)
        .exclude(last_answer="")
        .select_related("resource_link")
        .order_by("-updated_at")
        .first()
    )
