"""Lena begins a module once more, where its owner lets her."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.db import connection

from academies.models import Academy
from courses.admission import NotAdmitted
from courses.attempt_policy import NewAttempts
from courses.closures import close
from courses.models import Attempt, Edition, Entitlement, Module
from courses.services.attempts import start_again
from courses.tickets import Ticket
from tests import cast
from tests.together import together

FAILED = {"completion": "completed", "success": "failed"}


def allow(module: Module, new_attempts: NewAttempts, maximum: int | None = None) -> None:
    Module.objects.filter(pk=module.pk).update(new_attempts=new_attempts, max_attempts=maximum)


def reached(attempt: Attempt, **values: Any) -> Attempt:
    Attempt.objects.filter(pk=attempt.pk).update(**values)
    return attempt


def ticket(attempt: Attempt, **values: Any) -> Ticket:
    return Ticket(**{"attempt": attempt.pk, "session": "tab", "launch": 7, "expires": 99, **values})


def began(attempt: Attempt, **values: Any) -> Attempt:
    return Attempt.objects.get(pk=start_again(ticket(attempt, **values)).attempt)


def refusal(attempt: Attempt, **values: Any) -> str:
    with pytest.raises(NotAdmitted) as refused:
        start_again(ticket(attempt, **values))
    return refused.value.code


def test_a_failed_module_is_begun_once_more(attempt: Attempt, module: Module) -> None:
    allow(module, NewAttempts.FAILED)
    reached(attempt, **FAILED)

    again = start_again(ticket(attempt))

    assert (again.launch, again.expires) == (7, 99), "the right ends when the launch's does"
    assert again.session != "tab", "and is another window's"
    second = Attempt.objects.get(pk=again.attempt)
    assert (second.number, second.completion, second.learner) == (2, "unknown", attempt.learner)


def test_it_begins_on_the_newest_edition(attempt: Attempt, module: Module) -> None:
    allow(module, NewAttempts.ALWAYS)
    newest = cast.make_edition(module, number=2)

    assert began(attempt).edition == newest


@pytest.mark.parametrize(
    ("new_attempts", "maximum", "values"),
    [
        (NewAttempts.NEVER, None, FAILED),
        (NewAttempts.FAILED, None, {"completion": "completed", "success": "passed"}),
        (NewAttempts.COMPLETED, None, {"completion": "incomplete"}),
        (NewAttempts.ALWAYS, 1, FAILED),
    ],
)
def test_not_against_the_owners_will(
    attempt: Attempt,
    module: Module,
    new_attempts: NewAttempts,
    maximum: int | None,
    values: dict[str, str],
) -> None:
    allow(module, new_attempts, maximum)

    assert refusal(reached(attempt, **values)) == "no_new_attempt"
    assert Attempt.objects.count() == 1


def test_the_same_request_twice_begins_one_attempt(attempt: Attempt, module: Module) -> None:
    """She reloads the page, or presses in two windows."""
    allow(module, NewAttempts.ALWAYS)

    assert began(attempt) == began(attempt)
    assert Attempt.objects.count() == 2


def test_a_withdrawn_edition_is_held_against_nobody(
    attempt: Attempt, edition: Edition, module: Module
) -> None:
    allow(module, NewAttempts.FAILED, maximum=2)
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.WITHDRAWN)
    cast.make_edition(module, number=2)

    # Whatever she has reached, there is no other way on.
    second = reached(began(attempt), **FAILED)
    third = reached(began(second), **FAILED)

    assert (second.number, third.number) == (2, 3)
    assert refusal(third) == "no_new_attempt"


def test_a_trainers_preview_may_always_be_begun_anew(attempt: Attempt) -> None:
    reached(attempt, kind=Attempt.Kind.PREVIEW)

    assert (began(attempt).kind, began(attempt).number) == (Attempt.Kind.PREVIEW, 2)


def test_nothing_to_begin(attempt: Attempt, edition: Edition, module: Module) -> None:
    allow(module, NewAttempts.ALWAYS)
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.WITHDRAWN)

    assert refusal(attempt) == "nothing_released"


def test_who_may_not_come_in_begins_nothing(
    attempt: Attempt, module: Module, northvale: Academy
) -> None:
    allow(module, NewAttempts.ALWAYS)
    close("platform:5")
    assert refusal(attempt, source="platform:5") == "source_closed"
    Entitlement.objects.all().delete()
    assert refusal(attempt) == "not_entitled"
    northvale.agreement_expires_on = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)
    northvale.save()
    assert refusal(attempt) == "academy_closed"
    assert refusal(Attempt(pk=0)) == "attempt_unknown"


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_once_begin_one_attempt(attempt: Attempt, module: Module) -> None:
    allow(module, NewAttempts.ALWAYS, maximum=2)
    start = threading.Barrier(2)
    begun: list[int] = []

    def press() -> None:
        try:
            start.wait(10)
            begun.append(start_again(ticket(attempt)).attempt)
        finally:
            connection.close()

    together(*[threading.Thread(target=press) for _ in range(2)])

    assert len(begun) == 2
    assert set(begun) == set(Attempt.objects.filter(number=2).values_list("pk", flat=True))
