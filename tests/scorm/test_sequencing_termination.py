"""Ending: exit and post condition rules, suspending, abandoning (TB.2)."""

import pytest

from scorm.manifest.sequencing import ControlMode, Rules
from tests.scorm.sequencing_scene import Lena, group, leaf, rule, rules


def post(action: str, condition: str = "always", *, negated: bool = False) -> Rules:
    return rules(post=rule(action, condition, negated=negated))


def test_again_until_it_is_passed() -> None:
    lena = Lena(leaf("quiz", rules=post("retry", "satisfied", negated=True)), leaf("end"))
    lena.goes("start")
    assert lena.sets(success_status="failed").goes("continue") == "quiz"
    assert lena.attempts("quiz") == 2
    assert lena.sets(success_status="passed").goes("continue") == "end"


@pytest.mark.parametrize(
    ("action", "leads_to"),
    [("continue", "c"), ("previous", "a"), ("exitParent", ""), ("retry", "b"), ("retryAll", "a")],
)
def test_post_condition_rules_take_the_place_of_what_was_asked(action: str, leads_to: str) -> None:
    lena = Lena(leaf("a"), leaf("b", rules=post(action)), leaf("c"))
    lena.goes("start", "continue")
    assert lena.goes("exit") == leads_to


def test_exit_all_by_a_post_condition_ends_the_session() -> None:
    lena = Lena(group("g", leaf("a", rules=post("exitAll"))), leaf("b"))
    lena.goes("start", "continue")
    assert lena.outcome.ended


def test_exit_parent_asks_the_parent_too() -> None:
    lena = Lena(group("g", leaf("a", rules=post("exitParent")), rules=post("continue")), leaf("b"))
    assert lena.goes("start", "exit") == "b"


def test_a_group_that_exits_by_its_rule() -> None:
    lena = Lena(
        group("g", leaf("a"), leaf("b"), rules=Rules(
            exit=(rule("exit", "attempted"),), post=(rule("continue"),)
        )),
        leaf("c"),
    )  # fmt: skip
    assert lena.goes("start", "continue") == "c"


def test_what_is_suspended_asks_no_post_condition() -> None:
    lena = Lena(leaf("a", rules=post("exitAll")), leaf("b"))
    lena.goes("start")
    assert lena.sets("suspend").goes("continue") == "b"


def test_suspend_all_and_resume() -> None:
    lena = Lena(leaf("a"), group("g", leaf("b"), leaf("c")))
    lena.goes("start", "continue", "continue", "suspendAll")
    assert lena.outcome.ended
    assert lena.goes("resumeAll") == "c"
    assert lena.outcome.resumed
    assert lena.attempts("c") == 1


def test_who_chooses_instead_of_resuming_begins_a_new_attempt() -> None:
    lena = Lena(leaf("a"), group("g", leaf("b"), leaf("c")))
    lena.goes("start", "continue", "continue", "suspendAll")
    assert lena.goes("choice:a") == "a"
    assert lena.sequencer.state.suspended == ""
    lena.goes("choice:c")
    assert not lena.outcome.resumed
    assert lena.attempts("c") == 2


def test_content_that_asks_to_be_suspended_is_resumed() -> None:
    lena = Lena(leaf("a"), leaf("b"))
    lena.goes("start")
    lena.sets("suspend").goes("continue", "previous")
    assert lena.outcome.resumed
    assert lena.attempts("a") == 1


def test_exit_leaves_the_session_open_unless_it_was_the_root() -> None:
    lena = Lena(leaf("a"), leaf("b"))
    lena.goes("start", "exit")
    assert not lena.outcome.ended
    assert lena.here == ""
    lena.goes("exit")
    assert lena.refused == "NB.2.1-12"
    assert lena.goes("continue") == "b"


@pytest.mark.parametrize("word", ["abandonAll", "exitAll", "suspendAll"])
def test_all_of_it_ends(word: str) -> None:
    lena = Lena(leaf("a"))
    lena.goes("start", word)
    assert lena.outcome.ended
    assert not any(lena.tracking(name).get("active") for name in ("course", "a"))


def test_abandoned_work_is_neither_completed_nor_satisfied() -> None:
    lena = Lena(leaf("a"), leaf("b"))
    lena.goes("start", "abandon")
    assert "completed" not in lena.tracking("a")
    assert lena.goes("continue") == "b"


@pytest.mark.parametrize("word", ["continue", "exit", "exitAll", "suspendAll", "abandon", "jump"])
def test_before_the_session_there_is_nothing_to_end(word: str) -> None:
    lena = Lena(leaf("a"), control=ControlMode(flow=True))
    lena.goes(word)
    assert lena.refused == "NB.2.1-2"


def test_who_suspends_with_nothing_open_comes_back_to_the_group() -> None:
    lena = Lena(leaf("a"), group("g", leaf("b"), leaf("c")))
    lena.goes("start", "continue", "exit", "suspendAll")
    assert lena.sequencer.state.suspended == "g"
    assert lena.goes("resumeAll") == "b"
