"""Choosing from the table of contents (NB.2.1, SB.2.9)."""

import pytest

from scorm.manifest.sequencing import ConstrainedChoice, ControlMode
from tests.scorm.sequencing_scene import Lena, group, leaf, rule, rules


def test_a_page_and_a_group_can_be_chosen() -> None:
    lena = Lena(leaf("a"), group("g", leaf("b"), leaf("c")), leaf("d"))
    assert lena.goes("choice:d") == "d"
    assert lena.goes("choice:g") == "b"
    assert lena.goes("choice:c") == "c"
    assert lena.goes("choice:course") == "a"


@pytest.mark.parametrize(
    ("target", "parts", "code"),
    [
        ("nowhere", {}, "NB.2.1-11"),
        ("b", {"control": ControlMode(choice=False, flow=True)}, "NB.2.1-10"),
        ("b", {"rules": rules(pre=rule("hiddenFromChoice"))}, "SB.2.9-3"),
        ("b", {"choice": ConstrainedChoice(prevent_activation=True)}, "SB.2.9-6"),
        ("b", {"rules": rules(pre=rule("disabled"))}, "DB.1.1-3"),
        ("g", {"control": ControlMode()}, "SB.2.9-9"),
    ],
)
def test_what_cannot_be_chosen(target: str, parts: dict[str, object], code: str) -> None:
    lena = Lena(leaf("a"), group("g", leaf("b"), leaf("c"), **parts))
    lena.goes("start", f"choice:{target}")
    assert lena.refused == code


def test_a_page_that_may_not_be_left_by_choosing() -> None:
    stay = ControlMode(choice_exit=False)
    lena = Lena(
        leaf("a"),
        group("g", leaf("b"), leaf("c"), control=ControlMode(flow=True, choice_exit=False)),
    )
    lena.goes("choice:b", "choice:a")
    assert lena.refused == "NB.2.1-8"
    assert lena.goes("choice:c") == "c", "within the group it is allowed"
    alone = Lena(leaf("a", control=stay), leaf("b"))
    alone.goes("choice:a", "choice:b")
    assert alone.refused == "NB.2.1-8"


def test_stop_forward_traversal_among_siblings() -> None:
    lena = Lena(leaf("a"), leaf("stop", rules=rules(pre=rule("stopForwardTraversal"))), leaf("c"))
    assert lena.goes("choice:a", "choice:stop") == "stop"
    lena.goes("choice:c")
    assert lena.refused == "SB.2.4-1"
    assert lena.goes("choice:a") == "a", "backwards is another matter"


def test_backwards_through_a_forward_only_group() -> None:
    lena = Lena(leaf("a"), leaf("b"), control=ControlMode(flow=True, forward_only=True))
    lena.goes("choice:b", "choice:a")
    assert lena.refused == "SB.2.4-2"


def test_from_a_constrained_group_only_to_the_next_ones() -> None:
    constrained = {"choice": ConstrainedChoice(constrain=True)}
    groups = [group(f"g{n}", leaf(f"p{n}"), **constrained) for n in range(5)]
    lena = Lena(*groups)
    lena.goes("choice:p2", "choice:p4")
    assert lena.refused == "SB.2.9-8"
    assert lena.goes("choice:p2", "choice:p3") == "p3"
    assert lena.goes("choice:p2", "choice:p1") == "p1"


def test_nothing_can_be_opened_in_what_was_chosen() -> None:
    """SB.2.9, step 13: the group becomes the current activity and the session goes on."""
    off = rules(pre=rule("disabled"))
    lena = Lena(leaf("a"), group("g", leaf("b", rules=off)), leaf("c"))
    lena.goes("start", "choice:g")
    assert lena.refused == "SB.2.9-9"
    assert lena.sequencer.state.current == "g"
    assert lena.goes("choice:c") == "c"


def test_a_jump_needs_no_choice() -> None:
    lena = Lena(leaf("a"), leaf("b"), control=ControlMode(choice=False, flow=True))
    assert lena.goes("start", "jump:b") == "b"
    lena.goes("jump:nowhere")
    assert lena.refused == "NB.2.1-11"
