"""What a SCO finds when it opens (RTE 3.4.4, LMS behaviour of each element)."""

from scorm.cmi.launch import ScoContext, initial_cmi
from scorm.cmi.model import ELEMENTS

PSEUDONYM = "3f0c2a9e-learner"


def test_lena_opens_a_sco_for_the_first_time() -> None:
    cmi = initial_cmi(ScoContext(student_id=PSEUDONYM, mastery_score="80", launch_data="lang=en"))
    assert cmi["cmi.core.student_id"] == PSEUDONYM
    assert cmi["cmi.core.student_name"] == PSEUDONYM
    assert cmi["cmi.core.entry"] == "ab-initio"
    assert cmi["cmi.core.lesson_status"] == "not attempted"
    assert cmi["cmi.core.credit"] == "credit"
    assert cmi["cmi.core.total_time"] == "0000:00:00.00"
    assert cmi["cmi.student_data.mastery_score"] == "80"
    assert cmi["cmi.launch_data"] == "lang=en"


def test_lena_comes_back_to_suspended_work() -> None:
    stored = {
        "cmi.core.lesson_location": "7",
        "cmi.suspend_data": "a=1",
        "cmi.core.exit": "suspend",
        "cmi.core.session_time": "00:10:00",
        "cmi.interactions.0.id": "Q1",
    }
    cmi = initial_cmi(
        ScoContext(
            student_id=PSEUDONYM,
            student_name="Lena Lund",
            launched_before=True,
            suspended=True,
            total_centiseconds=60_000,
            stored=stored,
        )
    )
    assert cmi["cmi.core.entry"] == "resume"
    assert cmi["cmi.core.student_name"] == "Lena Lund"
    assert cmi["cmi.core.lesson_location"] == "7"
    assert cmi["cmi.suspend_data"] == "a=1"
    assert cmi["cmi.core.lesson_status"] == "incomplete"
    assert cmi["cmi.core.total_time"] == "0000:10:00.00"
    assert cmi["cmi.interactions.0.id"] == "Q1"
    # What ended the last session says nothing about this one.
    assert "cmi.core.exit" not in cmi
    assert "cmi.core.session_time" not in cmi


def test_after_a_normal_exit_the_entry_is_blank() -> None:
    cmi = initial_cmi(ScoContext(student_id=PSEUDONYM, launched_before=True))
    assert cmi["cmi.core.entry"] == ""


def test_browsing_and_reviewing_are_not_for_credit() -> None:
    for mode in ("browse", "review"):
        cmi = initial_cmi(ScoContext(student_id=PSEUDONYM, lesson_mode=mode))
        assert (cmi["cmi.core.lesson_mode"], cmi["cmi.core.credit"]) == (mode, "no-credit")


def test_stored_values_never_speak_for_the_run_time() -> None:
    stored = {"cmi.core.credit": "credit", "cmi.core.student_id": "someone-else"}
    cmi = initial_cmi(ScoContext(student_id=PSEUDONYM, lesson_mode="browse", stored=stored))
    assert cmi["cmi.core.credit"] == "no-credit"
    assert cmi["cmi.core.student_id"] == PSEUDONYM


def test_every_initial_value_has_the_type_of_its_element() -> None:
    cmi = initial_cmi(ScoContext(student_id=PSEUDONYM))
    status = cmi.pop("cmi.core.lesson_status")
    assert status == "not attempted"  # a word only the run-time may say (RTE 3.4.4)
    assert [name for name, value in cmi.items() if not ELEMENTS[name].datatype(value)] == []
