"""Where a learner stands in the activity tree: contents, valid navigation, and the outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

from django.db.models import F, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.outcomes import Completion, Outcome, Success
from courses.services.progress import record_outcome
from scorm.cmi.verdict import NOT_ATTEMPTED
from scorm.cmi2004.verdict import outcome
from scorm.models import ScoState
from scorm.sequencing import Activity
from scorm.sequencing.objectives import completed, satisfied
from scorm.sequencing.run import Run
from scorm.sequencing.validity import Entry, table_of_contents, valid_navigation
from scorm.services.playing2004.scene import Play
from scorm.services.standing import OutcomeState, status_text


class ContentsEntry(TypedDict):
    """One line of the contents, as the page shows it; `depth` of the organization is 0."""

    identifier: str
    title: str
    depth: int
    isLeaf: bool
    hidden: bool
    enabled: bool
    status: str
    statusText: str


class Standing(TypedDict):
    """`valid`: the plain requests that may be asked for; `hiddenControls`: adlnav:hideLMSUI;
    `requestValid`: adl.nav.request_valid by the rest of its name."""

    items: list[ContentsEntry]
    current: str
    valid: list[str]
    hiddenControls: list[str]
    requestValid: dict[str, str]
    outcome: OutcomeState


def standing_of(play: Play) -> Standing:
    """The standing of an attempt that goes on, in the active language."""
    valid = valid_navigation(play.sequencer)
    return {
        "items": [contents_entry(entry) for entry in table_of_contents(play.sequencer, valid)],
        "current": play.state.current,
        "valid": sorted(valid.requests),
        "hiddenControls": sorted(valid.hidden),
        "requestValid": valid.for_content(),
        "outcome": outcome_state(play),
    }


def record(play: Play) -> None:
    """Let what the root has come to go through the one door for outcomes.

    A new attempt on the course takes nothing away until it is judged itself.
    """
    found, known = outcome(play.sequencer, _time_spent(play)), play.attempt.outcome
    if found.grade is None and known.grade is not None:
        found = replace(known, total_centiseconds=found.total_centiseconds)
    record_outcome(play.attempt, found)


def outcome_state(play: Play) -> OutcomeState:
    """The outcome in words."""
    run = play.sequencer.run()
    leaves = [one for one in run.tree.activities if one.is_leaf]
    done = sum(completed(run, one) is True or satisfied(run, one) is True for one in leaves)
    return outcome_in_words(play.attempt.outcome, done, len(leaves))


def outcome_in_words(found: Outcome, done: int, total: int) -> OutcomeState:
    """`done` of `total` parts."""
    said = ngettext("%(done)d of %(total)d part done", "%(done)d of %(total)d parts done", total)
    parts = [said % {"done": done, "total": total}]
    if found.success is not Success.UNKNOWN:
        parts.append(_("passed") if found.success is Success.PASSED else _("not passed"))
    if found.score is not None:
        parts.append(_("score %(percent)d %%") % {"percent": round(found.score * 100)})
    complete = found.completion is Completion.COMPLETED or found.grade is not None
    return {"complete": complete, "text": " · ".join(parts)}


def word_for(run: Run, activity: Activity) -> str:
    """What is known of an activity, in one of SCORM 1.2's words, which both players show."""
    return _word(
        completed(run, activity), satisfied(run, activity), run.tracking(activity).attempts
    )


def _word(is_completed: bool | None, is_satisfied: bool | None, attempts: int) -> str:
    if is_satisfied is not None and (is_satisfied or attempts):
        return "passed" if is_satisfied else "failed"
    if is_completed:
        return "completed"
    return "incomplete" if attempts else NOT_ATTEMPTED


def contents_entry(entry: Entry) -> ContentsEntry:
    """A line of the table of contents with its status in words."""
    status = _word(entry.completed, entry.satisfied, entry.attempts)
    return {
        "identifier": entry.identifier,
        "title": entry.title,
        "depth": entry.depth,
        "isLeaf": entry.is_leaf,
        "hidden": entry.is_hidden,
        "enabled": entry.is_enabled,
        "status": status,
        "statusText": status_text(status),
    }


def _time_spent(play: Play) -> int:
    states = ScoState.objects.filter(attempt=play.attempt)
    total = states.aggregate(t=Sum(F("total_centiseconds") + F("session_centiseconds")))["t"]
    return play.row.earlier_centiseconds + (total or 0)
