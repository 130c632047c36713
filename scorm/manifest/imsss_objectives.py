"""imsss:objectives with the maps of adlseq:objectives (CAM 5.1.6, 5.1.7; SN 3.10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

import msgspec
from lxml import etree

from scorm.manifest.elements import child, children, text_of
from scorm.manifest.sequencing import Objective, ObjectiveMap
from scorm.manifest.values import Values, objective_identifier

# Attribute of a map, and what of an objective it moves.
_IMSSS: Final = {"SatisfiedStatus": "satisfied", "NormalizedMeasure": "measure"}
_ADLSEQ: Final = {
    "RawScore": "raw",
    "MinScore": "min",
    "MaxScore": "max",
    "CompletionStatus": "completion",
    "ProgressMeasure": "progress",
}


def read_objectives(
    imsss: etree._Element | None, adlseq: etree._Element | None, values: Values
) -> tuple[Objective, ...]:
    """The objectives, primary first; the maps of ADL join the objective of the same identifier.

    An activity without any has one primary objective without an identifier (SN 3.10). Two
    objectives of one identifier are one too many: the first counts.
    """
    if imsss is None:
        return (Objective(),)
    found: dict[str, Objective] = {}
    primary = child(imsss, "primaryObjective")
    first = Objective() if primary is None else _objective(primary, values)
    for element in children(imsss, "objective"):
        objective = _objective(element, values)
        if objective.identifier and objective.identifier != first.identifier:
            found.setdefault(objective.identifier, objective)
    more = {} if adlseq is None else _adl_maps(adlseq, values)
    return tuple(
        msgspec.structs.replace(one, maps=one.maps + more.get(one.identifier, ()))
        for one in (first, *found.values())
    )


def _objective(element: etree._Element, values: Values) -> Objective:
    minimum = child(element, "minNormalizedMeasure")
    text = text_of(minimum, 100)
    return Objective(
        identifier=objective_identifier(element, "objectiveID"),
        satisfied_by_measure=values.boolean(element, "satisfiedByMeasure", False),
        minimum_measure=(
            values.decimal_text(minimum, "minNormalizedMeasure", text, Decimal(1), (-1, 1))
            if minimum is not None and text
            else Decimal(1)
        ),
        maps=_maps(element, _IMSSS, values),
    )


def _maps(
    element: etree._Element, words: dict[str, str], values: Values
) -> tuple[ObjectiveMap, ...]:
    maps = []
    for one in children(element, "mapInfo"):
        target = objective_identifier(one, "targetObjectiveID")
        if target:
            maps.append(
                ObjectiveMap(
                    target=target,
                    read=_moved(one, "read", words, values, default=True),
                    write=_moved(one, "write", words, values, default=False),
                )
            )
    return tuple(maps)


def _moved(
    element: etree._Element, way: str, words: dict[str, str], values: Values, *, default: bool
) -> tuple[str, ...]:
    return tuple(
        word for name, word in words.items() if values.boolean(element, f"{way}{name}", default)
    )


def _adl_maps(group: etree._Element, values: Values) -> dict[str, tuple[ObjectiveMap, ...]]:
    found: dict[str, tuple[ObjectiveMap, ...]] = {}
    for element in children(group, "objective"):
        identifier = objective_identifier(element, "objectiveID")
        found.setdefault(identifier, _maps(element, _ADLSEQ, values))
    return found
