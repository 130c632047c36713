"""Going through the tree forwards and backwards (SB.2.1 to SB.2.3)."""

import pytest

from scorm.manifest.sequencing import ControlMode
from tests.scorm.sequencing_scene import Lena, group, leaf, rule, rules

SKIP = rules(pre=rule("skip"))


def test_lena_goes_through_all_of_it_and_out_at_the_end() -> None:
    lena = Lena(leaf("intro"), group("lessons", leaf("one"), leaf("two")), leaf("quiz"))
    seen = [lena.goes("start"), *(lena.goes("continue") for _ in range(3))]
    assert seen == ["intro", "one", "two", "quiz"]
    lena.goes("continue")
    assert lena.outcome.ended
    assert not lena.sequencer.state.has_session


def test_and_back_again() -> None:
    lena = Lena(leaf("intro"), group("lessons", leaf("one"), leaf("two")), leaf("quiz"))
    lena.goes("start", "continue", "continue", "continue")
    assert [lena.goes("previous") for _ in range(3)] == ["two", "one", "intro"]
    lena.goes("previous")
    assert lena.refused == "SB.2.1-3"


def test_what_is_skipped_is_passed_by_in_both_directions() -> None:
    lena = Lena(leaf("one"), leaf("skipped", rules=SKIP), leaf("three"))
    assert lena.goes("start", "continue") == "three"
    assert lena.goes("previous") == "one"


def test_a_group_that_is_skipped_takes_all_with_it() -> None:
    lena = Lena(leaf("one"), group("out", leaf("two"), leaf("three"), rules=SKIP), leaf("four"))
    assert lena.goes("start", "continue") == "four"


def test_a_group_without_flow_is_not_entered() -> None:
    lena = Lena(leaf("one"), group("shut", leaf("two"), control=ControlMode()))
    lena.goes("start", "continue")
    assert lena.refused == "SB.2.2-1"
    assert not lena.outcome.still_open, "the attempt on the first page has ended all the same"


def test_a_disabled_page_stops_the_way() -> None:
    lena = Lena(leaf("one"), leaf("off", rules=rules(pre=rule("disabled"))))
    lena.goes("start", "continue")
    assert lena.refused == "SB.2.2-2"


def test_forward_only_is_entered_at_its_beginning_even_backwards() -> None:
    forward = ControlMode(flow=True, forward_only=True)
    lena = Lena(leaf("a"), group("g", leaf("b"), leaf("c"), control=forward), leaf("d"))
    lena.goes("start", "continue", "continue", "continue")
    assert lena.goes("previous") == "b"
    lena.goes("previous")
    assert lena.refused == "NB.2.1-5"


def test_backwards_through_a_forward_only_group_that_is_all_skipped() -> None:
    """SB.2.1, step 2: reversed at its end, and on before the group."""
    forward = ControlMode(flow=True, forward_only=True)
    seen = rules(pre=rule("skip", "attempted"))
    lena = Lena(
        leaf("a"),
        group("g", leaf("b", rules=seen), leaf("c", rules=seen), control=forward),
        leaf("d"),
    )
    lena.goes("start", "continue", "continue", "continue")
    assert lena.here == "d"
    assert lena.goes("previous") == "a"


def test_a_course_of_which_all_is_skipped_ends_at_once() -> None:
    lena = Lena(*(leaf(f"page-{n}", rules=SKIP) for n in range(5_000)))
    lena.goes("start")
    assert lena.outcome.ended
    assert lena.here == ""


@pytest.mark.parametrize("word", ["continue", "previous"])
def test_without_flow_there_is_neither(word: str) -> None:
    lena = Lena(leaf("one"), leaf("two"), control=ControlMode())
    lena.goes("choice:one", word)
    assert lena.refused in ("NB.2.1-4", "NB.2.1-5")
    assert lena.outcome.still_open
