"""Lena's activity with all its rows, and what Django itself finds in them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Model, QuerySet
from django.utils import timezone

from academies.models import Academy
from courses.models import Attempt
from courses.prepared import Given, Prepared
from lti_provider.models import LaunchState, Platform, PlatformUser, ResourceLink
from scorm.models import ScormPackage, ScoState
from tests import cast

NOW = dt.datetime(2026, 3, 1, 12, 30, 15, 250_000, tzinfo=dt.UTC)


@dataclass
class Scene:
    """Lena in front of her activity, with a row for everything that a launch reads."""

    academy: Academy
    platform: Platform
    user: PlatformUser
    link: ResourceLink
    attempt: Attempt
    state: LaunchState


@pytest.fixture
def scene(resource_link: ResourceLink, lena_at_platform: PlatformUser, attempt: Attempt) -> Scene:
    platform = lena_at_platform.platform
    resource_link.context = cast.make_context(resource_link.deployment)
    resource_link.save()
    Platform.objects.update(jwks={"keys": [{"kid": "é", "n": "1"}]}, frame_origins=["https://é"])
    ScormPackage.objects.create(
        content_digest=attempt.edition.content_digest,
        standard="scorm12",
        manifest={},
        file_count=1,
        total_bytes=1,
    )
    _sco(attempt, "scored", score=Decimal("0.125000"), cmi={"cmi.comments": "ça va"})
    _sco(attempt, "unscored")
    return Scene(
        resource_link.offering.academy,
        platform,
        lena_at_platform,
        resource_link,
        attempt,
        _state(platform),
    )


def _sco(attempt: Attempt, name: str, **values: Any) -> ScoState:
    return ScoState.objects.create(attempt=attempt, sco=name, **{"updated_at": NOW, **values})


def _state(platform: Platform) -> LaunchState:
    return LaunchState.objects.create(
        state="state-1",
        nonce="nonce-1",
        binding_hash="hash-1",
        platform=platform,
        expires_at=NOW + dt.timedelta(seconds=600),
    )


def attempt_of(scene: Scene) -> dict[str, Any]:
    return {"pk": scene.attempt.pk, "source": scene.platform.source, "day": timezone.now().date()}


def everything(row: Any) -> Any:
    """All that an object holds: values with their types, annotations, what is loaded with it."""
    if not isinstance(row, Model):
        return row
    values = {name: (type(v), v) for name, v in vars(row).items() if name != "_state"}
    loaded = {name: everything(of) for name, of in row._state.fields_cache.items()}
    unloaded = row.get_deferred_fields()
    return type(row), values, loaded, unloaded, row._state.adding, row._state.db


def plain(
    monkeypatch: pytest.MonkeyPatch, build: Callable[[], QuerySet[Any]], given: dict[str, Any]
) -> list[Any]:
    """The same queryset asked by Django itself, with the values in their places."""

    def as_sql(self: Given, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        return "%s", [self.value_in(given, connection)]

    with monkeypatch.context() as patched:
        patched.setattr(Given, "as_sql", as_sql)
        return list(build())


def check(
    monkeypatch: pytest.MonkeyPatch, prepared: Prepared[Any], given: dict[str, Any]
) -> list[Any]:
    """What `prepared` finds, the first time and again, once it is known to be what Django finds."""
    expected = plain(monkeypatch, prepared._build, given)
    for _ in range(2):
        found = prepared.all(**given)
        assert [everything(row) for row in found] == [everything(row) for row in expected]
    return found
