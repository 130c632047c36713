"""A prepared statement finds, changes and stores what the plain one would: Django is the yardstick.

An upgrade of Django that writes its SQL otherwise, or makes its objects otherwise, fails here.
`tests/production` runs all of it on PostgreSQL, too.
"""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import (
    BigIntegerField,
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    DecimalField,
    QuerySet,
)
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from academies.models import Academy
from courses.models import Attempt
from courses.prepared import Given, Prepared
from lti_provider.services import logins
from scorm.models import ScoState
from scorm.services import admission
from tests import cast
from tests.courses.preparing import NOW, Scene, attempt_of, check, scene

__all__ = ["scene"]


@pytest.mark.parametrize(
    ("lookup", "field", "value"),
    [
        ("updated_at", DateTimeField(), NOW),
        ("updated_at__gt", DateTimeField(), NOW - dt.timedelta(microseconds=1)),
        ("updated_at__date", DateField(), NOW.date()),
        ("score", DecimalField(max_digits=7, decimal_places=6), Decimal("0.125")),
        ("score__lte", DecimalField(max_digits=7, decimal_places=6), Decimal("0.125")),
        ("finished", BooleanField(), True),
        ("sco", CharField(), "scored"),
        ("attempt__learner__academy__agreement_starts_on__lt", DateField(), NOW.date()),
    ],
)
def test_values_of_every_kind_are_compared_as_django_compares_them(
    lookup: str, field: Any, value: Any, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    Academy.objects.update(agreement_starts_on=dt.date(2026, 1, 31))
    prepared = Prepared(
        lambda: (
            ScoState.objects.select_related("attempt__learner__academy")
            .filter(**{lookup: Given("value", field)})
            .order_by("-sco")
        )
    )

    found = check(monkeypatch, prepared, {"value": value})

    with_value = ScoState.objects.filter(**{lookup: value}).order_by("-sco")
    assert found == list(with_value) != []


def test_what_a_prepared_object_deferred_is_fetched_when_it_is_asked_for(scene: Scene) -> None:
    (platform,) = logins._CLIENT.all(
        issuer=scene.platform.issuer, client_id=scene.platform.client_id
    )

    assert platform.jwks == {"keys": [{"kid": "é", "n": "1"}]}
    platform.name = "Renamed"
    platform.save(update_fields=["name"])
    scene.platform.refresh_from_db()
    assert scene.platform.name == "Renamed"


def test_none_and_a_forgotten_value_are_refused(scene: Scene) -> None:
    with pytest.raises(TypeError, match="state is None"):
        logins._STATE.all(state=None)
    with pytest.raises(KeyError):
        logins._STATE.all()


@pytest.mark.parametrize(
    "build",
    [
        lambda: Attempt.objects.values("pk"),
        lambda: Attempt.objects.values_list("pk"),
        lambda: Attempt.objects.prefetch_related("sco_states"),
        lambda: Attempt.objects.order_by().union(Attempt.objects.order_by()),
    ],
)
def test_a_queryset_that_does_more_than_its_sql_is_refused(
    build: Callable[[], QuerySet[Any]], db: None
) -> None:
    with pytest.raises(TypeError, match="prepared"):
        Prepared(build).all()


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_taken_and_needs_a_transaction(scene: Scene) -> None:
    """Also when the SQL was written inside one, by an earlier request."""
    with (
        transaction.atomic(),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        assert admission._LOCKED.first(**attempt_of(scene)) == scene.attempt

    locks = connection.features.has_select_for_update
    assert ("FOR UPDATE" in asked.captured_queries[-1]["sql"]) == locks
    if locks:
        with pytest.raises(TransactionManagementError):
            admission._LOCKED.first(**attempt_of(scene))


@pytest.mark.django_db(transaction=True)
def test_threads_that_ask_the_first_question_at_once_get_their_own_answers(scene: Scene) -> None:
    lena, edition, offering = scene.attempt.learner, scene.attempt.edition, scene.attempt.offering
    later = [cast.make_attempt(lena, edition, offering, number=n) for n in range(2, 9)]
    all_of_them = [scene.attempt, *later]
    fresh = Prepared(admission._query)
    together = Barrier(len(all_of_them))

    def ask(attempt: Attempt) -> list[tuple[Any, Any, Any]]:
        try:
            together.wait(20)
            found = [fresh.first(**{**attempt_of(scene), "pk": attempt.pk}) for _ in range(20)]
            return [(f.pk, f.number, f.opened_at) for f in found if f is not None]
        finally:
            connection.close()

    with ThreadPoolExecutor(len(all_of_them)) as pool:
        answers = list(pool.map(ask, all_of_them))

    assert answers == [[(a.pk, a.number, a.opened_at)] * 20 for a in all_of_them]


def test_the_sql_is_written_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    built: list[int] = []

    def build() -> QuerySet[Attempt]:
        built.append(1)
        return Attempt.objects.filter(pk=Given("pk", BigIntegerField()))

    prepared = Prepared(build)
    with CaptureQueriesContext(connection) as asked:
        for _ in range(3):
            assert prepared.first(pk=scene.attempt.pk) == scene.attempt

    assert built == [1]
    assert len(asked) == 3
