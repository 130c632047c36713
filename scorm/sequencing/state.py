"""The tracking model (SN 4.2, TM) and the activity state model, as values that go to JSON.

Three-valued information is a bool or None: None stands for a status flag of the standard that is
False ("Objective Progress Status", "Attempt Progress Status"), so that the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import msgspec

from scorm.manifest.sequencing import Sequencing


class ObjectiveInfo(msgspec.Struct, omit_defaults=True):
    """Objective progress information (TM.1.1) with what adlseq adds, of one objective.

    Measures are -1 to 1, ``progress`` is 0 to 1; None is "not known".
    """

    satisfied: bool | None = None
    measure: Decimal | None = None
    raw: Decimal | None = None
    min: Decimal | None = None
    max: Decimal | None = None
    completion: bool | None = None
    progress: Decimal | None = None


class Tracking(msgspec.Struct, omit_defaults=True):
    """What is known of one activity.

    ``attempts`` is the Activity Attempt Count; above zero, Activity Progress Status is True.
    ``completed`` and ``amount`` are the Attempt Progress Information, ``objectives`` the objective
    progress information by the identifier of the objective. ``said_completion`` and
    ``said_success``: the content has set the status itself, be it to "unknown". ``available`` are
    the identifiers of the Available Children once they were selected or put in another order.
    ``stale_objectives`` and ``stale_progress`` say that the information is of an earlier attempt
    on the parent, which the parent does not use (SM.1, Use Current Attempt … Information).
    """

    attempts: int = 0
    active: bool = False
    suspended: bool = False
    completed: bool | None = None
    amount: Decimal | None = None
    said_completion: bool = False
    said_success: bool = False
    objectives: dict[str, ObjectiveInfo] = {}
    available: list[str] | None = None
    stale_objectives: bool = False
    stale_progress: bool = False


_NOTHING_KNOWN = Tracking()


class SequencingState(msgspec.Struct, omit_defaults=True):
    """Everything about one learner in one course that sequencing remembers between requests.

    ``current`` and ``suspended`` are identifiers of activities or "". ``objectives`` are the
    global objectives, ``data`` the shared buckets of adl.data (RTE 4.3), by their targets.
    """

    activities: dict[str, Tracking] = {}
    current: str = ""
    suspended: str = ""
    objectives: dict[str, ObjectiveInfo] = {}
    data: dict[str, str] = {}

    @property
    def has_session(self) -> bool:
        """Whether a sequencing session is going on."""
        return bool(self.current)


def new_state(
    objectives: Mapping[str, ObjectiveInfo] | None = None, data: Mapping[str, str] | None = None
) -> SequencingState:
    """Nothing attempted yet. ``objectives`` and ``data`` are what this learner brings from other
    courses, where the organization shares them with the whole system (CAM 5.1.1, 3.4)."""
    carried = {target: msgspec.structs.replace(info) for target, info in (objectives or {}).items()}
    return SequencingState(objectives=carried, data=dict(data or {}))


def for_the_system(state: SequencingState, root: Sequencing) -> SequencingState:
    """What of a state the learner takes along to other courses: the global objectives and the
    shared data of an organization that shares them, ``root`` being what it says (CAM 5.1.1)."""
    return SequencingState(
        objectives=dict(state.objectives) if root.objectives_to_system else {},
        data=dict(state.data) if root.data_to_system else {},
    )


def encode_state(state: SequencingState) -> dict[str, Any]:
    """The state as objects, lists and text for a JSON column, without the activities of which
    nothing is known."""
    plain: dict[str, Any] = msgspec.to_builtins(_known(state))
    return plain


def decode_state(plain: Mapping[str, Any]) -> SequencingState:
    """The reverse of `encode_state`; raises msgspec.ValidationError on another shape."""
    return msgspec.convert(plain, SequencingState)


def write_state(state: SequencingState) -> str:
    """What `encode_state` gives, as JSON."""
    return msgspec.json.encode(_known(state)).decode()


def read_state(json: str | bytes) -> SequencingState:
    """The reverse of `write_state`; raises msgspec.DecodeError."""
    return msgspec.json.decode(json, type=SequencingState)


def _known(state: SequencingState) -> SequencingState:
    known = {name: one for name, one in state.activities.items() if one != _NOTHING_KNOWN}
    return msgspec.structs.replace(state, activities=known)
