"""What the learner may do next: buttons, table of contents, adl.nav.request_valid (SN 5.6).

Nothing is ended and nothing changes: each request is thought through to the activity that it would
deliver. What post condition rules make of it is not foreseen, as they look at what the learner has
not done yet.
"""

from __future__ import annotations

from dataclasses import dataclass

from scorm.sequencing.checks import precondition
from scorm.sequencing.delivery import delivery_request
from scorm.sequencing.errors import SequencingException
from scorm.sequencing.navigation import navigation_request
from scorm.sequencing.objectives import completed, satisfied
from scorm.sequencing.overall import Sequencer
from scorm.sequencing.requests import sequencing_request
from scorm.sequencing.run import Run
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


@dataclass(frozen=True, slots=True)
class Entry:
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
    activities = run.tree.activities
    current = run.current
    return ValidNavigation(
        requests=frozenset(word for word in PLAIN if _would_do(run, word, None)),
        choices=frozenset(one.identifier for one in activities if _would_do(run, "choice", one)),
        jumps=frozenset(
            one.identifier for one in activities if one.is_leaf and _would_do(run, "jump", one)
        ),
        hidden=frozenset(current.definition.hidden_ui if current else ()),
    )


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
