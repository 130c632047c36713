"""Reading imsss:sequencing, and what else SCORM 2004 says of an item (CAM 5.1, 3.4)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, cast

from lxml import etree

from courses.packages.manifests import refused_at
from courses.packages.refusal import shown
from scorm.manifest.elements import Warnings, attribute, child, children, text_of
from scorm.manifest.imsss_objectives import read_objectives
from scorm.manifest.imsss_rules import read_rollup, read_rules
from scorm.manifest.sequencing import (
    CompletionThreshold,
    ConstrainedChoice,
    ControlMode,
    Delivery,
    LimitConditions,
    Randomization,
    Sequencing,
    SharedData,
    Timing,
)
from scorm.manifest.values import LONGEST_IDENTIFIER, Values

# Elements of the sequencing of one organization. A collection can be referred to by every item, so
# what is counted is what all the items have, not what the file has.
MOST_PARTS: Final = 200_000
HIDEABLE: Final = (
    "previous",
    "continue",
    "exit",
    "exitAll",
    "abandon",
    "abandonAll",
    "suspendAll",
)
_DURATION: Final = re.compile(
    r"P(?=[0-9T])(?:[0-9]{1,6}Y)?(?:[0-9]{1,6}M)?(?:[0-9]{1,6}D)?"
    r"(?:T(?=[0-9])(?:[0-9]{1,6}H)?(?:[0-9]{1,6}M)?(?:[0-9]{1,6}(?:\.[0-9]{1,9})?S)?)?"
)


def is_duration(text: str) -> bool:
    """xs:duration as SCORM uses it: no sign, and whole numbers but for the seconds."""
    return _DURATION.fullmatch(text) is not None


class SequencingReader:
    """Reads the items of one organization; knows the manifest's sequencingCollection."""

    def __init__(self, manifest: etree._Element, warnings: Warnings) -> None:
        self._warnings = warnings
        self._values = Values(warnings)
        self._parts = 0
        group = child(manifest, "sequencingCollection")
        self._collection: dict[str, etree._Element] = {}
        for element in children(group, "sequencing") if group is not None else ():
            self._collection.setdefault(attribute(element, "ID"), element)

    def read(self, owner: etree._Element) -> Sequencing | None:
        """What an item or organization says; None when it says nothing beyond the defaults.

        Raises ManifestRefused when the organization has more rules than anybody could follow.
        """
        parts = self._elements(owner)
        self._count(owner, parts)
        values = self._values
        found = Sequencing(
            control=_control(parts.get("controlMode"), values),
            rules=read_rules(parts.get("sequencingRules"), values),
            limits=_limits(parts.get("limitConditions"), values),
            rollup=read_rollup(parts.get("rollupRules"), parts.get("rollupConsiderations"), values),
            objectives=read_objectives(
                parts.get("objectives"), parts.get("adlseq:objectives"), values
            ),
            randomization=_randomization(parts.get("randomizationControls"), values),
            delivery=_delivery(parts.get("deliveryControls"), values),
            choice=_choice(parts.get("constrainedChoiceConsiderations"), values),
            completion=_completion(child(owner, "completionThreshold"), values),
            data=_data(child(owner, "data"), values),
            hidden_ui=_hidden(child(owner, "presentation", "navigationInterface")),
            objectives_to_system=values.boolean(owner, "objectivesGlobalToSystem", True),
            data_to_system=values.boolean(owner, "sharedDataGlobalToSystem", True),
        )
        return None if found == Sequencing() else found

    def _elements(self, owner: etree._Element) -> dict[str, etree._Element]:
        """The parts by name. CAM 5.1.1: what an item says itself stands in place of the element
        of that name in the collection's sequencing that its IDRef refers to."""
        own = child(owner, "sequencing")
        if own is None:
            return {}
        wanted = attribute(own, "IDRef")
        referred = self._collection.get(wanted) if wanted else None
        if wanted and referred is None:
            message = f"The sequencing refers to {shown(wanted)}, which is not in the collection."
            self._warnings.at(own, "missing-sequencing", message)
        parts = {} if referred is None else _parts(referred)
        return {**parts, **_parts(own)}

    def _count(self, owner: etree._Element, parts: dict[str, etree._Element]) -> None:
        self._parts += sum(1 for part in parts.values() for _ in part.iter())
        if self._parts > MOST_PARTS:
            raise refused_at(
                owner,
                "too-many-rules",
                "The items have more sequencing than can be read.",
                f"At most {MOST_PARTS:,} elements are, counted for every item that refers to them.",
                "Split the course, or export it without sequencing.",
            )


