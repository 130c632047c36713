"""Every prepared queryset of the rooms finds what Django finds by the plain one."""

import datetime as dt
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from courses.closures import close
from courses.models import Attempt
from courses.prepared import Prepared
from courses.services import attempts
from lti_provider.models import ResourceLink
from lti_provider.services import links, logins, people
from scorm.models import ScormPackage
from scorm.services import admission, commit, standing
from tests.courses.preparing import Scene, attempt_of, check, scene

__all__ = ["scene"]

ROOMS = ("academies.", "courses.", "scorm.", "lti_provider.", "reports.", "config.")


# Every prepared queryset of the rooms, and what it is given in the scene.
USES: dict[str, tuple[Prepared[Any], Callable[[Scene], dict[str, Any]]]] = {
    "the latest attempt": (
        attempts._LATEST,
        lambda s: {
            "learner": s.attempt.learner_id,
            "offering": s.attempt.offering_id,
            "kind": Attempt.Kind.CREDIT,
        },
    ),
    "the attempt to follow": (attempts._WITH_RIGHTS, attempt_of),
    "the activity": (
        links._LINK,
        lambda s: {
            "platform": s.platform.pk,
            "academy": s.academy.pk,
            "deployment": "1",
            "link": "1",
            "day": timezone.now().date(),
        },
    ),
    "the registration": (
        logins._CLIENT,
        lambda s: {"issuer": s.platform.issuer, "client_id": s.platform.client_id},
    ),
    "the login": (logins._STATE, lambda s: {"state": s.state.state}),
    "the person": (
        people._USER,
        lambda s: {"platform": s.platform.pk, "sub": s.user.sub, "now": timezone.now()},
    ),
    "the attempt of a ticket": (admission._UNLOCKED, attempt_of),
    "the attempt of a commit": (admission._LOCKED, attempt_of),
    "the attempt of an outcome": (commit._ATTEMPT, lambda s: {"pk": s.attempt.pk}),
    "the SCOs": (standing._STATES, lambda s: {"attempt": s.attempt.pk}),
}


def test_every_prepared_queryset_of_the_rooms_is_compared_here() -> None:
    modules = [m for name, m in sys.modules.items() if name.startswith(ROOMS)]
    used = {id(v) for m in modules for v in vars(m).values() if isinstance(v, Prepared)}

    assert used == {id(prepared) for prepared, _ in USES.values()}


@pytest.mark.parametrize("use", USES)
def test_it_finds_the_objects_that_django_finds(
    use: str, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared, given = USES[use]

    with transaction.atomic():
        assert check(monkeypatch, prepared, given(scene))


@pytest.mark.parametrize("use", USES)
def test_it_finds_nothing_where_there_is_nothing(
    use: str, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepared, given = USES[use]
    changed = {
        name: value + 1000 if isinstance(value, int) else value
        for name, value in given(scene).items()
    } | {name: "another" for name in ("state", "issuer") if name in given(scene)}

    with transaction.atomic():
        assert check(monkeypatch, prepared, changed) == []


def test_another_day_and_another_source_answer_otherwise(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = attempt_of(scene)
    close("platform:12345")

    (today,) = check(monkeypatch, admission._UNLOCKED, given)
    (long_ago,) = check(monkeypatch, admission._UNLOCKED, {**given, "day": dt.date(2001, 1, 1)})
    (closed,) = check(monkeypatch, admission._UNLOCKED, {**given, "source": "platform:12345"})

    assert (today.entitled, today.closed) == (True, False)
    assert (long_ago.entitled, long_ago.closed) == (False, False)
    assert (closed.entitled, closed.closed) == (True, True)


def test_what_may_be_missing_is_none(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    ResourceLink.objects.update(context=None)
    ScormPackage.objects.all().delete()

    (link,) = check(monkeypatch, *_with_values("the activity", scene))
    (attempt,) = check(monkeypatch, admission._UNLOCKED, attempt_of(scene))
    states = check(monkeypatch, *_with_values("the SCOs", scene))

    assert link.context is None
    assert attempt.package_stored_at is None
    assert {state.sco: state.score for state in states} == {
        "scored": Decimal("0.125"),
        "unscored": None,
    }


def _with_values(use: str, scene: Scene) -> tuple[Prepared[Any], dict[str, Any]]:
    prepared, given = USES[use]
    return prepared, given(scene)
