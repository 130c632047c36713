"""Selecting children and putting them in another order (SR.1, SR.2)."""

from scorm.manifest.sequencing import Randomization
from scorm.sequencing.state import decode_state, encode_state
from tests.scorm.sequencing_scene import Lena, group, leaf

NAMES = [f"q{n}" for n in range(8)]


def seen(lena: Lena, count: int) -> list[str]:
    return [lena.goes("start"), *(lena.goes("continue") for _ in range(count - 1))]


def test_some_are_selected_in_the_order_of_the_manifest() -> None:
    lena = Lena(
        *map(leaf, NAMES), randomization=Randomization(selection="once", select_count=3), seed=4
    )
    found = seen(lena, 3)
    assert len(set(found)) == 3
    assert found == sorted(found)
    lena.goes("continue")
    assert lena.outcome.ended
    left_out = next(name for name in NAMES if name not in found)
    lena.goes("start", f"choice:{left_out}")
    assert lena.refused == "SB.2.9-2"


def test_the_selection_is_made_once() -> None:
    lena = Lena(*map(leaf, NAMES), randomization=Randomization(selection="once", select_count=2))
    found = seen(lena, 2)
    lena.goes("exitAll")
    lena.sequencer.state = decode_state(encode_state(lena.sequencer.state))
    assert seen(lena, 2) == found


def test_more_than_there_are_is_all() -> None:
    lena = Lena(*map(leaf, NAMES), randomization=Randomization(selection="once", select_count=99))
    assert seen(lena, 8) == NAMES


def test_the_order_is_of_the_seed() -> None:
    shuffled = Randomization(randomization="once", reorder=True)
    orders = [seen(Lena(*map(leaf, NAMES), randomization=shuffled, seed=n), 8) for n in (1, 1, 2)]
    assert orders[0] == orders[1] != orders[2]
    assert sorted(orders[0]) == NAMES


def test_each_new_attempt_has_an_order_of_its_own() -> None:
    shuffled = Randomization(randomization="onEachNewAttempt", reorder=True)
    lena = Lena(group("quiz", *map(leaf, NAMES), randomization=shuffled), leaf("end"))
    orders = []
    for _ in range(3):
        lena.goes("choice:quiz")
        orders.append([lena.here, *(lena.goes("continue") for _ in range(7))])
        assert sorted(orders[-1]) == NAMES
        assert lena.goes("continue") == "end"
    assert orders[0] != orders[1] or orders[1] != orders[2]


def test_who_is_in_the_middle_keeps_the_order() -> None:
    shuffled = Randomization(randomization="onEachNewAttempt", reorder=True)
    lena = Lena(group("quiz", *map(leaf, NAMES), randomization=shuffled), leaf("end"))
    first = [lena.goes("start"), lena.goes("continue")]
    lena.goes("suspendAll", "resumeAll")
    assert lena.goes("previous") == first[0]


def test_without_reordering_nothing_moves() -> None:
    lena = Lena(*map(leaf, NAMES), randomization=Randomization(randomization="once"))
    assert seen(lena, 8) == NAMES
