"""What a learner's courses share: global objectives and buckets of adl.data (CAM 5.1.1, 3.4).

A package that shares them with the whole system finds what other courses have left, and leaves
what it changed. Each target is a row of its own, so that two courses which are open at once undo
nothing of each other's. A preview neither finds nor leaves anything.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

import msgspec
from django.db.models import Q
from django.utils import timezone

from courses.models import Attempt
from scorm.models import SystemWide
from scorm.sequencing import ActivityTree, SequencingState
from scorm.sequencing.state import ObjectiveInfo, for_the_system

Kind = SystemWide.Kind
# (kind, target) -> the value as it is stored.
Shared = dict[tuple[str, str], Any]


def bring(
    attempt: Attempt, tree: ActivityTree, state: SequencingState, *, lock: bool = False
) -> Shared:
    """Lay what other courses have left over `state`; what was found, for `take_along`.

    `lock`: nobody else changes it until the transaction ends. One query, and none for a package
    that shares nothing.
    """
    wanted = _digests(tree)
    if not any(wanted.values()) or attempt.kind == Attempt.Kind.PREVIEW:
        return {}
    # An objective and a bucket may have one name, and only one of them be shared.
    named = Q()
    for kind, digests in wanted.items():
        named |= Q(kind=kind, target_digest__in=digests)
    rows = SystemWide.objects.filter(named, learner=attempt.learner_id)
    # In one order, or two requests could wait for each other.
    rows = rows.order_by("target_digest", "kind")
    found: Shared = {}
    for row in rows.select_for_update() if lock else rows:
        found[row.kind, row.target] = row.value
        if row.kind == Kind.DATA and row.target in tree.buckets:
            state.data[row.target] = row.value
        elif row.kind == Kind.OBJECTIVE and row.target in tree.global_objectives:
            state.objectives[row.target] = msgspec.convert(row.value, ObjectiveInfo)
    return found


def take_along(
    attempt: Attempt, tree: ActivityTree, state: SequencingState, brought: Shared
) -> None:
    """Store what has changed since `bring`: one statement, and none where nothing has."""
    if attempt.kind == Attempt.Kind.PREVIEW:
        return
    changed = [
        SystemWide(
            learner_id=attempt.learner_id,
            kind=kind,
            target=target,
            target_digest=_digest(target),
            value=value,
            updated_at=timezone.now(),
        )
        for kind, target, value in _left(tree, state)
        if brought.get((kind, target)) != value
    ]
    if not changed:
        return
    SystemWide.objects.bulk_create(
        sorted(changed, key=lambda row: (row.target_digest, row.kind)),
        update_conflicts=True,
        unique_fields=["learner", "kind", "target_digest"],
        update_fields=["value", "updated_at"],
    )
    brought.update({(row.kind, row.target): row.value for row in changed})


def _left(tree: ActivityTree, state: SequencingState) -> Iterator[tuple[str, str, Any]]:
    """(kind, target, value) of all that other courses may find."""
    shared = for_the_system(state, tree.root.definition)
    for target, info in shared.objectives.items():
        yield Kind.OBJECTIVE, target, msgspec.to_builtins(info)
    for target, text in shared.data.items():
        yield Kind.DATA, target, text


def _digests(tree: ActivityTree) -> dict[Kind, list[str]]:
    """Of the targets that the package shares with the system."""
    root = tree.root.definition
    targets = {
        Kind.OBJECTIVE: tree.global_objectives if root.objectives_to_system else frozenset[str](),
        Kind.DATA: tree.buckets if root.data_to_system else frozenset[str](),
    }
    return {kind: [_digest(one) for one in names] for kind, names in targets.items()}


def _digest(target: str) -> str:
    return hashlib.sha256(target.encode()).hexdigest()
