"""What is satisfied when, and what a gradebook is told of it (cmi5 9.3.9, 9.6.1.1, 13.1.4)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from courses.outcomes import Completion, Success
from tests.xapi.cmi5_courses import MIXED, PLACE, au, block, course
from xapi.cmi5.moveon import (
    AUFacts,
    Facts,
    Satisfied,
    is_satisfied,
    newly_satisfied,
    outcome,
    progress,
    satisfied_units,
)
from xapi.cmi5.structure import CourseStructure, MoveOn

EVIDENCE = Satisfied("block", f"{PLACE}/block/evidence")
COURSE = Satisfied("course", PLACE)
COMPLETED = AUFacts(launched=True, completed=True)
LESSON, QUIZ, REPORT, GLOSSARY = range(4)


def quiz(**facts: object) -> AUFacts:
    return AUFacts(launched=True, **facts)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("word", "nothing", "completed", "passed", "both"),
    [
        ("Passed", False, False, True, True),
        ("Completed", False, True, False, True),
        ("CompletedAndPassed", False, False, False, True),
        ("CompletedOrPassed", False, True, True, True),
        ("NotApplicable", True, True, True, True),
    ],
)
def test_each_move_on_is_met_by_what_it_asks_for(
    word: MoveOn, nothing: bool, completed: bool, passed: bool, both: bool
) -> None:
    unit = course(au("one", moveOn=word)).all_aus()[0]
    facts = [
        AUFacts(),
        AUFacts(completed=True),
        AUFacts(passed=True),
        AUFacts(completed=True, passed=True),
    ]
    assert [is_satisfied(unit, each) for each in facts] == [nothing, completed, passed, both]
    assert is_satisfied(unit, AUFacts(waived=True)), "a waiver satisfies whatever is asked (9.3.7)"
    assert is_satisfied(unit, AUFacts(failed=True)) == nothing


def test_blocks_and_course_are_satisfied_inside_out_and_told_once() -> None:
    structure = course(*MIXED)
    facts = {LESSON: COMPLETED}
    assert satisfied_units(structure, facts) == ()
    facts[QUIZ] = AUFacts(passed=True)
    assert satisfied_units(structure, facts) == (EVIDENCE,)
    facts[REPORT] = AUFacts(waived=True)
    assert satisfied_units(structure, facts) == (EVIDENCE, COURSE)
    assert newly_satisfied(structure, facts, {EVIDENCE}) == (COURSE,)
    assert newly_satisfied(structure, facts, {EVIDENCE, COURSE}) == ()


def test_an_inner_block_is_satisfied_before_the_outer_one() -> None:
    structure = course(block("outer", block("inner", au("a")), au("b", moveOn="Completed")))
    inner, outer = (Satisfied("block", f"{PLACE}/block/{name}") for name in ("inner", "outer"))
    assert satisfied_units(structure, {}) == (inner,)
    assert satisfied_units(structure, {1: COMPLETED}) == (inner, outer, COURSE)


def test_what_asks_for_nothing_is_satisfied_by_the_registration_alone() -> None:
    """9.6.1.1: moveOn is evaluated at the registration."""
    structure = course(block("reading", au("a"), au("b")), au("c", moveOn="Passed"))
    assert satisfied_units(structure, {}) == (Satisfied("block", f"{PLACE}/block/reading"),)
    assert satisfied_units(course(au("a")), {}) == (COURSE,)


def test_the_outcome_of_a_course_on_its_way() -> None:
    structure = course(*MIXED)
    assert outcome(structure, {}).completion is Completion.UNKNOWN
    begun = outcome(structure, {LESSON: quiz(centiseconds=500)})
    assert (begun.completion, begun.success, begun.score) == (
        Completion.INCOMPLETE,
        Success.UNKNOWN,
        None,
    )
    assert begun.total_centiseconds == 500
    assert begun.grade is None

    failed = outcome(structure, {QUIZ: quiz(failed=True, score=Decimal("0.5"))})
    assert (failed.completion, failed.success) == (Completion.INCOMPLETE, Success.FAILED)
    assert failed.grade == Decimal("0.5"), "the one AU that is judged has its judgement"

    passed = outcome(
        structure,
        {
            LESSON: COMPLETED,
            QUIZ: quiz(failed=True, passed=True, score=Decimal("0.9")),
            REPORT: COMPLETED,
        },
    )
    assert (passed.completion, passed.success, passed.progress) == (
        Completion.COMPLETED,
        Success.PASSED,
        Decimal(1),
    )
    assert passed.grade == Decimal("0.9")


def test_a_course_is_judged_when_every_judged_au_has_its_judgement() -> None:
    structure = course(au("a", moveOn="Passed"), au("b", moveOn="CompletedAndPassed"), au("c"))
    failed, passed = quiz(failed=True, score=Decimal(0)), quiz(passed=True, score=Decimal(1))
    cases: list[tuple[Facts, Success]] = [
        ({0: failed}, Success.UNKNOWN),
        ({0: failed, 1: passed}, Success.FAILED),
        ({0: passed, 1: passed}, Success.PASSED),
        ({0: passed, 1: AUFacts(waived=True)}, Success.PASSED),
        ({0: passed, 1: passed, 2: failed}, Success.FAILED),
    ]
    assert [outcome(structure, facts).success for facts, _expected in cases] == [
        expected for _facts, expected in cases
    ]


def test_the_score_is_the_mean_of_those_that_were_reported_and_never_below_zero() -> None:
    structure = course(au("a", moveOn="Passed"), au("b", moveOn="Passed"), au("c"))
    facts = {0: quiz(passed=True, score=Decimal("0.7")), 1: quiz(failed=True, score=Decimal("-1"))}
    assert outcome(structure, facts).score == Decimal("0.35")
    assert outcome(structure, {0: quiz(passed=True)}).score is None


def test_progress_counts_what_is_asked_for_and_believes_an_au_about_itself() -> None:
    structure = course(*MIXED)
    assert progress(structure, {GLOSSARY: COMPLETED}) == 0
    assert progress(structure, {LESSON: quiz(progress=50)}) == Decimal("0.1667")
    assert progress(structure, {LESSON: quiz(progress=100)}) == Decimal("0.33")
    reading = course(au("a"), au("b"))
    assert progress(reading, {}) == 0
    assert progress(reading, {0: quiz()}) == Decimal("0.5")


STRUCTURE = course(*MIXED, block("outer", block("inner", au("a", moveOn="CompletedAndPassed"))))
ALL_FACTS = st.dictionaries(
    st.integers(0, 4),
    st.builds(
        AUFacts,
        launched=st.booleans(),
        completed=st.booleans(),
        passed=st.booleans(),
        failed=st.booleans(),
        waived=st.booleans(),
        score=st.none() | st.decimals(-1, 1, places=4),
        progress=st.none() | st.integers(0, 100),
    ),
)


@given(ALL_FACTS)
def test_whatever_happened_the_parts_agree(facts: dict[int, AUFacts]) -> None:
    found = outcome(STRUCTURE, facts)
    units = satisfied_units(STRUCTURE, facts)
    assert (COURSE in units) == (found.completion is Completion.COMPLETED)
    assert len(set(units)) == len(units)
    assert 0 <= found.progress <= 1
    assert found.score is None or 0 <= found.score <= 1
    if found.completion is Completion.COMPLETED:
        assert units[-1] == COURSE
        assert {unit.id for unit in units[:-1]} == _blocks(STRUCTURE)
        assert found.progress == 1


@given(ALL_FACTS, ALL_FACTS)
def test_nothing_that_was_satisfied_is_ever_taken_back(
    before: dict[int, AUFacts], more: dict[int, AUFacts]
) -> None:
    """Facts only grow in a registration, so a statement that was sent stays true."""
    after = {
        index: AUFacts(
            completed=_either("completed", index, before, more),
            passed=_either("passed", index, before, more),
            waived=_either("waived", index, before, more),
        )
        for index in range(5)
    }
    assert set(satisfied_units(STRUCTURE, before)) <= set(satisfied_units(STRUCTURE, after))


def _either(name: str, index: int, *facts: dict[int, AUFacts]) -> bool:
    return any(getattr(each.get(index), name, False) for each in facts)


def _blocks(structure: CourseStructure) -> set[str]:
    return {found.id for found in structure.all_blocks()}
