"""Opening an activity: attempts begin, are counted or resumed (DB.1.1, DB.2)."""

from scorm.manifest.sequencing import Delivery
from scorm.sequencing.state import new_state
from tests.scorm.sequencing_scene import Lena, group, leaf


def test_attempts_are_counted_on_the_whole_way() -> None:
    lena = Lena(group("g", leaf("a"), leaf("b")), leaf("c"))
    lena.goes("start", "continue", "previous", "continue", "continue", "previous")
    assert [lena.attempts(name) for name in ("course", "g", "a", "b", "c")] == [1, 2, 2, 3, 1]


def test_a_new_attempt_knows_nothing_of_the_last_one() -> None:
    lena = Lena(leaf("a"), leaf("b"))
    lena.goes("start")
    lena.sets(success_status="passed", score_scaled="1", completion_status="completed")
    lena.goes("continue", "previous")
    assert not lena.outcome.resumed
    assert lena.tracking("a") == {"attempts": 2, "active": True}


def test_what_is_not_tracked_is_not_counted() -> None:
    lena = Lena(leaf("a", delivery=Delivery(tracked=False)))
    lena.goes("start")
    assert lena.attempts("a") == 0
    lena.sets(success_status="passed", completion_status="completed").goes("exit")
    assert not {"completed", "objectives"} & set(lena.tracking("a"))


def test_shared_data_lasts_for_one_attempt_unless_it_is_the_systems() -> None:
    for to_system, expected in ((True, {"bucket": "x"}), (False, {})):
        lena = Lena(leaf("a"), data_to_system=to_system, state=new_state())
        lena.goes("start")
        lena.sequencer.state.data["bucket"] = "x"
        lena.goes("suspendAll", "resumeAll")
        assert lena.sequencer.state.data == {"bucket": "x"}
        lena.goes("exitAll", "start")
        assert lena.sequencer.state.data == expected


def test_one_page_is_a_course_too() -> None:
    lena = Lena()
    lena.goes("start")
    assert lena.here == "course", "a root without items is a leaf"
    lena.goes("start")
    assert lena.refused == "NB.2.1-1"
    lena.goes("resumeAll")
    assert lena.refused == "NB.2.1-1"
    lena.goes("exitAll", "resumeAll")
    assert lena.refused == "NB.2.1-3"
