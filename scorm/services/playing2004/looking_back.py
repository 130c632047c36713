"""A settled attempt is only looked at: every part is open, and nothing changes."""

from __future__ import annotations

from typing import Any

from scorm.sequencing import Activity
from scorm.services.messages import NavigateMessage
from scorm.services.playing2004.launching import launch_for_review
from scorm.services.playing2004.scene import Play
from scorm.services.playing2004.standing import Standing, contents, outcome_state

_STEPS = {"continue": 1, "previous": -1}


def look_back(play: Play, message: NavigateMessage) -> tuple[dict[str, Any] | None, Standing]:
    """What to show next, None when the learner leaves, and the standing then."""
    parts = _parts(play)
    shown: Activity | None = None
    if message.request == "open":
        shown = parts[0] if parts else None
    elif message.request == "choice":
        shown = play.leaf(message.target)
    elif message.request in _STEPS:
        shown = _beside(parts, message.current, _STEPS[message.request])
    launch = None if shown is None else launch_for_review(play, shown)
    return launch, _standing(play, parts, shown)


def _parts(play: Play) -> list[Activity]:
    return [one for one in play.sequencer.tree.activities if one.item and one.item.href]


def _beside(parts: list[Activity], current: str, step: int) -> Activity | None:
    names = [one.identifier for one in parts]
    place = names.index(current) + step if current in names else 0
    return parts[place] if 0 <= place < len(parts) else None


def _standing(play: Play, parts: list[Activity], shown: Activity | None) -> Standing:
    open_to_all = {one.identifier for one in parts if one.is_visible}
    items = contents(play)
    for entry in items:
        entry["enabled"] = entry["identifier"] in open_to_all
        entry["hidden"] = entry["isLeaf"] and not entry["enabled"]
    current = shown.identifier if shown else ""
    valid = [word for word, step in _STEPS.items() if shown and _beside(parts, current, step)]
    return {
        "items": items,
        "current": current,
        "valid": [*valid, "suspendAll"],
        "hiddenControls": [],
        "requestValid": dict.fromkeys(("continue", "previous", "exit", "exitAll"), "false"),
        "outcome": outcome_state(play),
    }
