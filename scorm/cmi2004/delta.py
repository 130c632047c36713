"""Elements that changed since the last commit, checked and laid over what is stored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from scorm.cmi.refusals import DeltaRefused
from scorm.cmi.room import ROOM_OF_RESULTS, in_order, too_much
from scorm.cmi2004.data import NAMES_ONCE, DataModel
from scorm.cmi2004.errors import GENERAL_EXCEPTION, SET_FAILURE, CmiError
from scorm.cmi2004.launch import SESSION_ELEMENTS, Bucket, model_with_buckets
from scorm.cmi2004.model import generic_name

# Characters of all values of one SCO together: room for full suspend data and buckets, and some
# thousands of answers, but not for using the run-time as a file store.
TOTAL_LIMIT: Final = 4_000_000


def apply_delta(
    stored: Mapping[str, str], delta: Mapping[str, str], buckets: Sequence[Bucket] = ()
) -> dict[str, str]:
    """`stored` with every element of `delta` set, each as if by SetValue (RTE 3.1.4.2).

    `stored` are elements content set earlier, with the records of the activity's objectives;
    `buckets` are the SCO's records of adl.data, which are checked but are not part of the result
    (see `scorm.cmi2004.launch.stored_buckets`). Every element must exist, be writable and have a
    value of its type; an array has no gaps, and a record has its identifier before anything else.
    DeltaRefused otherwise. A delta has no order of its own, so records are taken from the first
    on, their identifier and type before the rest; and since content may have changed the type of
    an interaction after it was answered, responses are taken as texts.
    """
    model = model_with_buckets(dict(stored), buckets, checks_responses=False)
    errors, taken = [], []
    for name in sorted(delta, key=in_order):
        try:
            _set(model, name, delta[name])
        except CmiError as error:
            errors.append(error)
        else:
            taken.append(name)
    errors.extend(_doubles(model, taken))
    if not errors and sum(map(len, model.values.values())) > TOTAL_LIMIT + ROOM_OF_RESULTS:
        errors.append(CmiError(GENERAL_EXCEPTION, "cmi", "more data than one SCO may keep"))
    if errors:
        raise DeltaRefused(errors)
    return {name: one for name, one in model.values.items() if not name.startswith("adl.data.")}


def without_room(stored: Mapping[str, str], delta: Mapping[str, str]) -> frozenset[str]:
    """The elements that `apply_delta` has no room for. The rest may be applied without them."""
    return too_much(stored, delta, TOTAL_LIMIT)


def _set(model: DataModel, name: object, value: object) -> None:
    if not isinstance(name, str) or not isinstance(value, str):
        raise CmiError(GENERAL_EXCEPTION, str(name)[:100], "names and values are texts")
    model.set(name, value)


def _doubles(model: DataModel, names: Sequence[str]) -> Iterator[CmiError]:
    """Of the elements that were set, those that give a record the name of another one.

    Asked afterwards, since two records may have changed names; and of each list once, since asking
    for each of some thousand records costs seconds.
    """
    new, known = frozenset(names), dict[str, set[str]]()
    for name in names:
        if generic_name(name) not in NAMES_ONCE:
            continue
        array, value = name.rsplit(".", 2)[0], model.values[name]
        if array not in known:
            records = {f"{array}.{index}.id" for index in range(model.count(array))}
            known[array] = {model.values[one] for one in records - new if one in model.values}
        if value in known[array]:
            yield CmiError(SET_FAILURE, name, "another record has this identifier")
        known[array].add(value)


def kept(values: Mapping[str, str]) -> dict[str, str]:
    """What of a SCO's data its next session finds: all but what was for the run-time only."""
    return {name: value for name, value in values.items() if name not in SESSION_ELEMENTS}
