"""Lena's answers are read back from what her browser has sent, each try by itself."""

import datetime as dt
from collections.abc import Mapping

from hypothesis import given, settings
from hypothesis import strategies as st

from scorm.cmi.records import MOST_RECORDS, Committed, Record, answers, comments

NINE = dt.datetime(2026, 5, 4, 9, tzinfo=dt.UTC)


def commit(delta: Mapping[str, str], **more: object) -> Committed:
    values: dict[str, object] = {"sco": "quiz", "session": "one", "sequence": 2, **more}
    return Committed(stored_at=NINE, delta=delta, **values)  # type: ignore[arg-type]


def said(**values: str) -> dict[str, str]:
    return {f"cmi.interactions.0.{name.replace('__', '.')}": text for name, text in values.items()}


def tries(*commits: Committed) -> list[tuple[str, str]]:
    found = answers(commits)
    return [(one.values.get("response", ""), one.values.get("result", "")) for one in found]


def test_one_answer_that_came_in_pieces_is_one_answer() -> None:
    (record,) = answers(
        [
            commit(said(id="seize", type="choice")),
            commit(said(correct_responses__0__pattern="b", correct_responses__1__pattern="c")),
            commit(said(objectives__0__id="phones", student_response="b")),
            commit(said(result="correct", latency="00:00:07", time="09:00:00")),
        ]
    )

    assert record.values["response"] == "b"
    assert record.values["result"] == "correct"
    assert record.numbered("correct_responses", "pattern") == ("b", "c")
    assert record.numbered("objectives", "id") == ("phones",)
    assert record.numbered("objectives", "pattern") == ()


def test_a_second_try_at_the_same_place_does_not_wipe_out_the_first() -> None:
    first = said(id="seize", type="choice", student_response="a", result="wrong")

    assert tries(
        commit(first), commit(said(student_response="b")), commit(said(result="correct"))
    ) == [("a", "wrong"), ("b", "correct")]
    assert tries(commit(first), commit(said(student_response="c"))) == [
        ("a", "wrong"),
        ("c", "wrong"),
    ], "SCORM 1.2 content sends only what differs"
    again = {**first, **said(student_response="b", result="correct")}
    assert tries(commit(first), commit(again)) == [("a", "wrong"), ("b", "correct")]


def test_what_is_not_judged_is_only_being_edited() -> None:
    assert tries(
        commit(said(id="note", student_response="ph")),
        commit(said(student_response="phone")),
        commit(said(student_response="phones"), session="two"),
    ) == [("phones", "")]


def test_another_question_at_the_same_place_is_another_answer() -> None:
    first = commit(said(id="one", student_response="a", result="wrong"))
    second = commit(said(id="two", student_response="x"))

    assert tries(first, second) == [("a", "wrong"), ("x", "")]


def test_a_new_attempt_on_the_activity_begins_without_answers() -> None:
    same = said(id="one", learner_response="a", result="correct")

    assert tries(commit(same, activity_attempt=1), commit(same, activity_attempt=2)) == [
        ("a", "correct"),
        ("a", "correct"),
    ]
    assert tries(commit(same, activity_attempt=1), commit(same, activity_attempt=1)) == [
        ("a", "correct")
    ]


def test_an_overtaken_commit_adds_what_the_later_one_left_open() -> None:
    later = commit(said(id="one", student_response="b", result="correct"), sequence=6)
    early = commit(said(student_response="a", result="wrong", latency="00:00:09"), sequence=4)

    (record,) = answers([later, early])

    assert (record.values["response"], record.values["latency"]) == ("b", "00:00:09")


def test_parts_keep_their_answers_apart() -> None:
    found = answers([commit(said(id="a")), commit(said(id="a"), sco="other")])

    assert [record.sco for record in found] == ["quiz", "other"]


def test_no_question_has_correct_responses_without_end() -> None:
    many = {f"correct_responses__{index}__pattern": str(index) for index in range(200)}
    (record,) = answers([commit(said(id="seize", **many))])

    assert record.numbered("correct_responses", "pattern") == tuple(map(str, range(100)))


def test_comments_of_both_versions() -> None:
    twelve = [commit({"cmi.comments": "Unclear."}), commit({"cmi.comments": "Unclear. Better."})]
    noted = {
        "cmi.comments_from_learner.0.comment": "{lang=en}Why?",
        "cmi.comments_from_learner.0.location": "page 3",
    }
    changed = {"cmi.comments_from_learner.0.comment": "{lang=en}Why not?"}

    assert [one.values["comment"] for one in comments(twelve)] == ["Unclear. Better."]
    assert [one.values["comment"] for one in comments([commit(noted), commit(changed)])] == [
        "{lang=en}Why not?"
    ]
    assert len(comments([commit(noted), commit(changed, session="two")])) == 2
    assert len(comments([commit(noted), commit(noted, activity_attempt=2)])) == 2


def test_nobody_fills_the_page_without_end() -> None:
    many = {f"cmi.interactions.{number}.id": "q" for number in range(MOST_RECORDS + 10)}

    assert len(answers([commit(many)])) == MOST_RECORDS


names = st.sampled_from(["id", "result", "student_response", "learner_response", "time", "x.0.y"])
elements = st.builds(
    lambda index, name: f"cmi.interactions.{index}.{name}", st.integers(-1, 3), names
)
deltas = st.dictionaries(elements | st.text(max_size=20), st.text(max_size=5), max_size=6)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(deltas, st.integers(0, 9), st.integers(0, 2)), max_size=8))
def test_whatever_was_stored_can_be_read(given_: list[tuple[dict[str, str], int, int]]) -> None:
    commits = [
        commit(delta, sequence=sequence, activity_attempt=number)
        for delta, sequence, number in given_
    ]

    found: list[Record] = answers(commits)

    assert all(record.values for record in found)
    assert len(found) <= sum(len(delta) for delta, *_rest in given_)
    assert comments(commits) == []
