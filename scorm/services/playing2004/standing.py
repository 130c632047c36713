"""Where a learner stands in the activity tree: contents, valid navigation, and the outcome."""

from __future__ import annotations

from dataclasses import replace
from typing import TypedDict

from courses.outcomes import Parts
from courses.services.progress import judged, record_outcome
from scorm.cmi.verdict import NOT_ATTEMPTED
from scorm.cmi2004.verdict import outcome
from scorm.sequencing import Activity
from scorm.sequencing.objectives import completed, satisfied
from scorm.sequencing.run import Run
from scorm.sequencing.validity import (
    Entry,
    ValidNavigation,
    table_of_contents,
    valid_navigation,
)
from scorm.services.playing2004.scene import Play
from scorm.services.playing2004.tracking_rows import time_spent
from scorm.services.standing import OutcomeState, outcome_in_words, status_text


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
        "items": contents(play, valid),
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
    spent, opened = time_spent(play.attempt.pk)
    attempt = play.attempt
    found = outcome(play.sequencer, play.row.earlier_centiseconds + spent)
    parts = Parts(opened, len(_parts(play)))
    if attempt.outcome.grade is not None and judged(attempt, found, parts).grade is None:
        found = replace(attempt.reported, total_centiseconds=found.total_centiseconds)
    record_outcome(attempt, found, parts)


def _parts(play: Play) -> list[Activity]:
    return [one for one in play.sequencer.tree.activities if one.item and one.item.href]


def outcome_state(play: Play) -> OutcomeState:
    """The outcome in words."""
    run = play.sequencer.run()
    leaves = [one for one in run.tree.activities if one.is_leaf]
    done = sum(completed(run, one) is True or satisfied(run, one) is True for one in leaves)
    return outcome_in_words(play.attempt.outcome, done, len(leaves))


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


def contents(play: Play, valid: ValidNavigation | None = None) -> list[ContentsEntry]:
    """The table of contents with each status in words; `valid` spares working it out again."""
    words: dict[str, str] = {}
    return [_entry(entry, words) for entry in table_of_contents(play.sequencer, valid)]


def _entry(entry: Entry, words: dict[str, str]) -> ContentsEntry:
    """`words`: what was translated for the lines above, which are many."""
    status = _word(entry.completed, entry.satisfied, entry.attempts)
    if status not in words:
        words[status] = status_text(status)
    return {
        "identifier": entry.identifier,
        "title": entry.title,
        "depth": entry.depth,
        "isLeaf": entry.is_leaf,
        "hidden": entry.is_hidden,
        "enabled": entry.is_enabled,
        "status": status,
        "statusText": words[status],
    }
