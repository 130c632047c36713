"""What an import found of completion, success and score: what decides them, part by part.

Sentences in English, as all reports of imports are, for whoever releases the course.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TypedDict

from scorm.manifest import Item, Manifest
from scorm.manifest.sequencing import Sequencing

_NOTHING = Sequencing()


class Decides(TypedDict):
    """What decides the three of one part."""

    completion: str
    success: str
    score: str


def module_decides(manifest: Manifest) -> list[str]:
    """How the parts add up to what is reported, as long as the module's own rule does not say."""
    if manifest.standard == "scorm12":
        return [
            "The module is completed when every part is through, with whatever result.",
            "It is failed as soon as one part is; it is passed when all are through and one is.",
            "Its score is the mean over the parts that report one.",
        ]
    return _rolled_up(manifest)


def part_decides(item: Item, manifest: Manifest) -> Decides:
    """What decides completion, success and score of an item that launches something."""
    if manifest.standard == "scorm12":
        return _of_scorm12(item)
    return _of_scorm2004(item)


def _of_scorm12(item: Item) -> Decides:
    """RTE 3.4.4: cmi.core.lesson_status, and what the run-time makes of it."""
    if item.kind == "asset":
        return {"completion": "by being opened", "success": "none", "score": "none"}
    success = "what the part says"
    if item.mastery_score:
        success = f"passed from a score of {item.mastery_score} on, else failed"
    return {
        "completion": "what the part says; completed at its end when it says nothing",
        "success": success,
        "score": "what the part reports",
    }


def _of_scorm2004(item: Item) -> Decides:
    """SN 4.5 (UP.4): what the run-time sets at the end of an attempt on an activity."""
    said = item.sequencing or _NOTHING
    if not said.delivery.tracked:
        return {"completion": "not tracked", "success": "not tracked", "score": "not tracked"}
    is_asset = item.kind == "asset"
    return {
        "completion": _completion(said, is_asset=is_asset)
        + _unless(said.rollup.progress_completion),
        "success": _success(said, is_asset=is_asset) + _unless(said.rollup.objective_satisfied),
        "score": "none" if is_asset else _score(said),
    }


def _completion(said: Sequencing, *, is_asset: bool) -> str:
    if said.completion.by_measure:
        return f"completed from a progress of {_percent(said.completion.minimum)} on"
    if said.delivery.completion_set_by_content:
        return "what the part says; not completed when it says nothing"
    return "by its end" if is_asset else "what the part says; completed at its end without a word"


def _success(said: Sequencing, *, is_asset: bool) -> str:
    if said.primary.satisfied_by_measure:
        return f"passed from a score of {_percent(said.primary.minimum_measure)} on, else failed"
    if said.delivery.objective_set_by_content:
        return "what the part says"
    return "by its end" if is_asset else "what the part says; passed at its end without a word"


def _score(said: Sequencing) -> str:
    weight = said.rollup.objective_measure_weight
    if weight == 1:
        return "what the part reports"
    if weight == 0:
        return "what the part reports; not counted in the whole"
    return f"what the part reports; counts {weight.normalize():f}-fold"


def _unless(counts: bool) -> str:
    return "" if counts else "; not counted in the whole"


def _rolled_up(manifest: Manifest) -> list[str]:
    """SN 4.6: what the root of the activity tree comes to."""
    root = manifest.organization.sequencing or _NOTHING
    actions = {rule.action for rule in root.rollup.rules}
    completed = "when every part that counts is completed"
    if "completed" in actions or "incomplete" in actions:
        completed = "as the package's own roll-up rules say"
    if root.completion.by_measure:
        completed = f"from a progress of {_percent(root.completion.minimum)} on, over all parts"
    passed = "when every part that counts is passed"
    if "satisfied" in actions or "notSatisfied" in actions:
        passed = "as the package's own roll-up rules say"
    if root.primary.satisfied_by_measure:
        passed = f"from a score of {_percent(root.primary.minimum_measure)} on, over all parts"
    return [
        f"The module is completed {completed}.",
        f"It is passed {passed}.",
        "Its score is the weighted mean of the parts' scores.",
    ]


def _percent(fraction: Decimal) -> str:
    return f"{(fraction * 100).normalize():f} %"
