"""The data model a SCO finds at Initialize."""

from decimal import Decimal

import pytest

from scorm.cmi2004.errors import CmiError
from scorm.cmi2004.launch import Bucket, ScoContext, initial_model, stored_buckets


def test_lena_opens_her_first_page() -> None:
    data = initial_model(
        ScoContext(
            learner_id="p-4711",
            completion_threshold=Decimal("0.8"),
            scaled_passing_score=Decimal("0.6"),
            max_time_allowed="PT1H",
            time_limit_action="exit,message",
            launch_data="begin",
            comments_from_lms=("welcome",),
            total_centiseconds=360_000,
        )
    )
    expected = {
        "cmi.learner_id": "p-4711",
        "cmi.learner_name": "p-4711",
        "cmi.entry": "ab-initio",
        "cmi.mode": "normal",
        "cmi.credit": "credit",
        "cmi.completion_threshold": "0.8",
        "cmi.scaled_passing_score": "0.6",
        "cmi.max_time_allowed": "PT1H",
        "cmi.time_limit_action": "exit,message",
        "cmi.launch_data": "begin",
        "cmi.total_time": "PT1H0M0S",
        "cmi.comments_from_lms.0.comment": "welcome",
        "cmi.comments_from_lms._count": "1",
        "adl.nav.request": "_none_",
    }
    assert {name: data.get(name) for name in expected} == expected
    assert data.changed == {}


def test_coming_back() -> None:
    stored = {
        "cmi.suspend_data": "page=3",
        "cmi.exit": "suspend",
        "cmi.session_time": "PT1M",
        "adl.nav.request": "continue",
        "cmi.credit": "no-credit",
        "cmi.made_up": "x",
    }
    data = initial_model(ScoContext(learner_id="p", resumed=True, stored=stored))
    assert data.get("cmi.entry") == "resume"
    assert data.get("cmi.suspend_data") == "page=3"
    assert data.get("cmi.credit") == "credit", "stored values stand for nothing of the run-time's"
    assert data.get("adl.nav.request") == "_none_"
    assert "cmi.exit" not in data.values
    assert "cmi.made_up" not in data.values


def test_browsing_is_without_credit() -> None:
    data = initial_model(ScoContext(learner_id="p", mode="browse"))
    assert data.get("cmi.credit") == "no-credit"


def test_the_objectives_of_the_activity_come_first() -> None:
    objectives = (("main", {"success_status": "passed"}), ("more", {"score.scaled": "0.5"}))
    data = initial_model(ScoContext(learner_id="p", objectives=objectives))
    assert data.get("cmi.objectives._count") == "2"
    assert [data.get(f"cmi.objectives.{n}.id") for n in range(2)] == ["main", "more"]
    assert data.get("cmi.objectives.0.success_status") == "passed"
    assert data.get("cmi.objectives.1.score.scaled") == "0.5"


def test_what_is_known_is_laid_over_the_record_of_that_name() -> None:
    stored = {
        "cmi.objectives.0.id": "main",
        "cmi.objectives.0.success_status": "failed",
        "cmi.objectives.0.description": "kept",
        "cmi.objectives.1.id": "own",
    }
    data = initial_model(
        ScoContext(
            learner_id="p", stored=stored, objectives=(("main", {"success_status": "passed"}),)
        )
    )
    assert data.get("cmi.objectives._count") == "2"
    assert data.get("cmi.objectives.0.success_status") == "passed"
    assert data.get("cmi.objectives.0.description") == "kept"


def test_buckets() -> None:
    buckets = (Bucket("notes", stored="old"), Bucket("log", read=False), Bucket("map", write=False))
    data = initial_model(ScoContext(learner_id="p", buckets=buckets))
    assert data.get("adl.data._count") == "3"
    assert data.get("adl.data.0.store") == "old"
    with pytest.raises(CmiError, match="405"):
        data.get("adl.data.1.store")
    changed = {f"adl.data.{n}.store": f"new {n}" for n in range(4)} | {"cmi.location": "1"}
    assert stored_buckets(changed, buckets) == {"notes": "new 0", "log": "new 1"}
