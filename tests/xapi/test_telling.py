"""What Lena does in a SCORM module is told in statements: everything, once, and nobody waits."""

import datetime as dt
import json
import threading
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from academies.models import Academy, Learner
from courses.models import Attempt, Edition
from courses.outcomes import Completion, Outcome, Success
from courses.services.progress import record_outcome
from scorm.models import Commit
from tests import cast
from tests.scorm.playing import LearnersBrowser, one_part
from tests.scorm.playing2004 import Browser2004, store_2004, three
from tests.together import together
from tests.xapi.talking import Speaker, statement
from xapi import iris, scopes
from xapi.models import Statement, StatementId, Telling, TellingPosition, Usage
from xapi.services import telling
from xapi.services.telling import SETTLED_AFTER, tell_due, tell_outcomes

SOON = dt.timedelta(minutes=1)
LATER = dt.timedelta(hours=2)


@pytest.fixture
def lenas(attempt: Attempt, edition: Edition) -> LearnersBrowser:
    one_part(edition)
    browser = LearnersBrowser(attempt)
    browser.open("only")
    browser.commit()
    return browser


def passes(browser: LearnersBrowser) -> None:
    browser.commit(
        interactions__0__id="q1",
        interactions__0__type="choice",
        interactions__0__student_response="a,b",
        interactions__0__result="correct",
    )
    browser.commit(finish=True, core__score__raw="85", core__session_time="00:10:00")


def stored() -> list[dict[str, Any]]:
    return [json.loads(row.document) for row in Statement.objects.order_by("pk")]


def verbs() -> list[str]:
    return [each["verb"]["display"]["en"] for each in stored()]


PASSED = ["initialized", "answered", "completed", "passed", "terminated", "completed", "passed"]


def test_an_academys_system_finds_what_lena_did(
    lenas: LearnersBrowser, attempt: Attempt, northvale: Academy
) -> None:
    Learner.objects.update(display_name="Lena Lund", email="lena@northvale.example")
    passes(lenas)
    assert tell_due() == 7
    assert verbs() == PASSED
    found = Speaker(northvale).found(registration=iris.registration_of(attempt), ascending="true")
    assert len(found) == 7
    whole = json.dumps(stored())
    assert str(attempt.learner.pseudonym) in whole
    assert "Lund" not in whole
    assert "northvale.example" not in whole


def test_a_statement_says_what_when_and_where(lenas: LearnersBrowser, attempt: Attempt) -> None:
    passes(lenas)
    tell_due(timezone.now() + SOON)
    by_verb = {each["verb"]["display"]["en"]: each for each in reversed(stored())}
    ended = by_verb["terminated"]
    last = Commit.objects.order_by("pk").last()
    assert last is not None
    assert dt.datetime.fromisoformat(ended["timestamp"]) == last.received_at
    assert ended["result"]["duration"] == "PT600S"
    assert ended["object"]["definition"]["name"] == {"en": "Only part"}
    module = attempt.offering.module
    grouping = [each["id"] for each in ended["context"]["contextActivities"]["grouping"]]
    assert grouping[:2] == [iris.course_iri(module.course), iris.module_iri(module)]
    assert by_verb["answered"]["result"]["response"] == "a[,]b"
    assert stored()[-1]["object"]["id"] == iris.module_iri(module)
    assert stored()[-1]["result"]["score"] == {"scaled": 0.85}
    assert stored()[0]["authority"]["account"]["name"] == f"tool-{attempt.learner.academy_id}"


def test_told_twice_is_stored_once(lenas: LearnersBrowser) -> None:
    tell_due()
    passes(lenas)
    assert tell_due() == 6
    assert tell_due() == 0
    # As if nothing had been noted: the ids still tell.
    Telling.objects.all().delete()
    TellingPosition.objects.all().delete()
    assert tell_due() == 0
    assert verbs() == PASSED


@pytest.mark.parametrize("fatal", [1, 2, 3, 4])
def test_killed_in_the_middle_nothing_is_lost_and_nothing_twice(
    lenas: LearnersBrowser, monkeypatch: pytest.MonkeyPatch, fatal: int
) -> None:
    """The worker dies at the first, second ... part that it stores, before that is committed."""
    monkeypatch.setattr(telling, "AT_ONCE", 2)
    passes(lenas)
    real, calls = telling._store, []

    def dying(*args: Any) -> None:
        real(*args)
        calls.append(args)
        if len(calls) == fatal:
            raise KeyboardInterrupt

    monkeypatch.setattr(telling, "_store", dying)
    with pytest.raises(KeyboardInterrupt):
        tell_due()
    assert verbs() == PASSED[: 2 * (fatal - 1)]
    assert tell_due() == 7 - 2 * (fatal - 1)
    assert verbs() == PASSED


