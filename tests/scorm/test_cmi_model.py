"""Which calls the SCORM 1.2 data model allows (RTE 3.4.4), told by what content tries."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorm.cmi.errors import ERROR_STRINGS, CmiError
from scorm.cmi.model import CHILDREN, ELEMENTS, check_get, check_set


def code_of_set(element: str, value: object) -> int:
    try:
        check_set(element, value)
    except CmiError as error:
        return error.code
    return 0


def code_of_get(element: str) -> int:
    try:
        check_get(element)
    except CmiError as error:
        return error.code
    return 0


@pytest.mark.parametrize(
    ("element", "value"),
    [
        ("cmi.core.lesson_location", "slide 7"),
        ("cmi.core.lesson_location", ""),
        ("cmi.core.lesson_location", "ü" * 255),
        ("cmi.core.lesson_status", "passed"),
        ("cmi.core.lesson_status", "browsed"),
        ("cmi.core.score.raw", "0"),
        ("cmi.core.score.raw", "87.5"),
        ("cmi.core.score.raw", "50."),
        ("cmi.core.score.raw", ".5"),
        ("cmi.core.score.max", ""),
        ("cmi.core.exit", "suspend"),
        ("cmi.core.exit", ""),
        ("cmi.core.session_time", "0000:12:34.56"),
        ("cmi.core.session_time", "00:00:00"),
        ("cmi.suspend_data", "x" * 64_000),
        ("cmi.comments", "The second photo is blurred."),
        ("cmi.objectives.0.id", "OBJ-1"),
        ("cmi.objectives.12.status", "not attempted"),
        ("cmi.objectives.0.score.raw", "100"),
        ("cmi.student_preference.audio", "-1"),
        ("cmi.student_preference.text", "1"),
        ("cmi.interactions.0.id", "Q1"),
        ("cmi.interactions.0.objectives.0.id", "OBJ-1"),
        ("cmi.interactions.0.time", "23:59:59.9"),
        ("cmi.interactions.0.type", "fill-in"),
        ("cmi.interactions.0.correct_responses.2.pattern", "{a,b}"),
        ("cmi.interactions.0.weighting", "-1.5"),
        ("cmi.interactions.0.student_response", "line one\nline two"),
        ("cmi.interactions.0.result", "wrong"),
        ("cmi.interactions.0.result", "0.75"),
        ("cmi.interactions.4999.latency", "00:00:03.1"),
    ],
)
def test_content_may_set(element: str, value: str) -> None:
    assert code_of_set(element, value) == 0


@pytest.mark.parametrize(
    ("element", "value", "code"),
    [
        # 201: not the name of an element, or not an index.
        ("", "x", 201),
        ("adl.nav.request", "x", 201),
        ("cmi.interactions.-1.id", "x", 401),
        ("cmi.interactions.01.id", "x", 201),
        ("cmi.interactions.5000.id", "x", 201),
        ("cmi.interactions.0x.id", "x", 201),
        ("cmi.interactions.\u0663.id", "x", 201),
        ("cmi." + "a" * 200, "x", 201),
        # 401: no such element.
        ("cmi.core.lesson_statuss", "passed", 401),
        ("cmi.core", "x", 401),
        ("cmi.interactions.n.id", "x", 401),
        ("cmi.interactions.id", "x", 401),
        ("cmi.__proto__.polluted", "1", 401),
        # 402: keywords.
        ("cmi.core._children", "x", 402),
        ("cmi.interactions._count", "3", 402),
        ("cmi._version", "3.4", 402),
        # 403: what only the run-time sets.
        ("cmi.core.student_id", "somebody-else", 403),
        ("cmi.core.credit", "credit", 403),
        ("cmi.core.total_time", "9999:00:00", 403),
        ("cmi.core.lesson_mode", "normal", 403),
        ("cmi.student_data.mastery_score", "1", 403),
        ("cmi.launch_data", "x", 403),
        ("cmi.comments_from_lms", "x", 403),
        # 405: a value of another type.
        ("cmi.core.lesson_status", "not attempted", 405),
        ("cmi.core.lesson_status", "Passed", 405),
        ("cmi.core.score.raw", "101", 405),
        ("cmi.core.score.raw", "-1", 405),
        ("cmi.core.score.raw", "1e2", 405),
        ("cmi.core.score.raw", "NaN", 405),
        ("cmi.core.score.raw", "\u0665", 405),
        ("cmi.core.score.raw", ".", 405),
        ("cmi.core.score.raw", 80, 405),
        ("cmi.core.score.raw", None, 405),
        ("cmi.core.exit", "normal", 405),
        ("cmi.core.session_time", "1:2:3", 405),
        ("cmi.core.session_time", "PT1H", 405),
        ("cmi.core.lesson_location", "x" * 256, 405),
        ("cmi.core.lesson_location", "a\0b", 405),
        ("cmi.suspend_data", "x" * 64_001, 405),
        ("cmi.objectives.0.id", "ä", 405),
        ("cmi.student_preference.speed", "101", 405),
        ("cmi.student_preference.speed", "+5", 405),
        ("cmi.interactions.0.time", "24:00:00", 405),
        ("cmi.interactions.0.type", "essay", 405),
        ("cmi.interactions.0.weighting", "", 405),
    ],
)
def test_content_may_not_set(element: str, value: object, code: int) -> None:
    assert code_of_set(element, value) == code


@pytest.mark.parametrize(
    ("element", "code"),
    [
        ("cmi.core.student_id", 0),
        ("cmi.core._children", 0),
        ("cmi.core.score._children", 0),
        ("cmi.objectives._children", 0),
        ("cmi.objectives.3.score._children", 0),
        ("cmi.objectives._count", 0),
        ("cmi.interactions.0.correct_responses._count", 0),
        ("cmi._version", 0),
        ("cmi.core._version", 201),
        ("cmi.core.lesson_status._children", 202),
        ("cmi.core._count", 203),
        ("cmi.core.nothing", 401),
        ("cmi.core.session_time", 404),
        ("cmi.core.exit", 404),
        ("cmi.interactions.0.result", 404),
    ],
)
def test_content_may_get(element: str, code: int) -> None:
    assert code_of_get(element) == code


def test_every_child_of_the_core_is_known() -> None:
    # RTE 3.4.4, cmi.core._children.
    assert set(CHILDREN["cmi.core"]) == {
        "student_id",
        "student_name",
        "lesson_location",
        "credit",
        "lesson_status",
        "entry",
        "score",
        "total_time",
        "lesson_mode",
        "exit",
        "session_time",
    }


def test_the_error_does_not_repeat_the_value() -> None:
    with pytest.raises(CmiError) as caught:
        check_set("cmi.core.lesson_status", "Lena Lund, born 1999")
    assert "Lena" not in str(caught.value)


@given(st.text(max_size=150), st.text(max_size=50))
def test_any_call_gets_an_answer(element: str, value: str) -> None:
    assert code_of_set(element, value) in {0, *ERROR_STRINGS}
    assert code_of_get(element) in {0, *ERROR_STRINGS}


@given(st.sampled_from(sorted(ELEMENTS)), st.text(max_size=20), st.integers(0, 4999))
def test_only_elements_of_the_table_are_set(name: str, value: str, index: int) -> None:
    element = name.replace(".n", f".{index}")
    allowed = ELEMENTS[name].access != "ro" and ELEMENTS[name].datatype(value)
    assert (code_of_set(element, value) == 0) is allowed
    assert code_of_set(f"{element}x", value) != 0
