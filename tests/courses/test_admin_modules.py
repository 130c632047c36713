"""Olga, the owner, says how often a module is tried, what counts, and what completes it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from academies.models import Academy
from courses import tasks
from courses.models import Attempt, Edition, Module, RuleChange
from courses.outcomes import Completion, Outcome, Success
from courses.services import rule_changes
from courses.services.progress import record_outcome
from tests.academies.staff import ada, olga, signed_in

pytestmark = pytest.mark.django_db
ATTEMPTS = {
    "new_attempts": "never",
    "max_attempts": "",
    "counted_attempt": "last",
    "completion_rule": "reported",
    "completion_percent": "",
}


def url(module: Module) -> str:
    return reverse("admin:courses_module_change", args=[module.pk])


def save(client: Client, module: Module, **changed: Any) -> Any:
    kept = {"course": module.course_id, "title": module.title, "position": 0}
    return client.post(url(module), {**kept, **ATTEMPTS, **changed})


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    heard: list[int] = []
    monkeypatch.setattr(tasks.apply_rules, "apply_async", lambda args, **_: heard.append(args[0]))
    return heard


def test_a_rule_is_applied_to_what_was_reached_before(
    attempt: Attempt,
    module: Module,
    rung: list[int],
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    record_outcome(attempt, Outcome(Completion.INCOMPLETE, Success.PASSED))
    client = signed_in(olga())
    assert "These settings have not been changed yet." in client.get(url(module)).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        answer = save(client, module, completion_rule="passed", counted_attempt="best")

    assert answer.status_code == 302
    change = RuleChange.objects.get()
    assert rung == [change.pk]
    assert "Being applied: 0 of 1 attempts." in client.get(url(module)).content.decode()
    tasks.apply_rules(change.pk)
    attempt.refresh_from_db()
    assert attempt.completion == "completed"
    assert "Applied to all attempts (1)" in client.get(url(module)).content.decode()


def test_what_decides_over_the_next_attempt_needs_no_worker(
    attempt: Attempt, module: Module, rung: list[int]
) -> None:
    save(signed_in(olga()), module, new_attempts="failed", max_attempts="3", resumes_completed="on")

    module.refresh_from_db()
    stored = (module.new_attempts, module.max_attempts, module.resumes_completed)
    assert stored == ("failed", 3, True)
    assert not RuleChange.objects.exists()


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"completion_rule": "score"}, "Say which score is to be reached."),
        ({"completion_rule": "score", "completion_percent": "101"}, "less than or equal to 100"),
        ({"max_attempts": "0"}, "greater than or equal to 1"),
        ({"new_attempts": "sometimes"}, "is not one of the available choices"),
    ],
)
def test_what_makes_no_sense_is_not_taken(
    module: Module, changed: dict[str, str], said: str
) -> None:
    assert said in save(signed_in(olga()), module, **changed).content.decode()
    assert not RuleChange.objects.exists()


def test_an_academys_administrator_reads_and_changes_nothing(
    northvale: Academy, edition: Edition, module: Module
) -> None:
    client = signed_in(ada(northvale))

    assert save(client, module, completion_rule="passed").status_code == 403
    module.refresh_from_db()
    assert module.completion_rule == "reported"


def test_the_sweeper_rings_for_a_change_that_nobody_works_on(
    module: Module, rung: list[int]
) -> None:
    change = rule_changes.begin(module)
    tasks.sweep_rule_changes()
    assert rung == []
    RuleChange.objects.update(changed_at=timezone.now() - 2 * rule_changes.STALLED_AFTER)

    tasks.sweep_rule_changes()

    assert rung == [change.pk]
