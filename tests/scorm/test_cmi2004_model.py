"""The table of the 2004 data model is whole and fits itself."""

import pytest

from scorm.cmi2004.errors import NO_ERROR, CmiError
from scorm.cmi2004.model import (
    ARRAYS,
    CHILDREN,
    ELEMENTS,
    NAMED_ARRAYS,
    generic_name,
    is_request_valid,
)


def test_every_default_is_a_value_of_its_element() -> None:
    wrong = {
        name: element.default
        for name, element in ELEMENTS.items()
        if element.default is not None and element.datatype(element.default) != NO_ERROR
    }
    assert wrong == {}


def test_arrays_are_where_the_table_has_an_index() -> None:
    found = {name[:place] for name in ELEMENTS for place in range(len(name))
             if name[place:place + 3] == ".n." }  # fmt: skip
    assert found == ARRAYS
    assert NAMED_ARRAYS < ARRAYS


def test_children_are_those_of_the_standard() -> None:
    assert set(CHILDREN["cmi.objectives"]) == {
        "id", "score", "success_status", "completion_status", "progress_measure", "description",
    }  # fmt: skip
    assert set(CHILDREN["cmi.learner_preference"]) == {
        "audio_level", "language", "delivery_speed", "audio_captioning",
    }  # fmt: skip
    assert "cmi" not in CHILDREN


@pytest.mark.parametrize(
    ("element", "name"),
    [
        ("cmi.interactions.12.objectives.0.id", "cmi.interactions.n.objectives.n.id"),
        ("cmi.location", "cmi.location"),
        ("cmi.objectives.x.id", "cmi.objectives.x.id"),
    ],
)
def test_indices_become_n(element: str, name: str) -> None:
    assert generic_name(element) == name


@pytest.mark.parametrize("element", ["cmi.objectives.n.id", "x" * 5_000])
def test_what_is_no_name(element: str) -> None:
    with pytest.raises(CmiError, match="401"):
        generic_name(element)


def test_names_of_requests() -> None:
    prefix = "adl.nav.request_valid."
    assert is_request_valid(f"{prefix}continue")
    assert is_request_valid(f"{prefix}jump.{{target=a.b}}")
    assert not is_request_valid(f"{prefix}jump")
    assert not is_request_valid("continue")
