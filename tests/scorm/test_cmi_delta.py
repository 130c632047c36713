"""A delta is taken whole or refused whole, and says which elements were wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorm.cmi.delta import apply_delta, count
from scorm.cmi.model import ELEMENTS
from scorm.cmi.refusals import DeltaRefused


def test_lena_answers_her_first_question() -> None:
    stored = apply_delta({}, {"cmi.core.lesson_status": "incomplete"})
    stored = apply_delta(
        stored,
        {
            "cmi.interactions.0.id": "Q1",
            "cmi.interactions.0.result": "correct",
            "cmi.interactions.0.objectives.0.id": "OBJ-1",
        },
    )
    assert stored["cmi.core.lesson_status"] == "incomplete"
    assert stored["cmi.interactions.0.result"] == "correct"
    assert count(stored, "cmi.interactions") == 1
    assert count(stored, "cmi.interactions.0.objectives") == 1
    assert count(stored, "cmi.objectives") == 0


def test_records_may_arrive_in_any_order_of_names() -> None:
    stored = apply_delta(
        {}, {f"cmi.interactions.{n}.id": f"Q{n}" for n in (10, 2, 0, 1, *range(3, 10))}
    )
    assert count(stored, "cmi.interactions") == 11


def test_a_forged_element_spoils_the_whole_delta() -> None:
    stored = {"cmi.core.lesson_location": "3"}
    with pytest.raises(DeltaRefused) as caught:
        apply_delta(
            stored,
            {
                "cmi.core.lesson_location": "4",
                "cmi.core.credit": "no-credit",
                "cmi.core.score.raw": "1000",
                "cmi.core.made_up": "1",
            },
        )
    assert [(error.element, error.code) for error in caught.value.errors] == [
        ("cmi.core.credit", 403),
        ("cmi.core.score.raw", 405),
        ("cmi.core.made_up", 401),
    ]
    assert stored == {"cmi.core.lesson_location": "3"}


@pytest.mark.parametrize(
    "element",
    [
        "cmi.interactions.2.id",
        "cmi.objectives.1.id",
        "cmi.interactions.0.objectives.1.id",
        "cmi.interactions.1.correct_responses.1.pattern",
    ],
)
def test_an_array_has_no_gaps(element: str) -> None:
    with pytest.raises(DeltaRefused) as caught:
        apply_delta({"cmi.interactions.0.id": "Q1"}, {element: "x"})
    assert [(error.element, error.code) for error in caught.value.errors] == [(element, 201)]


def test_the_run_time_is_no_file_store() -> None:
    answers = {f"cmi.interactions.{n}.student_response": "x" * 64_000 for n in range(40)}
    with pytest.raises(DeltaRefused, match="more data than one SCO may keep"):
        apply_delta({}, answers)


def test_only_arrays_are_counted() -> None:
    with pytest.raises(ValueError, match="not an array"):
        count({}, "cmi.core")


names = st.sampled_from(sorted(ELEMENTS)).map(lambda name: name.replace(".n", ".0"))


def refused_elements(stored: dict[str, str], delta: dict[str, str]) -> set[str]:
    try:
        assert apply_delta(stored, delta) == stored | delta
    except DeltaRefused as refused:
        return {error.element for error in refused.errors}
    return set()


@given(st.dictionaries(names, st.sampled_from(["", "0", "1", "passed", "00:00:01", "x"])))
def test_all_or_nothing(delta: dict[str, str]) -> None:
    stored = {"cmi.suspend_data": "kept"}
    refused = refused_elements(stored, delta)
    assert refused <= set(delta)
    assert stored == {"cmi.suspend_data": "kept"}
    # What was not named as wrong is right: without the rest, it is taken.
    good = {name: value for name, value in delta.items() if name not in refused}
    assert refused_elements(stored, good) == set()
