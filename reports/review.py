"""What a submission review shows: one person's attempts at one activity, part by part."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from courses.models import Attempt
from lti_provider.models import Passback, PlatformUser, ResourceLink
from scorm.manifest import decode_manifest
from scorm.models import Commit, ScormPackage, ScoState

# The newest ones: a module that commits every second would fill the page otherwise.
MOST_COMMITS = 100
# What a trainer asks the journal, in SCORM 1.2's words and in SCORM 2004's.
_TELLING: dict[str, str | Promise] = {
    "cmi.core.lesson_status": _("status"),
    "cmi.completion_status": _("completion"),
    "cmi.success_status": _("success"),
    "cmi.core.score.raw": _("score"),
    "cmi.score.raw": _("score"),
    "cmi.score.scaled": _("scaled score"),
    "cmi.progress_measure": _("progress"),
    "cmi.core.exit": _("exit"),
    "cmi.exit": _("exit"),
}


@dataclass(frozen=True, slots=True)
class ReviewedPart:
    """One SCO. status: the standard's own word; centiseconds: time spent."""

    title: str
    status: str
    score: Decimal | None
    centiseconds: int

    @property
    def score_percent(self) -> int | None:
        return None if self.score is None else round(self.score * 100)

    @property
    def minutes(self) -> int:
        return -(-self.centiseconds // 6000)


@dataclass(frozen=True, slots=True)
class ReviewedCommit:
    """One commit of the journal. said: what it reported, as (name, value)."""

    commit: Commit
    part: str
    said: list[tuple[str | Promise, str]]


@dataclass(frozen=True, slots=True)
class ReviewedAttempt:
    """An attempt with its parts, the newest commits first, and the grade that came of it.

    left_out: how many older commits are not shown.
    """

    attempt: Attempt
    parts: list[ReviewedPart] = field(default_factory=list)
    commits: list[ReviewedCommit] = field(default_factory=list)
    left_out: int = 0
    passback: Passback | None = None

    @property
    def score_percent(self) -> int | None:
        score = self.attempt.score
        return None if score is None else round(score * 100)

    @property
    def minutes(self) -> int:
        return -(-self.attempt.total_centiseconds // 6000)


def attempts_of(user: PlatformUser, link: ResourceLink) -> list[ReviewedAttempt]:
    """The person's attempts for credit at the activity's own offering, the newest first."""
    attempts = list(
        Attempt.objects.filter(
            learner=user.learner_id, offering=link.offering_id, kind=Attempt.Kind.CREDIT
        )
        .select_related("edition")
        .order_by("-number")
    )
    titles = _titles({attempt.edition.content_digest for attempt in attempts})
    states: dict[int, list[ScoState]] = defaultdict(list)
    for state in ScoState.objects.filter(attempt__in=attempts).order_by("pk"):
        states[state.attempt_id].append(state)
    passbacks = Passback.objects.filter(resource_link=link, platform_user=user)
    grades = {passback.attempt_id: passback for passback in passbacks}
    return [
        _reviewed(attempt, titles, states[attempt.pk], grades.get(attempt.pk))
        for attempt in attempts
    ]


def _reviewed(
    attempt: Attempt,
    titles: Mapping[str, Mapping[str, str]],
    states: list[ScoState],
    passback: Passback | None,
) -> ReviewedAttempt:
    named = titles.get(attempt.edition.content_digest, {})
    journal = Commit.objects.filter(attempt=attempt).order_by("-received_at", "-pk")
    total = journal.count()
    return ReviewedAttempt(
        attempt=attempt,
        parts=_in_order(states, named),
        commits=[_commit(commit, named) for commit in journal[:MOST_COMMITS]],
        left_out=max(0, total - MOST_COMMITS),
        passback=passback,
    )


def _in_order(states: list[ScoState], titles: Mapping[str, str]) -> list[ReviewedPart]:
    """The opened parts as the module's table of contents has them."""
    places = {identifier: place for place, identifier in enumerate(titles)}
    ordered = sorted(states, key=lambda state: places.get(state.sco, len(places)))
    return [
        ReviewedPart(
            title=titles.get(state.sco, state.sco),
            status=state.lesson_status,
            score=state.score,
            centiseconds=state.total_centiseconds + state.session_centiseconds,
        )
        for state in ordered
    ]


def _commit(commit: Commit, titles: Mapping[str, str]) -> ReviewedCommit:
    said = [
        (name, str(commit.delta[element])[:80])
        for element, name in _TELLING.items()
        if element in commit.delta
    ]
    return ReviewedCommit(commit, titles.get(commit.sco, commit.sco), said)


def _titles(digests: set[str]) -> dict[str, dict[str, str]]:
    """Package → item identifier → title, in the order of the manifest; {} for a missing one."""
    packages = ScormPackage.objects.filter(content_digest__in=digests)
    return {
        package.content_digest: {
            item.identifier: item.title
            for item in decode_manifest(package.manifest).organization.walk()
        }
        for package in packages
    }