def _parts(sequencing: etree._Element) -> dict[str, etree._Element]:
    found: dict[str, etree._Element] = {}
    for element in sequencing:
        name = etree.QName(element)
        is_adl_objectives = name.localname == "objectives" and "adlseq" in (name.namespace or "")
        found.setdefault("adlseq:objectives" if is_adl_objectives else name.localname, element)
    return found


def _control(element: etree._Element | None, values: Values) -> ControlMode:
    return ControlMode(
        choice=values.boolean(element, "choice", True),
        choice_exit=values.boolean(element, "choiceExit", True),
        flow=values.boolean(element, "flow", False),
        forward_only=values.boolean(element, "forwardOnly", False),
        use_current_attempt_objective_info=values.boolean(
            element, "useCurrentAttemptObjectiveInfo", True
        ),
        use_current_attempt_progress_info=values.boolean(
            element, "useCurrentAttemptProgressInfo", True
        ),
    )


def _limits(element: etree._Element | None, values: Values) -> LimitConditions:
    return LimitConditions(
        attempts=values.count(element, "attemptLimit"),
        attempt_duration=values.checked(element, "attemptAbsoluteDurationLimit", is_duration),
    )


def _randomization(element: etree._Element | None, values: Values) -> Randomization:
    return Randomization(
        selection=cast(Timing, values.word(element, "selectionTiming", Timing, "never")),
        select_count=values.count(element, "selectCount"),
        randomization=cast(Timing, values.word(element, "randomizationTiming", Timing, "never")),
        reorder=values.boolean(element, "reorderChildren", False),
    )


def _delivery(element: etree._Element | None, values: Values) -> Delivery:
    return Delivery(
        tracked=values.boolean(element, "tracked", True),
        completion_set_by_content=values.boolean(element, "completionSetByContent", False),
        objective_set_by_content=values.boolean(element, "objectiveSetByContent", False),
    )


def _choice(element: etree._Element | None, values: Values) -> ConstrainedChoice:
    return ConstrainedChoice(
        prevent_activation=values.boolean(element, "preventActivation", False),
        constrain=values.boolean(element, "constrainChoice", False),
    )


def _completion(element: etree._Element | None, values: Values) -> CompletionThreshold:
    """4th edition: attributes. 2nd and 3rd edition: the threshold is the text of the element."""
    if element is None:
        return CompletionThreshold()
    text = text_of(element, 100)
    if text:
        minimum = values.decimal_text(element, "completionThreshold", text, Decimal(1), (0, 1))
        return CompletionThreshold(by_measure=True, minimum=minimum)
    return CompletionThreshold(
        by_measure=values.boolean(element, "completedByMeasure", False),
        minimum=values.decimal(element, "minProgressMeasure", Decimal(1)),
        weight=values.decimal(element, "progressWeight", Decimal(1)),
    )


def _data(element: etree._Element | None, values: Values) -> tuple[SharedData, ...]:
    found: dict[str, SharedData] = {}
    for one in children(element, "map") if element is not None else ():
        target = attribute(one, "targetID")[:LONGEST_IDENTIFIER]
        if target:
            read = values.boolean(one, "readSharedData", True)
            write = values.boolean(one, "writeSharedData", True)
            found.setdefault(target, SharedData(target, read, write))
    return tuple(found.values())


def _hidden(element: etree._Element | None) -> tuple[str, ...]:
    """adlnav:hideLMSUI (SN 5.3.1), each known word once."""
    said = (
        {text_of(one, 40) for one in children(element, "hideLMSUI")} if element is not None else ()
    )
    return tuple(word for word in HIDEABLE if word in said)