def test_previews_and_erased_learners_are_not_told(
    lenas: LearnersBrowser, attempt: Attempt
) -> None:
    passes(lenas)
    Attempt.objects.update(kind=Attempt.Kind.PREVIEW)
    assert (tell_due(), tell_outcomes()) == (0, 0)
    Attempt.objects.update(kind=Attempt.Kind.CREDIT)
    Learner.objects.update(erased_at=timezone.now())
    assert (tell_due(), tell_outcomes()) == (0, 0)


def test_a_window_that_vanished_is_told_without_a_word_of_it(lenas: LearnersBrowser) -> None:
    lenas.commit(core__session_time="00:02:00")
    assert tell_due() == 1
    assert tell_due(timezone.now() + LATER) == 1
    assert verbs() == ["initialized", "suspended"]
    assert tell_due(timezone.now() + LATER) == 0


def test_scorm_2004_is_told_too(attempt: Attempt, edition: Edition) -> None:
    store_2004(edition, three())
    lenas = Browser2004(attempt)
    lenas.go("open")
    lenas.send()
    commits = [lenas.said(finish=True, success_status="passed", score__scaled="0.9")]
    lenas.go("continue", commits=commits)
    lenas.send(finish=True, completion_status="completed", score__scaled="0.2")
    tell_due()
    told = [(each["verb"]["display"]["en"], each["object"]["id"][-5:]) for each in stored()]
    assert told[:4] == [
        ("initialized", "entry"),
        ("completed", "entry"),
        ("passed", "entry"),
        ("terminated", "entry"),
    ]
    assert [verb for verb, part in told if part == "/quiz"] == [
        *("initialized", "completed", "failed", "terminated")
    ]


def test_an_outcome_without_a_word_of_the_content_is_told(
    attempt: Attempt, edition: Edition
) -> None:
    record_outcome(attempt, Outcome(Completion.COMPLETED, Success.UNKNOWN))
    assert tell_due() == 0
    assert (tell_outcomes(), tell_outcomes()) == (1, 0)
    assert verbs() == ["completed"]


def test_one_that_was_numbered_early_and_stored_late_is_found(
    lenas: LearnersBrowser, attempt: Attempt, edition: Edition
) -> None:
    leos = cast.make_platform_user(cast.LEO, cast.make_platform(cast.make_academy("southmere")))
    other = cast.make_attempt(leos.learner, edition, attempt.offering)
    Commit.objects.update(id=1_000)
    tell_due()
    assert TellingPosition.objects.get().through == 0
    Commit.objects.create(
        pk=900, attempt=other, sco="only", session="leo-slow", sequence=1, delta={}
    )
    assert tell_due() == 1
    tell_due(timezone.now() + SETTLED_AFTER + SOON)
    assert TellingPosition.objects.get().through == 1_000


def test_one_attempt_that_cannot_be_told_keeps_no_other_waiting(
    lenas: LearnersBrowser, attempt: Attempt, edition: Edition
) -> None:
    leos = cast.make_platform_user(cast.LEO, cast.make_platform(cast.make_academy("southmere")))
    other = cast.make_attempt(leos.learner, edition, attempt.offering)
    Commit.objects.create(attempt=other, sco="only", session="leo", sequence=1, delta={})
    Telling.objects.create(attempt=attempt, remembered={"scos": "broken"})
    assert tell_due() == 1
    assert Telling.objects.get(attempt=attempt).look_again_at is not None
    Telling.objects.filter(attempt=attempt).update(remembered={})
    assert tell_due(timezone.now() + LATER) >= 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_it_once(lenas: LearnersBrowser) -> None:
    passes(lenas)
    told: list[int] = []

    def tell() -> None:
        try:
            told.append(tell_due())
        finally:
            connection.close()

    together(*[threading.Thread(target=tell) for _ in range(3)])
    assert sorted(told) == [0, 0, 7]
    assert verbs() == PASSED


def forget_that_it_was_told() -> None:
    for model in (Usage, Statement, StatementId, Telling, TellingPosition):
        model.objects.all().delete()


def test_whoever_takes_the_ids_beforehand_silences_nobody(
    lenas: LearnersBrowser, northvale: Academy
) -> None:
    """They follow from what they tell, so they can be worked out; not so those instead of them."""
    passes(lenas)
    tell_due()
    ids = [each["id"] for each in stored()]
    forget_that_it_was_told()
    other = Speaker(northvale, scopes.WRITE)
    other.tell(*[statement(cast.LEO, id=own) for own in ids])
    assert tell_due() == 7
    assert verbs()[7:] == PASSED
    assert not set(ids) & {each["id"] for each in stored()[7:]}
    # And once, though it is read again.
    Telling.objects.all().delete()
    TellingPosition.objects.all().delete()
    assert tell_due() == 0
    assert len(stored()) == 14
