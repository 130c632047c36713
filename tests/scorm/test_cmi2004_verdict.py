"""From the root of the activity tree to the outcome of an attempt."""

from decimal import Decimal

from courses.outcomes import Completion, Outcome, Success
from scorm.cmi2004.verdict import outcome
from scorm.manifest.sequencing import CompletionThreshold, Delivery
from tests.scorm.sequencing_scene import Lena, leaf


def test_nothing_was_opened() -> None:
    assert outcome(Lena(leaf("a"), leaf("b")).sequencer) == Outcome()


def test_half_way_through() -> None:
    lena = Lena(leaf("a"), leaf("b"))
    lena.goes("start")
    lena.sets(score_scaled="0.9", success_status="passed", completion_status="completed")
    lena.goes("continue")
    assert outcome(lena.sequencer, 4_200) == Outcome(
        completion=Completion.INCOMPLETE,
        score=Decimal("0.45"),
        progress=Decimal("0.5"),
        total_centiseconds=4_200,
    )


def test_all_of_it_and_passed() -> None:
    lena = Lena(leaf("a"), leaf("b"))
    lena.goes("start", "continue", "continue")
    found = outcome(lena.sequencer)
    assert (found.completion, found.success) == (Completion.COMPLETED, Success.PASSED)
    assert (found.score, found.progress, found.grade) == (None, Decimal(1), Decimal(1))


def test_failed_with_less_than_nothing() -> None:
    lena = Lena(leaf("a"))
    lena.goes("start")
    lena.sets(score_scaled="-0.5", success_status="failed").goes("exitAll")
    found = outcome(lena.sequencer)
    assert (found.success, found.score) == (Success.FAILED, Decimal(0))


def test_progress_that_the_course_measures() -> None:
    measured = CompletionThreshold(by_measure=True, minimum=Decimal("0.9"))
    lena = Lena(leaf("a"), leaf("b"), completion=measured)
    lena.goes("start")
    lena.sets(progress_measure="0.3")
    found = outcome(lena.sequencer)
    assert (found.completion, found.progress) == (Completion.INCOMPLETE, Decimal("0.15"))


def test_pages_that_are_not_tracked_are_no_part_of_the_progress() -> None:
    lena = Lena(leaf("a"), leaf("b", delivery=Delivery(tracked=False)), leaf("c"))
    lena.goes("start", "continue")
    assert outcome(lena.sequencer).progress == Decimal("0.5")
