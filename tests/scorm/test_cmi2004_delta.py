"""A delta is taken whole or refused whole, and says which elements were wrong."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorm.cmi.refusals import DeltaRefused
from scorm.cmi2004.delta import apply_delta, kept
from scorm.cmi2004.launch import Bucket
from scorm.cmi2004.model import ELEMENTS


def test_records_may_arrive_in_any_order_of_names() -> None:
    delta = {f"cmi.interactions.{n}.{part}": "choice" for n in (10, 2, *range(10)) for part in
             ("type", "id", "learner_response")}  # fmt: skip
    stored = apply_delta({}, delta)
    assert len(stored) == 33


def test_an_answer_is_kept_when_its_type_was_changed_afterwards() -> None:
    delta = {
        "cmi.interactions.0.learner_response": "red[,]blue",
        "cmi.interactions.0.type": "numeric",
        "cmi.interactions.0.id": "q",
    }
    assert apply_delta({}, delta) == delta


OBJECTIVES = "cmi.interactions.0.objectives"


def test_records_may_have_changed_names() -> None:
    """Content was told "true" when it put a third name in between."""
    stored = {"cmi.interactions.0.id": "q", f"{OBJECTIVES}.0.id": "a", f"{OBJECTIVES}.1.id": "b"}
    swapped = {f"{OBJECTIVES}.0.id": "b", f"{OBJECTIVES}.1.id": "a"}
    assert apply_delta(stored, swapped) == stored | swapped


@pytest.mark.parametrize("array", ["cmi.objectives", OBJECTIVES])
def test_no_two_records_have_one_name(array: str) -> None:
    stored = {"cmi.interactions.0.id": "q", f"{array}.0.id": "a"}
    delta = {f"{array}.1.id": "b", f"{array}.2.id": "a", f"{array}.3.id": "b"}
    with pytest.raises(DeltaRefused) as caught:
        apply_delta(stored, delta)
    told = [(error.element, error.code) for error in caught.value.errors]
    assert told == [(f"{array}.2.id", 351), (f"{array}.3.id", 351)]


def test_many_records_are_taken_in_no_time() -> None:
    """Each was compared with all the others: five seconds of one commit."""
    delta = {f"cmi.objectives.{index}.id": f"o{index}" for index in range(4_000)}
    begun = time.process_time()
    assert apply_delta({}, delta) == delta
    assert time.process_time() - begun < 1


def test_a_forged_element_spoils_the_whole_delta() -> None:
    stored = {"cmi.location": "3"}
    with pytest.raises(DeltaRefused) as caught:
        apply_delta(
            stored,
            {
                "cmi.location": "4",
                "cmi.credit": "no-credit",
                "cmi.score.scaled": "7",
                "cmi.made_up": "1",
                "adl.data.0.store": "x",
                "cmi.objectives.4.id": "gap",
            },
        )
    assert {error.element: error.code for error in caught.value.errors} == {
        "cmi.credit": 404,
        "cmi.score.scaled": 407,
        "cmi.made_up": 401,
        "adl.data.0.store": 351,
        "cmi.objectives.4.id": 351,
    }
    assert stored == {"cmi.location": "3"}


def test_shared_data_is_checked_and_kept_elsewhere() -> None:
    buckets = (Bucket("notes"), Bucket("map", write=False))
    assert apply_delta({}, {"adl.data.0.store": "x", "cmi.location": "1"}, buckets) == {
        "cmi.location": "1"
    }
    with pytest.raises(DeltaRefused, match="404"):
        apply_delta({}, {"adl.data.1.store": "x"}, buckets)


def test_only_texts_cross_the_api() -> None:
    with pytest.raises(DeltaRefused, match="101"):
        apply_delta({}, {"cmi.location": 7})  # type: ignore[dict-item]


def test_the_run_time_is_no_file_store() -> None:
    comments = {f"cmi.comments_from_learner.{n}.comment": "x" * 149_000 for n in range(30)}
    with pytest.raises(DeltaRefused, match="more data than one SCO may keep"):
        apply_delta({}, comments)


def test_what_the_next_session_finds() -> None:
    values = {"cmi.exit": "suspend", "cmi.session_time": "PT1S", "cmi.location": "3"}
    assert kept(values | {"adl.nav.request": "continue"}) == {"cmi.location": "3"}


names = st.sampled_from(sorted(ELEMENTS)).map(lambda name: name.replace(".n", ".0"))


def refused_elements(stored: dict[str, str], delta: dict[str, str]) -> set[str]:
    try:
        assert apply_delta(stored, delta) == stored | delta
    except DeltaRefused as refused:
        return {error.element for error in refused.errors}
    return set()


@settings(deadline=None)
@given(st.dictionaries(names, st.sampled_from(["", "0", "1", "passed", "PT1S", "x", "choice"])))
def test_all_or_nothing(delta: dict[str, str]) -> None:
    stored = {"cmi.suspend_data": "kept"}
    refused = refused_elements(stored, delta)
    assert refused <= set(delta)
    assert stored == {"cmi.suspend_data": "kept"}
    good = {name: value for name, value in delta.items() if name not in refused}
    assert refused_elements(stored, good) == set()
