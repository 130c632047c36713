"""Global objectives: one activity writes, another one reads (SN 3.10)."""

from decimal import Decimal

from scorm.manifest.sequencing import CompletionThreshold, Delivery, Objective, ObjectiveMap
from scorm.sequencing.objectives import completed, find_objective, satisfied, view
from scorm.sequencing.state import ObjectiveInfo, new_state
from tests.scorm.sequencing_scene import Lena, leaf, rule, rules, shared

SKIP_IF_SATISFIED = rules(pre=rule("skip", "satisfied"))


def test_a_pretest_that_is_passed_spares_the_lesson() -> None:
    lena = Lena(
        leaf("pretest", objectives=shared("g", write=("satisfied",))),
        leaf("lesson", objectives=shared("g", read=("satisfied",)), rules=SKIP_IF_SATISFIED),
        leaf("end"),
    )
    lena.goes("start")
    assert lena.sets(success_status="passed").goes("continue") == "end"


def test_what_is_not_written_stays_at_home() -> None:
    lena = Lena(
        leaf("pretest", objectives=shared("g", write=("measure",))),
        leaf("lesson", objectives=shared("g", read=("satisfied",)), rules=SKIP_IF_SATISFIED),
    )
    lena.goes("start")
    lena.sets(success_status="passed", score_scaled="0.5")
    assert lena.sequencer.state.objectives["g"] == ObjectiveInfo(measure=Decimal("0.5"))
    assert lena.goes("continue") == "lesson"


def test_a_measure_that_is_read_decides_by_the_readers_own_goal() -> None:
    strict = shared(
        "g", read=("measure",), satisfied_by_measure=True, minimum_measure=Decimal("0.9")
    )
    lena = Lena(
        leaf("pretest", objectives=shared("g", write=("measure",))),
        leaf("lesson", objectives=strict, rules=SKIP_IF_SATISFIED),
    )
    lena.goes("start")
    assert lena.sets(score_scaled="0.8", success_status="passed").goes("continue") == "lesson"


def test_a_writer_by_measure_writes_the_status_that_follows() -> None:
    lena = Lena(
        leaf("quiz", objectives=shared("g", write=("satisfied",), satisfied_by_measure=True))
    )
    lena.goes("start")
    lena.sets(score_scaled="1")
    assert lena.sequencer.state.objectives["g"].satisfied is True
    lena.sets(success_status="unknown")
    assert lena.sequencer.state.objectives["g"].satisfied is True, "the measure decides"


def test_content_can_take_back_what_it_said() -> None:
    lena = Lena(leaf("quiz", objectives=shared("g", write=("satisfied",))))
    lena.goes("start")
    lena.sets(success_status="passed").sets(success_status="unknown")
    assert lena.sequencer.state.objectives["g"].satisfied is None


def test_one_value_does_not_carry_another_along() -> None:
    """Lena's old result is not written over a newer one when only her score changes."""
    lena = Lena(leaf("quiz", objectives=shared("g", write=("satisfied", "measure"))))
    lena.goes("start")
    lena.sets(success_status="passed")
    lena.sequencer.state.objectives["g"].satisfied = False
    lena.sets(score_scaled="0.5")
    assert lena.sequencer.state.objectives["g"].satisfied is False


def test_what_is_not_tracked_neither_writes_nor_is_known() -> None:
    lena = Lena(
        leaf(
            "quiz",
            objectives=shared("g", read=("satisfied",), write=("satisfied",)),
            delivery=Delivery(tracked=False),
            rules=SKIP_IF_SATISFIED,
        ),
        state=new_state({"g": ObjectiveInfo(satisfied=True)}),
    )
    assert lena.goes("start") == "quiz", "rules know nothing of it"
    lena.sets(success_status="failed")
    assert lena.sequencer.state.objectives["g"].satisfied is True


def test_progress_that_is_read_completes_by_the_readers_threshold() -> None:
    half = CompletionThreshold(by_measure=True, minimum=Decimal("0.5"))
    lena = Lena(
        leaf("film", objectives=shared("g", write=("progress",))),
        leaf("again", objectives=shared("g", read=("progress",)), completion=half),
    )
    lena.goes("start")
    lena.sets(progress_measure="0.55")
    run = lena.sequencer.run()
    again = run.tree.find("again")
    assert again is not None
    assert completed(run, again) is True


def test_the_status_of_a_group_follows_what_its_pages_read() -> None:
    lena = Lena(
        leaf("quiz", objectives=shared("g", write=("satisfied",))),
        leaf("reader", objectives=shared("g", read=("satisfied",))),
    )
    lena.goes("start")
    lena.sets(success_status="passed")
    run = lena.sequencer.run()
    assert satisfied(run, run.tree.root) is True


def test_objectives_are_found_by_name_and_the_primary_by_none() -> None:
    two = (Objective("main"), Objective("more", maps=(ObjectiveMap("g", ("raw",)),)))
    lena = Lena(leaf("a", objectives=two), state=new_state({"g": ObjectiveInfo(raw=Decimal(7))}))
    activity = lena.sequencer.tree.find("a")
    assert activity is not None
    assert find_objective(activity, "") is two[0]
    assert find_objective(activity, "more") is two[1]
    assert find_objective(activity, "none") is None
    assert view(lena.sequencer.run(), activity, two[1], "raw") == 7
