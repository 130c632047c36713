"""The Navigation Request Process (NB.2.1): what a learner or a SCO asks for, made sense of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from scorm.sequencing.errors import SequencingException
from scorm.sequencing.run import Run, remembered
from scorm.sequencing.tree import Activity, common_ancestor


@dataclass(frozen=True, slots=True)
class Navigation:
    """A navigation request that is valid: which processes follow. "" is "n/a"."""

    termination: str
    sequencing: str
    target: Activity | None = None


def navigation_request(run: Run, request: str, target: str = "") -> Navigation:
    """NB.2.1; raises SequencingException for a request that is not valid."""
    if request in ("start", "resumeAll"):
        return _beginning(run, request)
    if request == "choice":
        return _choice(run, target)
    if request not in _KNOWN:
        raise SequencingException("NB.2.1-7" if request in _NOT_SUPPORTED else "NB.2.1-13")
    current = run.current
    if current is None:
        raise SequencingException("NB.2.1-2")
    return _from_current(run, current, request, target)


def _from_current(run: Run, current: Activity, request: str, target: str) -> Navigation:
    if request == "continue":
        return _continue(run, current)
    if request == "previous":
        return _previous(run, current)
    if request == "jump":
        return _jump(run, current, target)
    if request in ("exit", "abandon") and not run.tracking(current).active:
        raise SequencingException("NB.2.1-12", current.identifier)
    return Navigation(request, "exit")


_KNOWN: Final = frozenset(
    {"continue", "previous", "jump", "exit", "abandon", "exitAll", "abandonAll", "suspendAll"}
)
_NOT_SUPPORTED: Final = frozenset({"forward", "backward"})


def _beginning(run: Run, request: str) -> Navigation:
    if run.current is not None:
        raise SequencingException("NB.2.1-1", run.current.identifier)
    if request == "resumeAll" and run.suspended is None:
        raise SequencingException("NB.2.1-3")
    return Navigation("", request)


def _exit_if_active(run: Run, current: Activity) -> str:
    return "exit" if run.tracking(current).active else ""


def _continue(run: Run, current: Activity) -> Navigation:
    if current.parent is None or not current.parent.definition.control.flow:
        raise SequencingException("NB.2.1-4", current.identifier)
    return Navigation(_exit_if_active(run, current), "continue")


def _previous(run: Run, current: Activity) -> Navigation:
    if current.parent is None:
        raise SequencingException("NB.2.1-6", current.identifier)
    control = current.parent.definition.control
    if not control.flow or control.forward_only:
        raise SequencingException("NB.2.1-5", current.identifier)
    return Navigation(_exit_if_active(run, current), "previous")


def _choice(run: Run, target: str) -> Navigation:
    chosen = run.tree.find(target)
    if chosen is None:
        raise SequencingException("NB.2.1-11", target)
    if chosen.parent and not chosen.parent.definition.control.choice:
        raise SequencingException("NB.2.1-10", chosen.identifier)
    current = run.current
    if current is None:
        return Navigation("", "choice", chosen)
    check_exits(run, current, chosen)
    return Navigation(_exit_if_active(run, current), "choice", chosen)


def check_exits(run: Run, current: Activity, target: Activity) -> None:
    """Step 7.1.1.2: every active activity that would end lets itself be left by choosing.

    ADL's cases (CM-07a) ask that of the current activity for its siblings too.
    """
    _check_active_exits(run, current, common_ancestor(current, target))


@remembered
def _check_active_exits(run: Run, current: Activity, shared: Activity) -> None:
    for one in current.ancestors():
        if one is shared:
            return
        if run.tracking(one).active and not one.definition.control.choice_exit:
            raise SequencingException("NB.2.1-8", one.identifier)


def _jump(run: Run, current: Activity, target: str) -> Navigation:
    """SN 4th Edition: a jump needs no control mode, only an activity that is there."""
    found = run.tree.find(target)
    if found is None or not run.is_available(found):
        raise SequencingException("NB.2.1-11", target)
    return Navigation(_exit_if_active(run, current), "jump", found)
