"""Every rule of cmi5 for what an AU says, one by one, and that good talk is let through."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.xapi.cmi5_talk import NINE, RESULTS, TERMS, allowed, changed, said
from xapi.cmi5 import vocabulary as words
from xapi.cmi5.rules import Heard, hear, hear_one, in_order
from xapi.cmi5.terms import Broken
from xapi.spec.statements import validate

READY = Heard(preferences_read=True)
BEGUN = replace(READY, said=frozenset({words.INITIALIZED}))
OVER = replace(BEGUN, said=BEGUN.said | {words.TERMINATED}, ended=NINE)
VERB = "http://adlnet.gov/expapi/verbs/"
EXTENSIONS = "context/extensions"
CATEGORY = "context/contextActivities/category"
MOVEON = {"id": words.MOVEON_CATEGORY}
CMI5 = {"id": words.CMI5_CATEGORY}
Json = dict[str, Any]


def clause_of(statement: Json, heard: Heard = BEGUN, terms: Any = TERMS) -> str:
    """The clause that a statement breaks."""
    with pytest.raises(Broken) as broken:
        hear_one(statement, terms, heard)
    assert broken.value.path.startswith("$")
    return broken.value.clause


def test_a_whole_session_is_heard() -> None:
    talk = [
        said(words.INITIALIZED),
        allowed(minute=1),
        said(words.COMPLETED, minute=2),
        said(words.PASSED, minute=3, score=0.8),
        said(words.TERMINATED, minute=4),
    ]
    for statement in talk:
        validate(statement, "1.0.3")
    heard = hear(talk, TERMS, READY)
    assert heard.completed
    assert heard.passed
    assert heard.ended is not None
    assert heard.said == {
        words.INITIALIZED, words.COMPLETED, words.PASSED, words.TERMINATED,
    }  # fmt: skip


MAKERS = [allowed, lambda: said(words.COMPLETED)]
FRAME = [
    ("9.1", "id", None),
    ("6.3", "verb", {"id": f"{VERB}voided"}),
    ("9.7", "timestamp", None),
    ("9.7", "timestamp", "2026-11-24T10:00:00+01:00"),
    ("9.7", "timestamp", "2026-11-24T10:00:00"),
    ("9.2", "actor", {"account": {"homePage": "https://other.example", "name": "4"}}),
    ("9.2", "actor", {**TERMS.actor, "name": "Lena Lund"}),
    ("9.2", "actor", {"mbox": "mailto:lena@northvale.example"}),
    ("9.6", "context", None),
    ("9.6.1", "context/registration", None),
    ("9.6.1", "context/registration", "9e13cefd-53d3-4eac-b5ed-2cf6693903bb"),
    ("9.6.3.1", EXTENSIONS, None),
    ("9.6.3.1", EXTENSIONS, {words.SESSION_ID: "another"}),
    ("10.2.1", "context/contextActivities/grouping", None),
    ("10.2.1", "context/contextActivities/grouping", [{"id": "https://publisher.example/other"}]),
]


@pytest.mark.parametrize(("clause", "path", "value"), FRAME)
@pytest.mark.parametrize(
    "make", [allowed, lambda: said(words.COMPLETED)], ids=["allowed", "defined"]
)
def test_every_statement_keeps_the_frame_of_the_launch(
    make: Any, clause: str, path: str, value: Any
) -> None:
    assert clause_of(changed(make(), path, value)) == clause


@pytest.mark.parametrize("utc", ["Z", "z", "+00:00", "+0000", "+00"])
def test_utc_may_be_written_in_many_ways(utc: str) -> None:
    hear_one(allowed(timestamp=f"2026-11-24T09:00:00{utc}"), TERMS, BEGUN)


def test_ids_compare_without_case_where_the_standard_says_so() -> None:
    hear_one(changed(allowed(), "context/registration", TERMS.registration.upper()), TERMS, BEGUN)


UNSTATED = {words.SESSION_ID: TERMS.session}
DEFINED = [
    ("9.3", said(f"{VERB}experienced")),
    ("9.3", said(words.LAUNCHED)),
    ("9.3", said(words.WAIVED)),
    ("9.3", said(words.SATISFIED)),
    ("9.3", said(words.ABANDONED)),
    ("9.4", changed(said(words.COMPLETED), "object/id", "https://publisher.example/au/quiz")),
    ("9.4", said(words.COMPLETED, object=TERMS.actor)),
    ("9.5.1", changed(said(words.COMPLETED), "result/score", {"scaled": 1})),
    ("9.5.1", changed(said(words.PASSED, score=0.9), "result/score", {"raw": 9, "min": 0})),
    ("9.5.1", changed(said(words.PASSED, score=0.9), "result/score", {"raw": 9, "max": 10})),
    ("9.5.1", changed(said(words.FAILED, score=0.1), "result/score/scaled", -0.5)),
    ("9.5.2", changed(said(words.PASSED), "result/success", False)),
    ("9.5.2", changed(said(words.FAILED), "result/success", True)),
    ("9.5.2", changed(said(words.COMPLETED), "result/success", True)),
    ("9.5.3", changed(said(words.COMPLETED), "result/completion", False)),
    ("9.5.3", changed(said(words.PASSED), "result/completion", True)),
    ("9.6.2.2", changed(said(words.COMPLETED), CATEGORY, [CMI5])),
    ("9.6.2.2", changed(said(words.PASSED), CATEGORY, [CMI5])),
    ("9.6.2.2", changed(said(words.FAILED), CATEGORY, [CMI5])),
    ("9.6.2.2", changed(said(words.TERMINATED), CATEGORY, [CMI5, MOVEON])),
    ("9.6.2.2", changed(allowed(), CATEGORY, [MOVEON])),
    ("9.6.2.2", changed(allowed(), "context/contextActivities/other", [MOVEON])),
    ("9.6.3.2", changed(said(words.PASSED, score=0.9), EXTENSIONS, UNSTATED)),
    ("9.3.4", said(words.PASSED, score=0.79)),
    ("9.3.5", said(words.FAILED, score=0.8)),
]  # fmt: skip


@pytest.mark.parametrize(("clause", "statement"), DEFINED)
def test_a_defined_statement_is_what_its_verb_says(clause: str, statement: Json) -> None:
    assert clause_of(statement) == clause


@pytest.mark.parametrize("verb", [words.COMPLETED, words.PASSED, words.FAILED])
def test_a_result_that_is_missing_is_missed(verb: str) -> None:
    statement = said(verb)
    del statement["result"]
    statement["context"]["contextActivities"]["category"] = [CMI5]
    assert clause_of(statement) in ("9.5.2", "9.5.3")


@pytest.mark.parametrize("verb", list(RESULTS))
def test_what_ends_or_judges_says_how_long_it_took(verb: str) -> None:
    assert clause_of(changed(said(verb), "result/duration")) == "9.5.4.1"


@pytest.mark.parametrize("stated", [0.7, "0.8", True])
def test_the_mastery_score_is_named_as_it_was_given(stated: object) -> None:
    named = {words.SESSION_ID: TERMS.session, words.MASTERY_SCORE: stated}
    assert clause_of(changed(said(words.PASSED, score=0.9), EXTENSIONS, named)) == "9.6.3.2"


def test_without_a_mastery_score_any_score_may_pass() -> None:
    terms = replace(TERMS, mastery_score=None)
    hear_one(said(words.PASSED, terms, score=0.1), terms, BEGUN)


@pytest.mark.parametrize("mode", ["Browse", "Review"])
def test_whoever_looks_around_is_not_judged(mode: Any) -> None:
    terms = replace(TERMS, mode=mode)
    for verb in (words.COMPLETED, words.PASSED, words.FAILED):
        assert clause_of(said(verb, terms), BEGUN, terms) == "10.2.2"
    hear([said(words.INITIALIZED, terms), allowed(terms, minute=1)], terms, READY)
    hear_one(said(words.TERMINATED, terms), terms, BEGUN)


def test_nothing_is_heard_before_initialized() -> None:
    assert clause_of(allowed(), READY) == "9.3"
    assert clause_of(said(words.COMPLETED), READY) == "9.3"
    assert clause_of(said(words.TERMINATED), READY) == "9.3"


def test_initialized_waits_for_the_learner_preferences() -> None:
    assert clause_of(said(words.INITIALIZED), Heard()) == "11"


def test_after_terminated_only_what_came_about_before_it_is_heard() -> None:
    hear_one(allowed(minute=-1), TERMS, OVER)
    assert clause_of(allowed(minute=1), OVER) == "9.3"
    assert clause_of(said(words.COMPLETED, minute=1), OVER) == "9.3"


@pytest.mark.parametrize("verb", [words.INITIALIZED, *RESULTS])
def test_a_session_says_each_verb_once(verb: str) -> None:
    heard = replace(BEGUN, said=BEGUN.said | {verb})
    assert clause_of(said(verb), heard) == "9.3"


def test_a_session_passes_or_fails_once() -> None:
    failed = replace(BEGUN, said=BEGUN.said | {words.FAILED})
    assert clause_of(said(words.PASSED), failed) == "9.3"


def test_a_registration_completes_and_passes_once_and_never_fails_after() -> None:
    earlier = replace(BEGUN, completed=True, passed=True)
    assert clause_of(said(words.COMPLETED), earlier) == "9.3.3"
    assert clause_of(said(words.PASSED), earlier) == "9.3.4"
    assert clause_of(said(words.FAILED), earlier) == "9.3"
    hear_one(said(words.FAILED), TERMS, replace(BEGUN, completed=True))


def test_statements_that_come_together_are_ordered_by_their_timestamps() -> None:
    talk = [said(words.TERMINATED), allowed(), said(words.INITIALIZED)]
    assert [place for place, _statement in in_order(talk)] == [2, 1, 0]
    hear(talk, TERMS, READY)


def test_the_wrong_one_of_many_is_named() -> None:
    with pytest.raises(Broken) as broken:
        hear([said(words.INITIALIZED), changed(allowed(minute=1), "id")], TERMS, READY)
    assert broken.value.path == "$[1].id"


VERBS = [words.INITIALIZED, *RESULTS, ""]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(VERBS), max_size=12))
def test_whatever_is_said_what_was_heard_keeps_the_order_of_a_session(verbs: list[str]) -> None:
    heard, accepted = READY, []
    for minute, verb in enumerate(verbs):
        statement = said(verb, minute=minute) if verb else allowed(minute=minute)
        try:
            heard = hear_one(statement, TERMS, heard)
        except Broken:
            continue
        accepted.append(verb)
    defined = [verb for verb in accepted if verb]
    assert len(set(defined)) == len(defined)
    assert len({words.PASSED, words.FAILED} & set(defined)) < 2
    assert accepted[:1] in ([], [words.INITIALIZED])
    if words.TERMINATED in accepted:
        assert accepted[-1] == words.TERMINATED
