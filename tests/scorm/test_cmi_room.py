"""What is left out of a commit when a part says more than can be kept."""

import time

from hypothesis import given
from hypothesis import strategies as st

from scorm.cmi import delta as delta12
from scorm.cmi.refusals import DeltaRefused
from scorm.cmi.room import ROOM_OF_RESULTS, too_much
from scorm.cmi2004 import delta as delta2004


def answers(first: int, last: int, response: str = "x" * 40) -> dict[str, str]:
    return {
        f"cmi.interactions.{number}.{name}": value
        for number in range(first, last)
        for name, value in {
            "id": f"Q{number}",
            "type": "fill-in",
            "student_response": response,
        }.items()
    }


def test_what_fits_is_kept_whole() -> None:
    assert too_much({"cmi.suspend_data": "x" * 40}, answers(0, 1, "x" * 40), 100) == frozenset()


def test_results_always_have_room() -> None:
    results = {"cmi.core.lesson_status": "passed", "cmi.core.score.raw": "100", "cmi.core.exit": ""}
    assert too_much({"cmi.suspend_data": "x" * 100}, results, 100) == frozenset()
    results = {"cmi.success_status": "passed", "cmi.score.scaled": "1", "adl.nav.request": "exit"}
    assert too_much({"cmi.suspend_data": "x" * 100}, results, 100) == frozenset()


def test_the_place_and_objectives_come_before_answers() -> None:
    delta = {**answers(0, 3), "cmi.suspend_data": "s" * 50, "cmi.objectives.0.id": "o" * 40}
    assert too_much({}, delta, 91) == set(answers(0, 3))


def test_of_answers_the_first_are_kept_and_no_gap_is_left() -> None:
    left = too_much({}, answers(0, 40), 1_000)
    kept = {name: value for name, value in answers(0, 40).items() if name not in left}
    numbers = sorted({int(name.split(".")[2]) for name in kept})
    assert numbers == list(range(len(numbers)))
    assert 15 < len(numbers) < 25
    assert delta12.apply_delta({}, kept) == kept


def test_a_record_behind_one_that_has_no_room_is_left_out_though_it_is_short() -> None:
    delta = {"cmi.interactions.0.id": "long" * 30, "cmi.interactions.1.id": "a"}
    assert too_much({}, delta, 100) == set(delta)


def test_of_a_record_that_is_there_the_rest_is_still_taken() -> None:
    stored = {"cmi.interactions.0.id": "Q0"}
    delta = {
        "cmi.interactions.0.student_response": "x" * 200,
        "cmi.interactions.0.result": "correct",
    }
    assert too_much(stored, delta, 100) == {"cmi.interactions.0.student_response"}


def test_what_becomes_shorter_makes_room() -> None:
    stored = {"cmi.suspend_data": "x" * 200}
    delta = {"cmi.suspend_data": "x" * 10, "cmi.interactions.0.id": "Q" * 50}
    assert too_much(stored, delta, 100) == frozenset()
    assert (
        too_much({"cmi.suspend_data": "x" * 200}, {"cmi.suspend_data": "x" * 150}, 100)
        == frozenset()
    )


def test_a_commit_of_many_answers_is_cut_in_no_time() -> None:
    delta = answers(0, 20_000, "x" * 100)
    started = time.process_time()
    left = too_much({}, delta, 1_000_000)
    assert time.process_time() - started < 3
    assert 0 < len(left) < len(delta)


elements = st.sampled_from(
    [
        *(f"cmi.interactions.{n}.{name}" for n in range(4) for name in ("id", "type", "weighting")),
        *(f"cmi.objectives.{n}.{name}" for n in range(3) for name in ("id",)),
        "cmi.suspend_data",
        "cmi.location",
    ]
)


@given(st.dictionaries(elements, st.integers(1, 60)), st.integers(0, 200))
def test_what_could_be_set_as_a_whole_can_be_set_without_what_is_left_out(
    sizes: dict[str, int], limit: int
) -> None:
    delta = {name: _value(name, size) for name, size in sizes.items()}
    try:
        delta2004.apply_delta({}, delta)
    except DeltaRefused:
        return
    left = too_much({}, delta, limit)
    kept = {name: value for name, value in delta.items() if name not in left}
    applied = delta2004.apply_delta({}, kept)
    assert sum(len(value) for value in applied.values()) <= limit + ROOM_OF_RESULTS


def _value(name: str, size: int) -> str:
    if name.endswith(".type"):
        return "fill-in"
    return "1" if name.endswith(".weighting") else f"{name[4:5]}{name[-4:-3]}" + "x" * size
