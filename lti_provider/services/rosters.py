"""Class lists: asked of the platform now and then, kept so that trainers see who is missing."""

import datetime as dt

import structlog
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone

from lti_provider import nrps
from lti_provider.models import Context, LaunchSession, Platform, RosterMember
from lti_provider.nrps import Member, Roster
from lti_provider.service_calls import ServiceCalls
from lti_provider.services import breaker
from lti_provider.verdicts import Kind, NotSent, Verdict

# A trainer who comes in sees a list that is no older, or one that is being fetched.
FRESH = dt.timedelta(minutes=15)
# Never more often than this, whatever button is pressed how often.
SHORTEST = dt.timedelta(seconds=60)
AFTER_REFUSAL = dt.timedelta(minutes=15)
LEASE = dt.timedelta(seconds=180)
READING_SECONDS = 120.0
_BATCH = 500
_NAMES = ("display_name", "is_trainer", "is_active", "groups")
_TOO_LONG = (
    f"The class list is longer than this tool reads ({nrps.MOST_MEMBERS} people, "
    f"{nrps.MOST_PAGES} pages): some people are missing here."
)
_log = structlog.get_logger(__name__)


def is_due(context: Context, now: dt.datetime) -> bool:
    """Whether a trainer's launch should have the class list fetched."""
    fetched = context.roster_fetched_at
    is_old = fetched is None or fetched <= now - FRESH
    return is_old and may_ask(context, now)


def may_ask(context: Context, now: dt.datetime) -> bool:
    """Whether the platform has a class list, and lets us ask for it again."""
    waiting = context.roster_not_before
    return bool(context.memberships_url) and (waiting is None or waiting <= now)


def due(now: dt.datetime) -> QuerySet[Context]:
    """The courses whose class list may be asked for and is not fresh, the oldest first."""
    old = Q(roster_fetched_at=None) | Q(roster_fetched_at__lte=now - FRESH)
    free = Q(roster_not_before=None) | Q(roster_not_before__lte=now)
    found = Context.objects.filter(old, free, deployment__platform__status=Platform.Status.ACTIVE)
    return found.exclude(memberships_url="").order_by(F("roster_fetched_at").asc(nulls_first=True))


def refresh(pk: int) -> Context | None:
    """Fetch the class list of a course, None when it may not be asked for now.

    One at a time: a lease in `roster_not_before` keeps others away.
    """
    context = Context.objects.select_related("deployment__platform__academy").filter(pk=pk).first()
    now = timezone.now()
    if context is None or not may_ask(context, now) or not _claim(context, now):
        return None
    try:
        roster = _read(context)
    except NotSent as stopped:
        _settle_refused(context, stopped.verdict)
    else:
        _settle(context, roster)
    return context


def trainers_by_launch(context: Context) -> set[str]:
    """Who came in as a trainer of the course the last time.

    A class list may say otherwise: Moodle's names non-editing teachers as learners.
    """
    launches = (
        LaunchSession.objects.filter(context=context)
        .values("platform_user__sub")
        .annotate(
            as_trainer=Max("created_at", filter=Q(is_trainer=True)),
            as_learner=Max("created_at", filter=Q(is_trainer=False)),
        )
        .filter(as_trainer__isnull=False)
    )
    return {
        launch["platform_user__sub"]
        for launch in launches
        if launch["as_learner"] is None or launch["as_trainer"] >= launch["as_learner"]
    }


def _claim(context: Context, now: dt.datetime) -> bool:
    waiting = Context.objects.filter(pk=context.pk, roster_not_before=context.roster_not_before)
    return waiting.update(roster_not_before=now + LEASE) == 1


def _read(context: Context) -> Roster:
    """Raises NotSent."""
    platform = context.deployment.platform
    if platform.status != Platform.Status.ACTIVE:
        raise NotSent(Verdict(Kind.GIVEN_UP, "The platform is suspended here."))
    permit = breaker.admit(platform, timezone.now())
    if permit is None:
        why = "The platform did not answer several times in a row and is left alone for a while."
        raise NotSent(Verdict(Kind.LATER, why, retry_after=breaker.FIRST_PAUSE))
    calls = ServiceCalls(platform, READING_SECONDS)
    try:
        roster = nrps.read_roster(
            calls, context.memberships_url, with_groups=bool(context.groups_url)
        )
    except NotSent as stopped:
        breaker.report(permit, stopped.verdict)
        raise
    breaker.report(permit, Verdict(Kind.SENT, status=200))
    return roster


def _settle_refused(context: Context, verdict: Verdict) -> None:
    """The old list stays. Asked again when the platform wishes, or after a while."""
    wait = verdict.retry_after if verdict.retry_after is not None else _patience(verdict)
    context.roster_problem = verdict.why[:500]
    context.roster_not_before = timezone.now() + max(wait, SHORTEST)
    context.save(update_fields=["roster_problem", "roster_not_before"])
    _log.info("roster_refused", context=context.pk, status=verdict.status)


def _patience(verdict: Verdict) -> dt.timedelta:
    return AFTER_REFUSAL if verdict.is_permanent else SHORTEST


def _settle(context: Context, roster: Roster) -> None:
    now = timezone.now()
    with transaction.atomic():
        _store(context, roster)
        context.roster_fetched_at = now
        context.roster_not_before = now + max(roster.fresh_for or SHORTEST, SHORTEST)
        context.roster_problem = "" if roster.is_whole else _TOO_LONG
        context.save(update_fields=["roster_fetched_at", "roster_not_before", "roster_problem"])
    _log.info("roster_read", context=context.pk, members=len(roster.members))


def _store(context: Context, roster: Roster) -> None:
    """Make our rows say what the list says; who is in it no longer is marked as gone."""
    keeps_names = context.deployment.platform.academy.keeps_names
    trainers = trainers_by_launch(context)
    known = {row.sub: row for row in RosterMember.objects.filter(context=context)}
    new, changed = [], []
    for member in roster.members:
        wanted = _wanted(member, trainers, keeps_names=keeps_names)
        if not context.groups_url:
            del wanted["groups"]  # the launches named them (services.launch_groups), if anybody
        row = known.pop(member.sub, None)
        if row is None:
            new.append(RosterMember(context=context, sub=member.sub, **wanted))
        elif any(getattr(row, name) != value for name, value in wanted.items()):
            for name, value in wanted.items():
                setattr(row, name, value)
            changed.append(row)
    RosterMember.objects.bulk_create(new, batch_size=_BATCH)
    RosterMember.objects.bulk_update(changed, _NAMES, batch_size=_BATCH)
    if roster.is_whole:
        _mark_gone([row.pk for row in known.values() if row.is_active])
    if not keeps_names:
        RosterMember.objects.filter(context=context).exclude(display_name="").update(
            display_name=""
        )


def _wanted(member: Member, trainers: set[str], *, keeps_names: bool) -> dict[str, object]:
    return {
        "display_name": member.name if keeps_names else "",
        "is_trainer": member.is_trainer or member.sub in trainers,
        "is_active": member.is_active,
        "groups": list(member.groups),
    }


def _mark_gone(pks: list[int]) -> None:
    for start in range(0, len(pks), _BATCH):
        RosterMember.objects.filter(pk__in=pks[start : start + _BATCH]).update(is_active=False)
