"""Reading imsss:sequencing, and what else SCORM 2004 says of an item (CAM 5.1, 3.4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final, TypeVar, cast

from lxml import etree

from courses.packages.refusal import shown
from scorm.manifest.bounds import Bounds
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

Read = TypeVar("Read")
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


class _Parts:
    """The parts of one imsss:sequencing by name, and how much each of them is."""

    def __init__(self, sequencing: etree._Element) -> None:
        self.by_name: dict[str, etree._Element] = {}
        self._sizes: dict[str, tuple[int, int]] = {}
        for element in sequencing:
            name = etree.QName(element)
            is_adl = name.localname == "objectives" and "adlseq" in (name.namespace or "")
            self.by_name.setdefault("adlseq:objectives" if is_adl else name.localname, element)

    def size(self, name: str) -> tuple[int, int]:
        """How many elements and characters that part has."""
        if name not in self._sizes:
            within = list(self.by_name[name].iter())
            self._sizes[name] = len(within), sum(map(_characters, within))
        return self._sizes[name]


def _characters(element: etree._Element) -> int:
    return len(element.text or "") + sum(map(len, element.values()))


class SequencingReader:
    """Reads the items of all organizations; knows the manifest's sequencingCollection.

    What many refer to is read once, and all of them have the same values.
    """

    def __init__(self, manifest: etree._Element, bounds: Bounds, warnings: Warnings) -> None:
        self._bounds = bounds
        self._warnings = warnings
        self._values = Values(warnings)
        self._read: dict[tuple[object, ...], Any] = {}
        group = child(manifest, "sequencingCollection")
        self._collection: dict[str, _Parts] = {}
        for element in children(group, "sequencing") if group is not None else ():
            identifier = attribute(element, "ID")
            if identifier not in self._collection:
                self._collection[identifier] = _Parts(element)

    def read(self, owner: etree._Element) -> Sequencing | None:
        """What an item or organization says; None when it says nothing beyond the defaults.

        Raises ManifestRefused when the organizations have more rules than anybody could follow.
        """
        part = self._elements(owner).get
        once = self._once
        values = self._values
        found = Sequencing(
            control=once(_control, part("controlMode")),
            rules=once(read_rules, part("sequencingRules")),
            limits=once(_limits, part("limitConditions")),
            rollup=once(read_rollup, part("rollupRules"), part("rollupConsiderations")),
            objectives=once(read_objectives, part("objectives"), part("adlseq:objectives")),
            randomization=once(_randomization, part("randomizationControls")),
            delivery=once(_delivery, part("deliveryControls")),
            choice=once(_choice, part("constrainedChoiceConsiderations")),
            completion=_completion(child(owner, "completionThreshold"), values),
            data=_data(child(owner, "data"), values),
            hidden_ui=_hidden(child(owner, "presentation", "navigationInterface")),
            objectives_to_system=values.boolean(owner, "objectivesGlobalToSystem", True),
            data_to_system=values.boolean(owner, "sharedDataGlobalToSystem", True),
        )
        return None if found == Sequencing() else found

    def _once(self, read: Callable[..., Read], *elements: etree._Element | None) -> Read:
        key = (read, *elements)
        if key not in self._read:
            self._read[key] = read(*elements, self._values)
        found: Read = self._read[key]
        return found

    def _elements(self, owner: etree._Element) -> dict[str, etree._Element]:
        """The parts by name, counted. CAM 5.1.1: what an item says itself stands in place of the
        element of that name in the collection's sequencing that its IDRef refers to."""
        element = child(owner, "sequencing")
        if element is None:
            return {}
        wanted = attribute(element, "IDRef")
        referred = self._collection.get(wanted) if wanted else None
        if wanted and referred is None:
            message = f"The sequencing refers to {shown(wanted)}, which is not in the collection."
            self._warnings.at(element, "missing-sequencing", message)
        own = _Parts(element)
        sizes = [own.size(name) for name in own.by_name]
        if referred is not None:
            sizes += [referred.size(name) for name in referred.by_name if name not in own.by_name]
        self._bounds.sequencing(
            owner, sum(parts for parts, _ in sizes), sum(characters for _, characters in sizes)
        )
        return {**(referred.by_name if referred else {}), **own.by_name}


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
