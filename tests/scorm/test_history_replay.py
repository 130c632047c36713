"""What happened, read from the journal: each thing once, in order, however it is cut up."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.happenings import Happening
from scorm.history import Entry, Facts, Memory, decode_memory, encode_memory, replay, silence
from scorm.history.memory import MOST_RECORDS

NINE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
QUIZ = Facts("Quiz", mastery_score="70")
QUIZ_2004 = Facts("Quiz", is_2004=True)


class Journal:
    """Commits of Lena's quiz, a minute apart."""

    def __init__(self, session: str = "session-a", attempt: int = 0) -> None:
        self.entries: list[Entry] = []
        self.session, self.attempt = session, attempt

    def commit(self, *, finish: bool = False, sequence: int = 0, **delta: str) -> "Journal":
        """`i0__id` is an element of the first interaction, `core__exit` one of cmi."""
        number = len(self.entries) + 1
        named = {_name(name): value for name, value in delta.items()}
        at = NINE + dt.timedelta(minutes=number)
        self.entries.append(
            Entry("quiz", self.session, sequence or number, named, finish, at, self.attempt)
        )
        return self

    def again(self, session: str, attempt: int = 0) -> "Journal":
        self.session, self.attempt = session, attempt
        return self


def _name(short: str) -> str:
    plain = short.replace("__", ".")
    if plain[0] == "i" and plain[1].isdigit():
        return f"cmi.interactions.{plain[1:]}"
    return f"cmi.{plain}"


def told(journal: Journal, facts: Facts = QUIZ, memory: Memory | None = None) -> list[Happening]:
    memory = memory or Memory()
    return [found for entry in journal.entries for found in replay(memory, entry, facts)]


def verbs(found: Iterable[Happening]) -> list[str]:
    return [str(one.verb) for one in found]


def test_lena_passes_in_one_sitting() -> None:
    journal = Journal().commit().commit(core__lesson_status="incomplete", core__score__raw="20")
    journal.commit(finish=True, core__score__raw="85", core__session_time="00:10:00")
    found = told(journal)
    assert verbs(found) == ["initialized", "completed", "passed", "terminated"]
    passed, ended = found[2], found[3]
    assert (passed.success, passed.completion, passed.title) == (True, True, "Quiz")
    assert passed.score is not None
    assert (str(passed.score.scaled), str(passed.score.raw)) == ("0.850000", "85")
    assert (ended.centiseconds, ended.at) == (60_000, NINE + dt.timedelta(minutes=3))
    assert len({one.key for one in found}) == 4


def test_below_the_mastery_score_she_fails() -> None:
    found = told(Journal().commit(finish=True, core__lesson_status="passed", core__score__raw="6"))
    assert verbs(found) == ["initialized", "completed", "failed", "terminated"]
    assert found[2].success is False


def test_suspended_and_resumed() -> None:
    journal = Journal().commit(finish=True, core__exit="suspend", core__lesson_location="3")
    journal.again("session-b").commit().commit(finish=True, core__exit="")
    assert verbs(told(journal)) == [
        *("initialized", "suspended"),
        *("resumed", "completed", "terminated"),
    ]


def test_a_session_that_ended_is_not_resumed() -> None:
    journal = Journal().commit(finish=True).again("session-b").commit()
    assert verbs(told(journal))[-2:] == ["terminated", "initialized"]


def test_a_window_that_vanished_is_suspended_when_it_spoke_last() -> None:
    memory = Memory()
    told(Journal().commit().commit(core__session_time="00:01:00"), memory=memory)
    spoke = NINE + dt.timedelta(minutes=2)
    waits = [memory.open_since]
    assert list(silence(memory, spoke - dt.timedelta(seconds=1), lambda _: QUIZ)) == []
    (ended,) = silence(memory, spoke, lambda _: QUIZ)
    assert (ended.verb, ended.at, ended.centiseconds) == ("suspended", spoke, 6_000)
    assert [*waits, memory.open_since] == [spoke, None]
    assert list(silence(memory, spoke, lambda _: QUIZ)) == []


