"""One attempt in front of its activity tree, kept apart from others until the request ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from courses.admission import NotAdmitted
from courses.models import Attempt
from courses.tickets import Ticket
from scorm.cmi2004.launch import Mode
from scorm.models import ScormPackage, ScoState, TrackingState
from scorm.sequencing import (
    Activity,
    ActivityTree,
    Sequencer,
    SequencingState,
    build_tree,
)
from scorm.services.admission import Admission, admit, organization_of
from scorm.services.playing2004.system_wide import Shared, bring, take_along
from scorm.services.playing2004.tracking_rows import load_tracking, save_tracking


@dataclass(slots=True)
class Play:
    """The attempt, its tracking, and the sequencer that works on it; `brought` from elsewhere."""

    admission: Admission
    row: TrackingState
    sequencer: Sequencer
    brought: Shared = field(default_factory=dict)

    @property
    def attempt(self) -> Attempt:
        return self.admission.attempt

    @property
    def state(self) -> SequencingState:
        return self.sequencer.state

    @property
    def current(self) -> Activity | None:
        """The current activity while its content is open."""
        run = self.sequencer.run()
        current = run.current
        return current if current is not None and run.tracking(current).active else None

    @property
    def is_settled(self) -> bool:
        """Over, for credit: opened again, the package is only looked at."""
        return self.admission.mode == "review"

    @property
    def mode(self) -> Mode:
        """cmi.mode of what is opened in this sequencing session (RTE 4.2.14)."""
        return "browse" if self.admission.is_preview else "normal"

    def leaf(self, identifier: str) -> Activity:
        """The activity that launches something. Raises NotAdmitted."""
        return leaf_of(self.sequencer.tree, identifier)

    def sco_state(self, activity: Activity) -> ScoState | None:
        """The run-time data of the current attempt on an activity."""
        return ScoState.objects.filter(attempt=self.attempt, sco=activity.identifier).first()

    def save(self) -> None:
        """Store the tracking, and what other courses may find of it."""
        take_along(self.attempt, self.sequencer.tree, self.state, self.brought)
        save_tracking(self.row, self.state)


def leaf_of(tree: ActivityTree, identifier: str) -> Activity:
    """The activity of the tree that launches something. Raises NotAdmitted."""
    found = tree.find(identifier)
    if found is None or found.item is None or not found.item.href:
        raise NotAdmitted("sco_unknown", _("This module has no such part."), 404)
    return found


def load_play(ticket: Ticket, *, opening: bool, lock: bool = True) -> Play:
    """The play of a ticket's attempt; `lock` wants a transaction. Raises NotAdmitted."""
    admission = admit(ticket, opening=opening, lock=lock, standard="scorm2004")
    attempt = admission.attempt
    row, state = load_tracking(attempt.pk)
    tree = tree_of(
        attempt.edition.content_digest,
        attempt.package_stored_at,  # type: ignore[attr-defined]  # annotated by admit
    )
    brought = bring(attempt, tree, state, lock=lock)
    return Play(admission, row, Sequencer(tree, state), brought)


def sequencer_of(attempt: Attempt) -> Sequencer:
    """The sequencer of an attempt that is only looked at: what it decides is stored nowhere.

    Raises NotAdmitted where the package is gone.
    """
    digest = attempt.edition.content_digest
    package = ScormPackage.objects.filter(content_digest=digest)
    _row, state = load_tracking(attempt.pk)
    tree = tree_of(digest, package.values_list("created_at", flat=True).first())
    bring(attempt, tree, state)
    return Sequencer(tree, state)


@lru_cache(maxsize=256)
def tree_of(content_digest: str, stored_at: object) -> ActivityTree:
    """The activity tree of a stored package, which never changes: built once per process.

    Raises NotAdmitted, as `organization_of` does.
    """
    return build_tree(organization_of(content_digest, stored_at, "scorm2004"))
