"""What the learner may do next: buttons, table of contents, adl.nav.request_valid (SN 5.6).

Nothing is ended and nothing changes: each request is thought through to the activity that it would
deliver. What post condition rules make of it is not foreseen, as they look at what the learner has
not done yet.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from scorm.sequencing.checks import precondition
from scorm.sequencing.choice import across_siblings, check_choice_into
from scorm.sequencing.delivery import closed_part, delivery_request
from scorm.sequencing.errors import SequencingException
from scorm.sequencing.navigation import check_exits, navigation_request
from scorm.sequencing.objectives import completed, satisfied
from scorm.sequencing.overall import Sequencer
from scorm.sequencing.requests import sequencing_request
from scorm.sequencing.run import Run, remembered
from scorm.sequencing.tree import Activity

PLAIN = (
    "start",
    "resumeAll",
    "continue",
    "previous",
    "exit",
    "exitAll",
    "abandon",
    "abandonAll",
    "suspendAll",
)


@dataclass(frozen=True, slots=True)
class ValidNavigation:
    """``requests``: the plain requests that are valid now. ``choices`` and ``jumps``: the
    identifiers of the activities that may be their targets. ``hidden``: the controls that the
    current activity wants hidden (adlnav:hideLMSUI)."""

    requests: frozenset[str]
    choices: frozenset[str]
    jumps: frozenset[str]
    hidden: frozenset[str]

    def for_content(self) -> dict[str, str]:
        """adl.nav.request_valid by the rest of the name ("choice.{target=…}"): true or false."""
        valid = {word: _word(word in self.requests) for word in PLAIN[2:]}
        for target in self.choices:
            valid[f"choice.{{target={target}}}"] = "true"
        for target in self.jumps:
            valid[f"jump.{{target={target}}}"] = "true"
        return valid


class Entry(msgspec.Struct, frozen=True):
    """One line of the table of contents (SN 5.3.2).

    ``is_hidden``: neither it nor what is below it is shown; ``is_enabled``: it may be chosen now.
    ``completed`` and ``satisfied`` are None while they are not known.
    """

    identifier: str
    title: str
    depth: int
    is_leaf: bool
    is_hidden: bool
    is_enabled: bool
    is_current: bool
    completed: bool | None
    satisfied: bool | None
    attempts: int


def valid_navigation(sequencer: Sequencer) -> ValidNavigation:
    """Every navigation request that would come to something in the present state."""
    run = sequencer.run()
    run.memory = {}
    activities = run.tree.activities
    current = run.current
    opens = {one for one in activities if one.is_leaf and _opens(run, one)}
    choices = (one for one in activities if one in opens or not one.is_leaf)
    return ValidNavigation(
        requests=frozenset(word for word in PLAIN if _would_do(run, word, None)),
        choices=frozenset(one.identifier for one in choices if _may_choose(run, one)),
        # A jump needs nothing but something that is there and may be opened (NB.2.1, SB.2.13).
        jumps=frozenset(one.identifier for one in opens if current),
        hidden=frozenset(current.definition.hidden_ui if current else ()),
    )


def _opens(run: Run, leaf: Activity) -> bool:
    return run.is_available(leaf) and closed_part(run, leaf) is None


def _may_choose(run: Run, target: Activity) -> bool:
    """Of a leaf that opens, or of a group: as `_would_do`, but that the leaves of a group ask once
    what concerns all of them."""
    group, current = target.parent, run.current
    if group is None or not target.is_leaf or _is_among(current, target, group):
        return _would_do(run, "choice", target)
    if precondition(run, target, "hiddenFromChoice"):
        return False
    try:
        _check_choice_into(run, group)
        if current is not None and current.parent is group:
            across_siblings(run, current, target)
    except SequencingException:
        return False
    return True


def _is_among(current: Activity | None, target: Activity, group: Activity) -> bool:
    """Whether the current activity is the target, or is deeper in its group."""
    if current is None or current is target:
        return current is not None
    return current.parent is not group and group.contains(current)


@remembered
def _check_choice_into(run: Run, group: Activity) -> None:
    if run.current is not None:
        check_exits(run, run.current, group)
    check_choice_into(run, group)


def table_of_contents(
    sequencer: Sequencer, valid: ValidNavigation | None = None
) -> tuple[Entry, ...]:
    """The activities in the order in which the learner meets them, the root first.

    ``valid`` spares working it out again. Children that were not selected are left out.
    """
    run = sequencer.run()
    choices = (valid or valid_navigation(sequencer)).choices
    entries: list[Entry] = []
    _enter(run, run.tree.root, choices, False, entries)
    return tuple(entries)


def _enter(
    run: Run, activity: Activity, choices: frozenset[str], is_hidden: bool, entries: list[Entry]
) -> None:
    hides_all_below = is_hidden or precondition(run, activity, "hiddenFromChoice")
    entries.append(
        Entry(
            identifier=activity.identifier,
            title=activity.title,
            depth=activity.depth,
            is_leaf=activity.is_leaf,
            is_hidden=hides_all_below or not activity.is_visible,
            is_enabled=activity.identifier in choices,
            is_current=activity.identifier == run.state.current,
            completed=completed(run, activity),
            satisfied=satisfied(run, activity),
            attempts=run.tracking(activity).attempts,
        )
    )
    for child in run.available(activity):
        _enter(run, child, choices, hides_all_below, entries)


def _would_do(run: Run, request: str, target: Activity | None) -> bool:
    try:
        navigation = navigation_request(run, request, target.identifier if target else "")
        if navigation.termination not in ("", "exit") or request in ("exit", "continue"):
            return True
        found = sequencing_request(run, navigation.sequencing, target)
        if found.delivery is not None:
            delivery_request(run, found.delivery)
    except SequencingException:
        return False
    return found.exception is None


def _word(is_valid: bool) -> str:
    return "true" if is_valid else "false"