def test_a_window_that_was_only_silent_goes_on() -> None:
    memory, journal = Memory(), Journal().commit()
    first = told(journal, memory=memory)
    silent = list(silence(memory, NINE + dt.timedelta(hours=1), lambda _: QUIZ))
    journal.commit(core__lesson_location="2").commit(finish=True)
    woken = [found for entry in journal.entries[1:] for found in replay(memory, entry, QUIZ)]
    assert verbs(woken) == ["resumed", "completed", "terminated"]
    assert len({one.key for one in (*first, *silent, *woken)}) == 5


def test_another_window_ends_the_first_whose_late_result_counts() -> None:
    journal = Journal().commit().again("session-b").commit()
    journal.again("session-a").commit(finish=True, core__score__raw="95")
    journal.again("session-b").commit(finish=True, core__exit="suspend")
    assert verbs(told(journal)) == [
        *("initialized", "suspended", "resumed"),
        *("completed", "passed", "terminated", "suspended"),
    ]


def test_the_end_sent_twice_is_one_end() -> None:
    """As a page goes it sends a short commit; the whole one comes with the next page."""
    journal = Journal().commit(finish=True, sequence=3, core__score__raw="80")
    journal.commit(finish=True, sequence=4, core__score__raw="80", core__lesson_location="9")
    assert verbs(told(journal)) == ["initialized", "completed", "passed", "terminated"]


def test_an_overtaken_commit_does_not_undo_the_later_one() -> None:
    journal = Journal().commit(sequence=4, core__score__raw="90")
    journal.commit(sequence=2, core__score__raw="10", core__lesson_status="completed")
    found = told(journal.commit(finish=True, sequence=6))
    assert found[2].verb == "passed"
    assert found[2].score is not None
    assert found[2].score.raw == 90


def test_a_better_result_of_a_later_sitting_is_told_too() -> None:
    journal = Journal().commit(finish=True, core__score__raw="75")
    journal.again("session-b").commit().commit(finish=True, core__score__raw="75")
    journal.again("session-c").commit(finish=True, core__score__raw="95")
    found = [one for one in told(journal) if one.verb == "passed"]
    assert [str(one.score.raw) for one in found if one.score] == ["75", "95"]


def test_2004_says_completion_and_success_apart() -> None:
    journal = Journal("1-a", 1).commit(success_status="failed", score__scaled="0.2")
    journal.commit(completion_status="completed").commit(
        finish=True, success_status="passed", score__scaled="0.8", session_time="PT2M"
    )
    found = told(journal, QUIZ_2004)
    assert verbs(found) == ["initialized", "failed", "completed", "passed", "terminated"]
    assert found[1].completion is None
    assert found[-1].centiseconds == 12_000


def test_2004_thresholds_outweigh_the_contents_word() -> None:
    half = Decimal("0.5")
    measured = Facts(is_2004=True, completion_threshold=half, passing_score=half)
    journal = Journal("1-a", 1).commit(completion_status="completed", success_status="passed")
    journal.commit(progress_measure="0.5", score__scaled="0.4")
    assert verbs(told(journal, measured)) == ["initialized", "completed", "failed"]


def test_2004_left_without_a_word_counts_as_completed_unless_it_says_so_itself() -> None:
    silent = Journal("1-a", 1).commit(finish=True)
    assert verbs(told(silent, QUIZ_2004)) == ["initialized", "completed", "terminated"]
    strict = Facts(is_2004=True, completes_itself=True)
    assert verbs(told(silent, strict)) == ["initialized", "terminated"]


def test_2004_a_new_attempt_on_the_activity_begins_anew() -> None:
    journal = Journal("1-a", 1).commit(finish=True, completion_status="completed", exit="suspend")
    journal.again("2-b", 2).commit(finish=True, completion_status="completed")
    assert verbs(told(journal, QUIZ_2004)) == [
        *("initialized", "completed", "suspended"),
        *("initialized", "completed", "terminated"),
    ]


def test_2004_what_is_given_up_is_not_judged() -> None:
    entries = Journal("1-a", 1).commit(completion_status="incomplete").entries
    delta = {"adl.nav.request": "abandon", "cmi.completion_status": "completed"}
    entries.append(Entry("quiz", "1-a", 2, delta, True, NINE, 1))
    memory = Memory()
    found = [one for entry in entries for one in replay(memory, entry, QUIZ_2004)]
    assert verbs(found) == ["initialized", "terminated"]


