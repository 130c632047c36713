"""Requests as content writes them, exceptions by their number, and the trace for authors."""

import re
from pathlib import Path

import pytest

import scorm.sequencing
from scorm.sequencing import NavigationRequest, SequencingException, parse_request
from scorm.sequencing.errors import MESSAGES
from tests.scorm.sequencing_scene import Lena, leaf, rule, rules


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("_none_", None),
        ("", None),
        ("continue", NavigationRequest("continue")),
        ("{target=quiz}choice", NavigationRequest("choice", "quiz")),
        ("{target=a.b-c}jump", NavigationRequest("jump", "a.b-c")),
        ("{target=}choice", NavigationRequest("{target=}choice")),
    ],
)
def test_what_content_asks_for(text: str, request_: NavigationRequest | None) -> None:
    assert parse_request(text) == request_


@pytest.mark.parametrize(
    ("word", "code"), [("forward", "NB.2.1-7"), ("backward", "NB.2.1-7"), ("fly", "NB.2.1-13")]
)
def test_what_nobody_knows(word: str, code: str) -> None:
    lena = Lena(leaf("a"))
    lena.goes("start", word)
    assert lena.refused == code
    assert lena.outcome.still_open


def test_an_exception_has_a_number_and_a_sentence() -> None:
    exception = SequencingException("NB.2.1-4", "a")
    assert str(exception) == f"NB.2.1-4: {MESSAGES['NB.2.1-4']}"
    assert (exception.code, exception.activity) == ("NB.2.1-4", "a")


def test_every_number_that_is_raised_has_a_sentence() -> None:
    folder = Path(scorm.sequencing.__file__).parent
    used = {
        code
        for place in folder.glob("*.py")
        if place.name != "errors.py"
        for code in re.findall(r'"((?:NB|TB|SB|DB)\.[0-9.]+-[0-9]+)"', place.read_text("utf-8"))
    }
    assert used <= set(MESSAGES)
    assert len(used) > 30


def test_the_trace_tells_authors_what_was_decided() -> None:
    lena = Lena(leaf("a"), leaf("b", rules=rules(pre=rule("skip"))), leaf("c"))
    lena.goes("start", "continue")
    told = [(step.process, step.activity, step.decision) for step in lena.outcome.trace]
    assert ("NB.2.1", "", "continue is valid") in told
    assert ("UP.4", "a", "the attempt has ended") in told
    assert ("SB.2.2", "b", "skipped") in told
    assert told[-1] == ("DB.2", "c", "a new attempt began")
