"""What the class page shows: one row a person, with attempt and grade, and who is still missing."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Exists, F, OuterRef
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from courses.attempt_policy import Counting
from courses.models import Attempt
from courses.outcomes import Completion, Outcome, Success
from courses.services.counting import count
from lti_provider.models import Context, Passback, PlatformUser, ResourceLink, RosterMember
from lti_provider.services.reconciliation import is_changed
from lti_provider.services.rosters import trainers_by_launch


class Standing(StrEnum):
    """How far somebody is, in the order in which a trainer asks."""

    NOT_OPENED = "not_opened"
    IN_PROGRESS = "in_progress"
    FAILED = "failed"
    FINISHED = "finished"


@dataclass(frozen=True, slots=True)
class ClassRow:
    """One person of the class. attempt: the newest, None while they have not opened the activity.

    passback: None while no grade is due. has_left: the class list names them no longer. counted:
    what counts of all `attempts`, None: the newest alone.
    """

    name: str
    attempt: Attempt | None = None
    passback: Passback | None = None
    groups: tuple[str, ...] = ()
    has_left: bool = False
    counted: Outcome | None = None
    attempts: int = 1

    @property
    def outcome(self) -> Outcome:
        """What the person has come to, as the module's owner has it counted."""
        return self.counted or (self.attempt.outcome if self.attempt else Outcome())

    @property
    def standing(self) -> Standing:
        if self.attempt is None:
            return Standing.NOT_OPENED
        outcome = self.outcome
        if outcome.success is Success.FAILED:
            return Standing.FAILED
        if outcome.success is Success.PASSED or outcome.completion is Completion.COMPLETED:
            return Standing.FINISHED
        return Standing.IN_PROGRESS

    @property
    def percent(self) -> int:
        """How much of the module is done, 0 to 100."""
        return round(self.outcome.progress * 100)

    @property
    def score_percent(self) -> int | None:
        score = self.outcome.score
        return None if score is None else round(score * 100)

    @property
    def minutes(self) -> int:
        """Time spent, in whole minutes, rounded up: somebody who was here has been here."""
        return -(-self.outcome.total_centiseconds // 6000)

    @property
    def is_changed(self) -> bool:
        """The gradebook of the platform shows another grade than it took from us."""
        return self.passback is not None and is_changed(self.passback)

    @property
    def result_percent(self) -> int | None:
        """What the gradebook shows, as far as it was read back."""
        row = self.passback
        if row is None or row.result_score is None or not row.result_maximum:
            return None
        return round(row.result_score / row.result_maximum * 100)


@dataclass(frozen=True, slots=True)
class ClassSummary:
    """The counts above the table."""

    learners: int
    not_opened: int
    in_progress: int
    completed: int
    failed: int
    grades_sent: int


def class_rows(link: ResourceLink, *, keeps_names: bool = False) -> list[ClassRow]:
    """Everybody who opened the activity or stands in the class list; at most five queries.

    keeps_names: whether the academy's policy lets the class list's names be shown.
    """
    grades = Passback.objects.filter(resource_link=link).annotate(
        learner=F("platform_user__learner")
    )
    passbacks = {grade.learner: grade for grade in grades.order_by("pk")}
    counting = Counting(link.offering.module.counted_attempt)
    members = _members(link.context)
    by_learner = {user.learner_id: member for member, user in members if user is not None}
    rows = []
    tried = _attempts(link)
    for attempts in tried.values():
        attempt = attempts[-1]
        member = by_learner.get(attempt.learner_id)
        listed = member.display_name if member is not None and keeps_names else ""
        rows.append(
            ClassRow(
                name=_shown(attempt, listed),
                attempt=attempt,
                passback=passbacks.get(attempt.learner_id),
                groups=tuple(member.groups) if member is not None else (),
                has_left=member is not None and not member.is_active,
                counted=count(attempts, counting).outcome,
                attempts=len(attempts),
            )
        )
    missing = (
        (member, user) for member, user in members if user is None or user.learner_id not in tried
    )
    return rows + _missing_rows(link.context, missing, keeps_names=keeps_names)


def summarise(rows: Iterable[ClassRow]) -> ClassSummary:
    """Count what a trainer asks first."""
    rows = list(rows)
    standings = [row.standing for row in rows]
    return ClassSummary(
        learners=len(rows),
        not_opened=standings.count(Standing.NOT_OPENED),
        in_progress=standings.count(Standing.IN_PROGRESS),
        completed=sum(
            row.attempt is not None and row.outcome.completion is Completion.COMPLETED
            for row in rows
        ),
        failed=standings.count(Standing.FAILED),
        grades_sent=sum(
            row.passback is not None and row.passback.state == Passback.State.SENT for row in rows
        ),
    )


def _shown(attempt: Attempt, listed: str) -> str:
    """listed: the class list's name, where the policy keeps it."""
    if attempt.is_anonymous:  # type: ignore[attr-defined]  # annotated by _attempts
        return gettext("Anonymous")
    return attempt.learner.display_name or listed or attempt.learner.shown_as


def _attempts(link: ResourceLink) -> dict[int, list[Attempt]]:
    """The attempts of each learner, the oldest first."""
    nameless = PlatformUser.objects.filter(learner=OuterRef("learner"), is_anonymous=True)
    attempts = (
        Attempt.objects.filter(offering_id=link.offering_id, kind=Attempt.Kind.CREDIT)
        .select_related("learner")
        .annotate(is_anonymous=Exists(nameless))
        .order_by("learner_id", "number")
    )
    tried: dict[int, list[Attempt]] = {}
    for attempt in attempts:
        tried.setdefault(attempt.learner_id, []).append(attempt)
    return tried


def _members(context: Context | None) -> list[tuple[RosterMember, PlatformUser | None]]:
    """The class list, with whom we know of it."""
    if context is None:
        return []
    listed = RosterMember.objects.filter(context=context)
    users = PlatformUser.objects.filter(
        platform__deployments=context.deployment_id, sub__in=listed.values("sub")
    ).select_related("learner")
    known = {user.sub: user for user in users}
    return [(member, known.get(member.sub)) for member in listed]


def _missing_rows(
    context: Context | None,
    members: Iterable[tuple[RosterMember, PlatformUser | None]],
    *,
    keeps_names: bool,
) -> list[ClassRow]:
    """Who should have opened the activity and has not."""
    found = [(m, user) for m, user in members if m.is_active and not m.is_trainer]
    if context is None or not found:
        return []
    trainers = trainers_by_launch(context)
    return [
        ClassRow(name=_name(member, user, keeps_names=keeps_names), groups=tuple(member.groups))
        for member, user in found
        if member.sub not in trainers
    ]


def _name(member: RosterMember, user: PlatformUser | None, *, keeps_names: bool) -> str:
    """The name where the policy keeps it, else the pseudonym, else one that leads nowhere.

    Somebody who never came has no pseudonym yet; a keyed hash cannot be led back to the platform's
    number, and stays the same from page to page.
    """
    if keeps_names and member.display_name:
        return member.display_name
    if user is not None:
        return user.learner.shown_as
    digest = salted_hmac("reports.class_list", f"{member.context_id}:{member.sub}").hexdigest()
    return gettext("Learner %(number)s") % {"number": digest[:8]}
