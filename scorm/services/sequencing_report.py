"""What an import found of sequencing, in words for whoever releases the course."""

from __future__ import annotations

from collections.abc import Iterator

from scorm.manifest import Manifest, Organization
from scorm.manifest.sequencing import Sequencing

_NOTHING = Sequencing()


def sequencing_in_words(manifest: Manifest) -> list[str]:
    """One sentence for each kind of rule that the played organization has; empty for none."""
    organization = manifest.organization
    said = list(_every(organization))
    flow = any(one.control.flow for one in said)
    choice = organization.sequencing is None or organization.sequencing.control.choice
    pre = [rule for one in said for rule in one.rules.pre]
    counted = {
        "skip parts": sum(rule.action == "skip" for rule in pre),
        "keep parts closed": sum(rule.action == "disabled" for rule in pre),
        "stop the way forward": sum(rule.action == "stopForwardTraversal" for rule in pre),
        "hide parts in the contents": sum(rule.action == "hiddenFromChoice" for rule in pre),
        "decide what follows a part": sum(len(one.rules.post) for one in said),
        "end a group early": sum(len(one.rules.exit) for one in said),
        "add up results": sum(len(one.rollup.rules) for one in said),
    }
    rules = [f"{words} ({number})" for words, number in counted.items() if number]
    return [
        *(["Learners go on with Continue."] if flow else []),
        *(["Learners choose parts in the contents."] if choice else []),
        *([f"It has rules that {', '.join(rules)}."] if rules else []),
        *_more(said),
    ]


def _every(organization: Organization) -> Iterator[Sequencing]:
    yield organization.sequencing or _NOTHING
    for item in organization.walk():
        yield item.sequencing or _NOTHING


def _more(said: list[Sequencing]) -> Iterator[str]:
    if any(one.control.forward_only for one in said):
        yield "Some groups can only be gone through forwards."
    if any(one.limits.attempts is not None for one in said):
        yield "Some parts have a limited number of attempts."
    if any(one.limits.attempt_duration for one in said):
        yield "Some parts have a limited time."
    targets = {m.target for one in said for objective in one.objectives for m in objective.maps}
    if targets:
        yield f"Parts tell each other what was reached (global objectives: {len(targets)})."
    randomized = (one.randomization for one in said)
    if any(r.selection != "never" or r.randomization != "never" for r in randomized):
        yield "Some parts are chosen or put in order at random."
    if any(one.hidden_ui for one in said):
        yield "Some parts hide buttons of the player."
