"""What the learner sees: buttons, table of contents, adl.nav.request_valid."""

import msgspec

from scorm.manifest.sequencing import ControlMode
from scorm.sequencing.state import encode_state
from scorm.sequencing.validity import table_of_contents, valid_navigation
from tests.scorm.sequencing_scene import Lena, group, leaf, rule, rules


def test_before_the_course_only_a_beginning_is_valid() -> None:
    valid = valid_navigation(Lena(leaf("a"), leaf("b")).sequencer)
    assert valid.requests == {"start"}
    assert valid.choices == {"course", "a", "b"}
    assert valid.jumps == frozenset()


def test_in_the_middle_of_it() -> None:
    lena = Lena(leaf("a"), leaf("b"), leaf("c", rules=rules(pre=rule("disabled"))))
    lena.goes("start")
    valid = valid_navigation(lena.sequencer)
    assert valid.requests == {
        "continue", "exit", "exitAll", "abandon", "abandonAll", "suspendAll"
    }  # fmt: skip
    assert valid.choices == {"course", "a", "b"}
    lena.goes("continue")
    assert "previous" in valid_navigation(lena.sequencer).requests


def test_after_suspending_it_can_be_resumed() -> None:
    lena = Lena(leaf("a"))
    lena.goes("start", "suspendAll")
    assert valid_navigation(lena.sequencer).requests == {"start", "resumeAll"}


def test_looking_changes_nothing() -> None:
    lena = Lena(group("g", leaf("a"), leaf("b")), leaf("c"))
    lena.goes("start")
    before = encode_state(lena.sequencer.state)
    table_of_contents(lena.sequencer)
    assert encode_state(lena.sequencer.state) == before


def test_content_hears_the_same() -> None:
    lena = Lena(leaf("a"), leaf("b"), control=ControlMode(choice=False, flow=True))
    lena.goes("start")
    told = valid_navigation(lena.sequencer).for_content()
    assert told["continue"] == "true"
    assert told["previous"] == "false"
    assert "choice.{target=b}" not in told
    assert told["jump.{target=b}"] == "true"


def test_controls_that_the_author_hides() -> None:
    lena = Lena(leaf("a", hidden_ui=("continue", "suspendAll")))
    lena.goes("start")
    assert valid_navigation(lena.sequencer).hidden == {"continue", "suspendAll"}


def test_the_table_of_contents() -> None:
    hidden = rules(pre=rule("hiddenFromChoice"))
    lena = Lena(leaf("a"), group("g", leaf("b"), rules=hidden), leaf("c"))
    lena.goes("start")
    lena.sets(success_status="passed", completion_status="incomplete").goes("continue")
    entries = {entry.identifier: entry for entry in table_of_contents(lena.sequencer)}
    assert list(entries) == ["course", "a", "g", "b", "c"]
    assert [entry.depth for entry in entries.values()] == [0, 1, 1, 2, 1]
    assert entries["a"].satisfied is True
    assert entries["a"].completed is False
    assert entries["b"].is_current
    assert entries["g"].is_hidden
    assert entries["b"].is_hidden, "with the group it is in"
    assert not entries["b"].is_enabled
    assert entries["c"].is_enabled
    assert not entries["c"].is_hidden


def test_an_item_that_is_not_visible_hides_only_itself() -> None:

    unseen = msgspec.structs.replace(group("g", leaf("b")), visible=False)
    lena = Lena(leaf("a"), unseen)
    entries = {entry.identifier: entry for entry in table_of_contents(lena.sequencer)}
    assert entries["g"].is_hidden
    assert not entries["b"].is_hidden
