"""The Termination Request Process with its exit and post condition rules (TB.2)."""

from __future__ import annotations

from typing import Final

from scorm.sequencing.attempts import end_attempt, terminate_descendent_attempts
from scorm.sequencing.checks import sequencing_rules_check
from scorm.sequencing.errors import SequencingException
from scorm.sequencing.rollup import overall_rollup
from scorm.sequencing.run import Run
from scorm.sequencing.tree import Activity

# TB.2.2: what a post condition rule asks for, as (termination request, sequencing request).
_POST_CONDITIONS: Final[dict[str, tuple[str, str]]] = {
    "": ("", ""),
    "retry": ("", "retry"),
    "continue": ("", "continue"),
    "previous": ("", "previous"),
    "exitParent": ("exitParent", ""),
    "exitAll": ("exitAll", ""),
    "retryAll": ("exitAll", "retry"),
}


def termination_request(run: Run, request: str) -> str:
    """TB.2.3: end what is to end. The sequencing request that takes the place of the one that was
    asked for, or "" when none does; raises SequencingException."""
    current = run.current
    if current is None:
        raise SequencingException("TB.2.3-1")
    if request in ("exit", "abandon") and not run.tracking(current).active:
        raise SequencingException("TB.2.3-2", current.identifier)
    if request == "exit":
        return _exit(run, current)
    if request == "exitAll":
        return _exit_all(run, current, "")
    if request == "suspendAll":
        return _suspend_all(run, current)
    if request == "abandon":
        run.tracking(current).active = False
        return ""
    if request == "abandonAll":
        return _abandon_all(run, current)
    raise SequencingException("TB.2.3-7")


def _exit(run: Run, current: Activity) -> str:
    end_attempt(run, current)
    sequencing_exit_action_rules(run)
    while True:
        current = run.current or run.tree.root
        termination, sequencing = sequencing_post_condition_rules(run, current)
        if termination == "exitAll":
            return _exit_all(run, current, sequencing)
        if termination != "exitParent":
            if current.parent is None and sequencing != "retry":
                return "exit"
            return sequencing
        if current.parent is None:
            raise SequencingException("TB.2.3-4", current.identifier)
        run.state.current = current.parent.identifier
        end_attempt(run, current.parent)


def sequencing_exit_action_rules(run: Run) -> None:
    """TB.2.1: the highest group with an exit rule that holds is ended, and becomes current."""
    current = run.current
    if current is None:
        return
    for one in current.path()[:-1]:
        if sequencing_rules_check(run, one, one.definition.rules.exit):
            terminate_descendent_attempts(run, one)
            end_attempt(run, one)
            run.state.current = one.identifier
            run.note("TB.2.1", one, "ended by its exit rule")
            return


def sequencing_post_condition_rules(run: Run, current: Activity) -> tuple[str, str]:
    """TB.2.2: (termination request, sequencing request); nothing for what is suspended."""
    if run.tracking(current).suspended:
        return "", ""
    action = sequencing_rules_check(run, current, current.definition.rules.post)
    if action:
        run.note("TB.2.2", current, f"post condition: {action}")
    return _POST_CONDITIONS[action]


def _exit_all(run: Run, current: Activity, sequencing: str) -> str:
    root = run.tree.root
    if run.tracking(current).active:
        end_attempt(run, current)
    terminate_descendent_attempts(run, root)
    end_attempt(run, root)
    run.state.current = root.identifier
    return sequencing or "exit"


def _suspend_all(run: Run, current: Activity) -> str:
    tracking = run.tracking(current)
    if tracking.active or tracking.suspended:
        overall_rollup(run, current)
        suspended = current
    elif current.parent is not None:
        suspended = current.parent
    else:
        raise SequencingException("TB.2.3-3", current.identifier)
    run.state.suspended = suspended.identifier
    for one in suspended.ancestors():
        run.tracking(one).active = False
        run.tracking(one).suspended = True
    run.state.current = run.tree.root.identifier
    return "exit"


def _abandon_all(run: Run, current: Activity) -> str:
    for one in current.ancestors():
        run.tracking(one).active = False
    run.state.current = run.tree.root.identifier
    return "exit"
