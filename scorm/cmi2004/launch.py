"""The data model a SCO finds at Initialize (RTE 4.2, "LMS behavior" of each element)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from scorm.cmi2004.data import DataModel
from scorm.cmi2004.model import ELEMENTS
from scorm.cmi2004.timeinterval import from_centiseconds

Mode = Literal["normal", "browse", "review"]

# What the learner leaves behind for the run-time, not for the next session to read.
SESSION_ELEMENTS: Final = frozenset({"cmi.exit", "cmi.session_time", "adl.nav.request"})


@dataclass(frozen=True, slots=True)
class Bucket:
    """One record of adl.data (RTE 4.3): what of it the SCO may do, and what is in it if anything
    is. A map of adlcp:data (`scorm.manifest.sequencing.SharedData`) with the stored value."""

    target: str
    read: bool = True
    write: bool = True
    stored: str | None = None


@dataclass(frozen=True, slots=True)
class ScoContext:
    """What the run-time knows about one SCO before it is launched.

    ``stored`` is what content set in this attempt on the activity: nothing for a new attempt.
    ``tracked`` is what the tracking model knows, as `scorm.sequencing.runtime.known_values` gives
    it; it stands over what is stored, objectives being matched by their identifiers. The
    thresholds are None when the activity has none. ``total_centiseconds`` is the time of the
    earlier sessions of the attempt. Empty texts are elements without a value.
    """

    learner_id: str
    learner_name: str = ""
    mode: Mode = "normal"
    resumed: bool = False
    completion_threshold: Decimal | None = None
    scaled_passing_score: Decimal | None = None
    max_time_allowed: str = ""
    time_limit_action: str = ""
    launch_data: str = ""
    comments_from_lms: tuple[str, ...] = ()
    total_centiseconds: int = 0
    stored: Mapping[str, str] = field(default_factory=dict)
    tracked: Mapping[str, str] = field(default_factory=dict)
    objectives: tuple[tuple[str, Mapping[str, str]], ...] = ()
    buckets: tuple[Bucket, ...] = ()
    valid_requests: Mapping[str, str] = field(default_factory=dict)

    @property
    def credit(self) -> Literal["credit", "no-credit"]:
        """Browsing and reviewing are not taken for credit (RTE 4.2.7)."""
        return "credit" if self.mode == "normal" else "no-credit"

    @property
    def entry(self) -> Literal["ab-initio", "resume"]:
        """RTE 4.2.8: a new attempt, or one that was suspended."""
        return "resume" if self.resumed else "ab-initio"


def initial_model(context: ScoContext) -> DataModel:
    """The data model at the start of a session."""
    values = {name: value for name, value in context.stored.items() if _may_be_stored(name)}
    values.update(context.tracked)
    lay_objectives(values, context.objectives)
    values.update(_set_by_the_run_time(context))
    return model_with_buckets(values, context.buckets, context.valid_requests)


def model_with_buckets(
    values: dict[str, str],
    buckets: Sequence[Bucket],
    valid_requests: Mapping[str, str] | None = None,
    *,
    checks_responses: bool = True,
) -> DataModel:
    """A data model of ``values`` and of the records of adl.data, the first bucket being 0."""
    stores = {f"adl.data.{index}.store": bucket for index, bucket in enumerate(buckets)}
    for index, bucket in enumerate(buckets):
        values[f"adl.data.{index}.id"] = bucket.target
    values.update({name: one.stored for name, one in stores.items() if one.stored is not None})
    return DataModel(
        values,
        valid_requests=valid_requests or {},
        unreadable=frozenset(name for name, one in stores.items() if not one.read),
        unwritable=frozenset(name for name, one in stores.items() if not one.write),
        checks_responses=checks_responses,
    )


def _may_be_stored(name: str) -> bool:
    """Stored values are what content set: they never stand for what only the run-time sets."""
    known = ELEMENTS.get(".".join("n" if step.isdigit() else step for step in name.split(".")))
    is_for_next_time = name not in SESSION_ELEMENTS and not name.startswith("adl.")
    return known is not None and known.access != "ro" and is_for_next_time


def _set_by_the_run_time(context: ScoContext) -> dict[str, str]:
    values = {
        "cmi.learner_id": context.learner_id,
        "cmi.learner_name": context.learner_name or context.learner_id,
        "cmi.mode": context.mode,
        "cmi.credit": context.credit,
        "cmi.entry": context.entry,
        "cmi.total_time": from_centiseconds(context.total_centiseconds),
    }
    maybe = {
        "cmi.completion_threshold": _number(context.completion_threshold),
        "cmi.scaled_passing_score": _number(context.scaled_passing_score),
        "cmi.max_time_allowed": context.max_time_allowed,
        "cmi.time_limit_action": context.time_limit_action,
        "cmi.launch_data": context.launch_data,
    }
    for index, comment in enumerate(context.comments_from_lms):
        maybe[f"cmi.comments_from_lms.{index}.comment"] = comment
    return values | {name: value for name, value in maybe.items() if value}


def _number(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def lay_objectives(
    values: dict[str, str], objectives: Iterable[tuple[str, Mapping[str, str]]]
) -> None:
    """RTE 4.2.17: the activity's objectives come first, in the order of the manifest; what is
    known of them is laid over the record of that identifier, wherever content put it.
    ``values`` is changed in place."""
    places = {
        value: name.rpartition(".")[0]
        for name, value in values.items()
        if name.startswith("cmi.objectives.") and name.endswith(".id")
    }
    for identifier, known in objectives:
        record = places.get(identifier)
        if record is None:
            record = places[identifier] = f"cmi.objectives.{len(places)}"
            values[f"{record}.id"] = identifier
        for part, value in known.items():
            values[f"{record}.{part}"] = value


def stored_buckets(changed: Mapping[str, str], buckets: Iterable[Bucket]) -> dict[str, str]:
    """What a SCO put into its buckets, by their targets, from the elements that it set."""
    return {
        bucket.target: changed[store]
        for index, bucket in enumerate(buckets)
        if bucket.write and (store := f"adl.data.{index}.store") in changed
    }
