"""Commits that the player page hands over with its next request."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import msgspec
import structlog

from courses.admission import NotAdmitted
from courses.tickets import Ticket
from scorm.cmi.refusals import DeltaRefused
from scorm.services.messages import CommitMessage

log = structlog.get_logger(__name__)


class Kept(Protocol):
    """A commit that was stored: `left_out` are its elements for which there was no room."""

    @property
    def left_out(self) -> tuple[str, ...]: ...


# Stores one commit, in a savepoint of its own. Raises NotAdmitted, DeltaRefused.
Store = Callable[[Ticket, CommitMessage], Kept]


def store_handed_over(
    ticket: Ticket, commits: Sequence[CommitMessage], store: Store
) -> list[dict[str, Any]]:
    """Store the commits in their order, within the caller's transaction; one result for each.

    What is refused of a commit is named in its `errors`, what has no room in its `leftOut`, and the
    rest is stored: the step that
    was asked for depends on it. A quiz that was passed is not to be tried again because a comment
    came with it that nobody may store.
    """
    return [_store(ticket, commit, store) for commit in commits]


def _store(ticket: Ticket, commit: CommitMessage, store: Store) -> dict[str, Any]:
    result: dict[str, Any] = {"session": commit.session, "sequence": commit.sequence}
    try:
        left_out = store(ticket, commit).left_out
        if left_out:
            result["leftOut"] = list(left_out)
    except DeltaRefused as refused:
        result["errors"] = refused.elements
        rest = _without(commit, refused)
        # Nothing to leave out: it is too much as a whole.
        if rest != commit:
            return {**_store(ticket, rest, store), **result}
    except NotAdmitted as refused:
        # Of a part that is not there: nothing will ever store it, so the sender lets it go. An
        # attempt that may not go on at all is refused after this, and the sender keeps it.
        log.warning("commit_dropped", code=refused.code, attempt=ticket.attempt)
    return result


def _without(commit: CommitMessage, refused: DeltaRefused) -> CommitMessage:
    names = {error.element for error in refused.errors}
    left = {name: value for name, value in commit.delta.items() if name not in names}
    return msgspec.structs.replace(commit, delta=left)
