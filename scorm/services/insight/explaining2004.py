"""Why is this not complete? SCORM 2004: from the tracking of the activity tree (SN 4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.translation import gettext as _

from courses import sentences
from courses.explaining import Explanation, PartReport
from courses.models import Attempt
from courses.outcomes import Completion, Success
from scorm.models import ScoState
from scorm.sequencing import Activity
from scorm.sequencing.checks import check_activity, precondition
from scorm.sequencing.objectives import amount, completed, measure, satisfied
from scorm.sequencing.run import Run
from scorm.services.insight.visits import Visits, organization_for, visits_of
from scorm.services.playing2004.scene import sequencer_of

_NEVER_VISITED = Visits()
_HUNDRED = Decimal(100)


def explain(attempt: Attempt) -> Explanation:
    """Every part of the attempt, opened or not; five queries."""
    states = {state.sco: state for state in ScoState.objects.filter(attempt=attempt)}
    visits = visits_of(attempt)
    last = max((one.last for one in visits.values() if one.last), default=None)
    if organization_for(attempt.edition.content_digest, "scorm2004") is None:
        parts = tuple(PartReport(sco, sco, visits=1) for sco in states)
        return Explanation(parts, (_("The files of this module are gone."),), last)
    run = sequencer_of(attempt).run()
    root = run.tree.root
    wants_completion, wants_success = not completed(run, root), not satisfied(run, root)
    found = [
        _part(run, leaf, states.get(leaf.identifier), visits, wants_completion, wants_success)
        for leaf in run.tree.activities
        if leaf.is_leaf and leaf.item is not None and leaf.item.href
    ]
    through = not any(part.missing for part in found)
    missing = tuple(_of_the_whole(run)) if through and wants_completion else ()
    return Explanation(tuple(found), missing, last)


def _of_the_whole(run: Run) -> Iterator[str]:
    """Nothing is missing of a part, and still the module is not complete (RB.1.3)."""
    if run.tree.root.definition.completion.by_measure:
        threshold, reached = run.tree.root.definition.completion, amount(run, run.tree.root)
        title = run.tree.root.title
        if reached is None:
            yield sentences.no_progress(title)
        else:
            yield sentences.progress_below(title, reached * _HUNDRED, threshold.minimum * _HUNDRED)
        return
    yield _("No part is missing, but by the module's own rules the parts do not make it complete.")


def _part(
    run: Run,
    leaf: Activity,
    state: ScoState | None,
    visits: dict[str, Visits],
    wants_completion: bool,
    wants_success: bool,
) -> PartReport:
    visited = visits.get(leaf.identifier, _NEVER_VISITED)
    is_done, is_passed = completed(run, leaf), satisfied(run, leaf)
    has_begun = run.tracking(leaf).attempts > 0
    missing: list[str] = []
    if _counts(leaf) and not precondition(run, leaf, "skip"):
        if not has_begun:
            missing += _unopened(run, leaf, is_done, wants_completion)
        else:
            missing += _incomplete(run, leaf, is_done) if wants_completion else ()
            missing += _not_passed(run, leaf, is_passed) if wants_success else ()
            missing += [sentences.full(leaf.title)] if missing and state and state.is_full else ()
    return PartReport(
        identifier=leaf.identifier,
        title=leaf.title,
        completion=_completion(is_done, has_begun=has_begun),
        success=_success(is_passed, has_begun=has_begun),
        score=measure(run, leaf) if has_begun else None,
        centiseconds=(state.total_centiseconds + state.session_centiseconds) if state else 0,
        visits=max(visited.count, 1 if state else 0),
        last_stored_at=visited.last,
        missing=tuple(missing),
    )


def _counts(leaf: Activity) -> bool:
    """Whether anything of it reaches the activity above (SM.8, SM.11)."""
    rollup = leaf.definition.rollup
    contributes = rollup.progress_completion or rollup.objective_satisfied
    return leaf.definition.delivery.tracked and contributes


def _unopened(
    run: Run, leaf: Activity, is_done: bool | None, wants_completion: bool
) -> Iterator[str]:
    if not wants_completion or is_done:
        return
    if any(check_activity(run, one) for one in leaf.ancestors()):
        yield sentences.kept_closed(leaf.title)
    else:
        yield sentences.never_opened(leaf.title)


def _incomplete(run: Run, leaf: Activity, is_done: bool | None) -> Iterator[str]:
    threshold = leaf.definition.completion
    if is_done:
        return
    if threshold.by_measure:
        reached = amount(run, leaf)
        if reached is None:
            yield sentences.no_progress(leaf.title)
        else:
            needed = threshold.minimum * _HUNDRED
            yield sentences.progress_below(leaf.title, reached * _HUNDRED, needed)
    elif run.tracking(leaf).active:
        yield sentences.still_open(leaf.title)
    elif is_done is False:
        yield sentences.says_incomplete(leaf.title)
    else:
        yield sentences.never_said(leaf.title)


def _not_passed(run: Run, leaf: Activity, is_passed: bool | None) -> Iterator[str]:
    primary, reached = leaf.definition.primary, measure(run, leaf)
    if is_passed:
        return
    if primary.satisfied_by_measure and reached is None:
        yield sentences.no_score(leaf.title)
    elif primary.satisfied_by_measure and reached is not None:
        needed = primary.minimum_measure * _HUNDRED
        yield sentences.score_below(leaf.title, reached * _HUNDRED, needed)
    elif is_passed is False:
        yield sentences.not_passed(leaf.title)


def _completion(is_done: bool | None, *, has_begun: bool) -> Completion:
    if is_done and has_begun:
        return Completion.COMPLETED
    return Completion.INCOMPLETE if has_begun else Completion.UNKNOWN


def _success(is_passed: bool | None, *, has_begun: bool) -> Success:
    if is_passed is None or not has_begun:
        return Success.UNKNOWN
    return Success.PASSED if is_passed else Success.FAILED
