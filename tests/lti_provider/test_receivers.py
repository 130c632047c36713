"""A completion and the order to report it are stored together, or not at all."""

from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from config import celery_app
from courses.models import Attempt
from courses.outcomes import Completion, Outcome
from courses.services.progress import record_outcome
from lti_provider import tasks
from lti_provider.models import Passback, ResourceLink
from lti_provider.services import leases, passbacks
from tests.grade_scene import PASSED, Graded

HALF = Outcome(completion=Completion.COMPLETED, score=Decimal("0.5"))


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Instead of a broker: the rows that were rung for, with the transaction over."""
    heard: list[int] = []

    def hear(args: tuple[int], **options: object) -> None:
        assert not connection.in_atomic_block, "rung before others can see the row"
        heard.append(args[0])

    monkeypatch.setattr(tasks.deliver_passback, "apply_async", hear)
    return heard


@pytest.mark.django_db(transaction=True)
def test_a_completion_rings_once_it_is_stored(
    attempt: Attempt, resource_link: ResourceLink, rung: list[int]
) -> None:
    with transaction.atomic():
        record_outcome(attempt, PASSED)
        assert rung == []

    row = Passback.objects.get()
    assert rung == [row.pk]
    assert (row.attempt, row.score_given) == (attempt, Decimal(100))


@pytest.mark.django_db(transaction=True)
def test_what_is_undone_leaves_no_grade(
    attempt: Attempt, resource_link: ResourceLink, rung: list[int]
) -> None:
    with transaction.atomic():
        record_outcome(attempt, PASSED)
        transaction.set_rollback(True)

    assert rung == []
    assert not Passback.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_grade_that_cannot_be_queued_undoes_the_completion(
    attempt: Attempt, resource_link: ResourceLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(passbacks, "queue", fail)

    with pytest.raises(ZeroDivisionError):
        record_outcome(attempt, PASSED)

    assert Attempt.objects.get().completion == Completion.UNKNOWN


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_down_does_not_fail_the_learner(
    attempt: Attempt, resource_link: ResourceLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody listens on the port, as with RabbitMQ or Redis stopped."""
    down = celery_app.connection_for_write(
        url="amqp://127.0.0.1:9//", transport_options={"max_retries": 0}
    )
    publish: Any = tasks.deliver_passback.apply_async
    monkeypatch.setattr(tasks.deliver_passback, "apply_async", partial(publish, connection=down))

    with down:
        assert record_outcome(attempt, PASSED)

    assert Passback.objects.get().state == Passback.State.WAITING
    assert leases.due(Passback.objects.get().not_before).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_fault_of_our_own_in_the_bell_is_logged_and_does_not_fail_her_either(
    attempt: Attempt,
    resource_link: ResourceLink,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def break_down(args: tuple[int], **options: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(tasks.deliver_passback, "apply_async", break_down)

    assert record_outcome(attempt, PASSED)

    assert Passback.objects.count() == 1
    assert "ZeroDivisionError" in caplog.text


def test_a_preview_is_reported_to_nobody(attempt: Attempt, resource_link: ResourceLink) -> None:
    attempt.kind = Attempt.Kind.PREVIEW
    attempt.save()

    record_outcome(attempt, PASSED)

    assert not Passback.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_from_the_content_to_the_gradebook(graded: Graded, rung: list[int]) -> None:
    record_outcome(graded.attempt, HALF)
    for pk in rung:
        tasks.deliver_passback(pk)
    assert graded.grade() == 50.0

    record_outcome(graded.attempt, PASSED)
    tasks.deliver_passback(rung[-1])
    assert graded.grade() == 100.0
