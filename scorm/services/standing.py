"""Where a learner stands in a module: for the table of contents, and for the outcome."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from django.db.models import BigIntegerField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from courses.models import Attempt
from courses.outcomes import Completion, Outcome, Parts, Success
from courses.prepared import Given, Prepared
from courses.services.progress import record_outcome
from scorm.cmi.verdict import NOT_ATTEMPTED, ScoResult, roll_up
from scorm.manifest import Item, Organization
from scorm.manifest.prerequisites import SATISFIED, PrerequisiteError, identifiers, met, parse
from scorm.models import ScoState

Results = Mapping[str, ScoResult]


class TocItem(TypedDict):
    """One line of the table of contents; `reason` says why it is locked, "" when it is not."""

    identifier: str
    status: str
    statusText: str
    locked: bool
    reason: str


class OutcomeState(TypedDict):
    """`complete`: a grade is due; `text`: the outcome in words."""

    complete: bool
    text: str


class Progress(TypedDict):
    """What the player page shows of an attempt."""

    items: list[TocItem]
    outcome: OutcomeState


def results_of(attempt: Attempt) -> dict[str, ScoResult]:
    """The result of each SCO that was ever opened, by item identifier. One query."""
    return {
        state.sco: ScoResult(
            state.lesson_status,
            state.score,
            state.total_centiseconds + state.session_centiseconds,
        )
        for state in _STATES.all(attempt=attempt.pk)
    }


_STATES = Prepared(
    lambda: ScoState.objects.filter(attempt=Given("attempt", BigIntegerField())).only(
        "sco", "lesson_status", "score", "total_centiseconds", "session_centiseconds"
    )
)


def outcome_of(organization: Organization, results: Results) -> Outcome:
    """The outcome over every item that can be opened, seen or not."""
    return roll_up(
        [results.get(item.identifier, ScoResult()) for item in organization.launchable()]
    )


def record_results(attempt: Attempt, organization: Organization, results: Results) -> None:
    """Let them go through the one door for outcomes."""
    items = organization.launchable()
    opened = [results.get(item.identifier, ScoResult()).lesson_status for item in items]
    seen = sum(status != NOT_ATTEMPTED for status in opened)
    record_outcome(attempt, outcome_of(organization, results), Parts(seen, len(items)))


def missing_for(item: Item, results: Results) -> list[str] | None:
    """Identifiers to finish before `item` may open; None: it may (CAM 2.3, prerequisites).

    An expression that cannot be read locks nobody out: the import has warned of it. The list
    is empty when an item is locked by what is done rather than by what is missing.
    """
    if not item.prerequisites:
        return None
    try:
        expression = parse(item.prerequisites)
    except PrerequisiteError:
        return None
    statuses = {sco: result.lesson_status for sco, result in results.items()}
    if met(expression, statuses):
        return None
    return sorted(sco for sco in identifiers(expression) if statuses.get(sco) not in SATISFIED)


def lock_reason(item: Item, organization: Organization, results: Results) -> str:
    """Why `item` is not open yet, in words; "" when it is."""
    missing = missing_for(item, results)
    if missing is None:
        return ""
    titles = [
        _isolated(found.title) for found in organization.walk() if found.identifier in missing
    ]
    if not titles:
        return _("Not open at this point.")
    return _("Finish first: %(titles)s") % {"titles": _(", ").join(titles)}


def _isolated(title: str) -> str:
    """With FSI and PDI (Unicode annex 9) around it, as a title may run another way than the page.

    The script of the page sets plain text, where no <bdi> helps.
    """
    return f"\u2068{title}\u2069"


def progress_of(organization: Organization, results: Results, outcome: Outcome) -> Progress:
    """The table of contents and the attempt's outcome, in the active language."""
    items = organization.launchable()
    done = sum(results.get(item.identifier, ScoResult()).is_finished for item in items)
    return {
        "items": [_toc_item(item, organization, results) for item in items],
        "outcome": outcome_in_words(outcome, done, len(items)),
    }


def first_to_open(organization: Organization, results: Results) -> str:
    """The item to open by itself: the first that is unfinished and not locked, else the first."""
    items = organization.launchable()
    for item in items:
        finished = results.get(item.identifier, ScoResult()).is_finished
        if not finished and missing_for(item, results) is None:
            return item.identifier
    return items[0].identifier


def _toc_item(item: Item, organization: Organization, results: Results) -> TocItem:
    status = results.get(item.identifier, ScoResult()).lesson_status
    reason = lock_reason(item, organization, results)
    return {
        "identifier": item.identifier,
        "status": status,
        "statusText": _("Locked") if reason else status_text(status),
        "locked": bool(reason),
        "reason": reason,
    }


_STATUSES = {
    "passed": gettext_noop("Passed"),
    "completed": gettext_noop("Completed"),
    "failed": gettext_noop("Not passed"),
    "incomplete": gettext_noop("In progress"),
    "browsed": gettext_noop("Viewed"),
    NOT_ATTEMPTED: gettext_noop("Not started"),
}


def status_text(lesson_status: str) -> str:
    """cmi.core.lesson_status for a learner."""
    return _(_STATUSES[lesson_status])


def outcome_in_words(found: Outcome, done: int, total: int) -> OutcomeState:
    """`done` of `total` parts."""
    said = ngettext("%(done)d of %(total)d part done", "%(done)d of %(total)d parts done", total)
    parts = [said % {"done": done, "total": total}]
    if found.completion is Completion.COMPLETED and done < total:
        # By the module's rule, whatever is left.
        parts.append(_("completed"))
    if found.success is not Success.UNKNOWN:
        parts.append(_("passed") if found.success is Success.PASSED else _("not passed"))
    if found.score is not None:
        parts.append(_("score %(percent)d %%") % {"percent": round(found.score * 100)})
    complete = found.completion is Completion.COMPLETED or found.grade is not None
    return {"complete": complete, "text": " · ".join(parts)}