def test_an_answer_is_told_once_it_is_left_alone() -> None:
    journal = Journal().commit(i0__id="q1", i0__type="choice", i0__student_response="a")
    assert verbs(told(journal)) == ["initialized"]
    journal.commit(i0__result="correct").commit(i1__id="q2", i1__student_response="b")
    found = told(journal)
    assert verbs(found) == ["initialized", "answered"]
    assert found[1].question is not None
    assert (found[1].question.identifier, found[1].response) == ("q1", "a")
    assert found[1].success is True
    assert verbs(told(journal.commit(finish=True)))[1:3] == ["answered", "answered"]


def test_another_try_at_a_question_is_another_answer() -> None:
    journal = Journal().commit(i0__id="q1", i0__student_response="a", i0__result="wrong")
    journal.commit(i0__student_response="b", i0__result="correct").commit(finish=True)
    found = [one for one in told(journal) if one.verb == "answered"]
    assert [(one.response, one.success) for one in found] == [("a", False), ("b", True)]
    assert len({one.key for one in found}) == 2


def test_content_that_keeps_all_questions_in_one_place() -> None:
    journal = Journal().commit(i0__id="q1", i0__student_response="a")
    journal.commit(i0__id="q2", i0__student_response="b").commit(finish=True)
    found = [one.question.identifier for one in told(journal) if one.question]
    assert found == ["q1", "q2"]


def test_all_answers_of_one_commit_are_told_and_the_memory_stays_small() -> None:
    memory = Memory()
    many = MOST_RECORDS + 50
    delta = {f"cmi.interactions.{n}.id": f"q{n}" for n in range(many)}
    delta |= {f"cmi.interactions.{n}.student_response": "x" for n in range(many)}
    found = list(replay(memory, Entry("quiz", "a" * 8, 1, delta, True, NINE), QUIZ))
    assert verbs(found).count("answered") == many
    assert len(memory.scos["quiz"].records) == MOST_RECORDS


_VALUES = st.sampled_from(
    [
        "",
        "a",
        "85",
        "-1",
        "1e999",
        "completed",
        "passed",
        "suspend",
        "00:01:00",
        "PT1S",
        "\0",
        "NaN",
    ]
)
_NAMES = st.sampled_from(
    [
        *("cmi.core.lesson_status", "cmi.core.score.raw", "cmi.core.exit", "cmi.session_time"),
        *("cmi.completion_status", "cmi.success_status", "cmi.score.scaled", "cmi.exit"),
        *("cmi.interactions.0.id", "cmi.interactions.0.result", "cmi.interactions.0.latency"),
        *("cmi.interactions.0.student_response", "cmi.interactions.0.timestamp"),
        *("cmi.core.session_time", "cmi.progress_measure", "adl.nav.request", "cmi.core.x"),
    ]
)
_ENTRIES = st.lists(
    st.builds(
        Entry,
        sco=st.sampled_from(["quiz", "lesson"]),
        session=st.sampled_from(["1-a", "1-b", "2-c"]),
        sequence=st.integers(1, 6),
        delta=st.dictionaries(_NAMES, _VALUES, max_size=5),
        finish=st.booleans(),
        at=st.just(NINE),
        activity_attempt=st.integers(0, 2),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=80)
@given(_ENTRIES, st.integers(0, 8), st.booleans())
def test_whatever_was_sent_is_read_and_cutting_it_up_changes_nothing(
    entries: list[Entry], cut: int, is_2004: bool
) -> None:
    facts = Facts(is_2004=is_2004, mastery_score="70")
    memory = Memory()
    whole = [found for entry in entries for found in replay(memory, entry, facts)]
    again = Memory()
    parts = [found for entry in entries[:cut] for found in replay(again, entry, facts)]
    again = decode_memory(msgspec.json.decode(msgspec.json.encode(encode_memory(again))))
    parts += [found for entry in entries[cut:] for found in replay(again, entry, facts)]
    assert parts == whole
    assert encode_memory(again) == encode_memory(memory)
