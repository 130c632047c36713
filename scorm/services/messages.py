"""The JSON that the player page and the shim send. Unknown fields and other types are refused."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

# NUL is in no text that a database keeps.
_TEXT = r"^[^\x00]*$"
Identifier = Annotated[str, msgspec.Meta(min_length=1, max_length=255, pattern=_TEXT)]
# As long as adl.nav.request may name one (scorm.cmi2004.datatypes), whether it is there or not.
Target = Annotated[str, msgspec.Meta(max_length=4_000, pattern=_TEXT)]
SessionKey = Annotated[str, msgspec.Meta(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
# PositiveIntegerField of every database Django knows ends here.
Sequence = Annotated[int, msgspec.Meta(ge=1, le=2_147_483_647)]


class CommitMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a SCO has set and the server has not yet acknowledged.

    `session`: the key given when the SCO was opened; `sequence`: grows with every change, and
    a commit holds all of those before it that are unacknowledged; `finish`: the session is
    over; `delta`: element -> value.
    """

    sco: Identifier
    session: SessionKey
    sequence: Sequence
    delta: dict[str, str]
    finish: bool = False


class OpenMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Store what is unsent, then open a SCO; `sco` None: the learner leaves."""

    sco: Identifier | None = None
    commits: Annotated[tuple[CommitMessage, ...], msgspec.Meta(max_length=50)] = ()


class NavigateMessage(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Store what is unsent, then carry out a navigation request (SN 5.6.4).

    `request` "open": the player was opened, so begin or resume. `key`: made up for this request,
    the same when it is sent again because no answer came. `target`: of a choice or a jump,
    the activity's identifier. `current`: the activity that the asking window shows, "" for none.
    """

    request: Literal[
        "open",
        "continue",
        "previous",
        "choice",
        "jump",
        "exit",
        "exitAll",
        "suspendAll",
        "abandon",
        "abandonAll",
    ]
    key: SessionKey
    target: Target = ""
    current: Annotated[str, msgspec.Meta(max_length=255)] = ""
    commits: Annotated[tuple[CommitMessage, ...], msgspec.Meta(max_length=50)] = ()


def read_commit(body: bytes) -> CommitMessage:
    """Raises msgspec.DecodeError (ValidationError is one)."""
    return msgspec.json.decode(body, type=CommitMessage)


def read_open(body: bytes) -> OpenMessage:
    """Raises msgspec.DecodeError (ValidationError is one)."""
    return msgspec.json.decode(body, type=OpenMessage)


def read_navigate(body: bytes) -> NavigateMessage:
    """Raises msgspec.DecodeError (ValidationError is one)."""
    return msgspec.json.decode(body, type=NavigateMessage)
