"""A prepared UPDATE and a prepared INSERT leave behind what Django's own would."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.models import (
    CharField,
)
from django.db.models.signals import post_save

from courses.prepared import Given, PreparedInsert, PreparedUpdate
from lti_provider.models import LaunchSession, LaunchState
from lti_provider.services import launching, logins
from scorm.models import ScoState
from tests.courses.preparing import NOW, Scene, scene

__all__ = ["scene"]


def test_an_update_changes_the_rows_that_django_would_change(scene: Scene) -> None:
    good = {"state": "state-1", "binding_hash": "hash-1", "now": NOW}
    late = NOW + dt.timedelta(seconds=600)

    assert logins._SPEND.update(**{**good, "binding_hash": "another"}) == 0
    assert logins._SPEND.update(**{**good, "state": "another"}) == 0
    assert logins._SPEND.update(**{**good, "now": late}) == 0
    assert LaunchState.objects.get().used_at is None
    assert logins._SPEND.update(**good) == 1
    assert LaunchState.objects.get().used_at == NOW
    assert logins._SPEND.update(**good) == 0


def test_an_update_with_a_fixed_value_leaves_the_other_rows_alone(scene: Scene) -> None:
    reset = PreparedUpdate(
        lambda: ScoState.objects.filter(sco=Given("sco", CharField())),
        score=None,
        cmi={},
        finished=False,
    )

    assert reset.update(sco="scored") == 1

    stored = list(ScoState.objects.order_by("sco").values_list("sco", "score", "cmi", "finished"))
    assert stored == [("scored", None, {}, False), ("unscored", None, {}, True)]


def test_a_new_row_is_stored_as_save_stores_it(scene: Scene) -> None:
    def row(token: str) -> LaunchSession:
        return LaunchSession(
            token_hash=token,
            platform_user=scene.user,
            deployment=scene.link.deployment,
            resource_link=scene.link,
            attempt=None,
            deep_linking={"accept": ["é", None], "multiple": True},
            is_trainer=True,
            message_type="LtiResourceLinkRequest",
            locale="fr",
            created_at=NOW,
            expires_at=NOW + dt.timedelta(hours=1),
        )

    saved, inserted = row("saved"), row("inserted")
    saved.save(force_insert=True)
    assert launching._SESSION.insert(inserted) is inserted

    assert inserted.pk == saved.pk + 1
    stored = {r.token_hash: vars(r) for r in LaunchSession.objects.all()}
    own = ("_state", "id", "token_hash")
    for name in set(stored["saved"]) - set(own):
        assert stored["inserted"][name] == stored["saved"][name], name
    inserted.locale = "ar"
    inserted.save()
    assert LaunchSession.objects.get(pk=inserted.pk).locale == "ar"


def test_a_row_that_breaks_a_constraint_is_no_row(scene: Scene) -> None:
    again = LaunchState(
        state="state-1", nonce="n", binding_hash="h", platform=scene.platform, expires_at=NOW
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        logins._NEW.insert(again)

    assert again._state.adding
    assert LaunchState.objects.count() == 1


def test_whoever_listens_for_new_rows_hears_of_them(scene: Scene) -> None:
    heard: list[bool] = []

    def listen(created: bool, **_: Any) -> None:
        heard.append(created)

    new = LaunchState(
        state="state-2", nonce="n", binding_hash="h", platform=scene.platform, expires_at=NOW
    )
    post_save.connect(listen, sender=LaunchState)
    try:
        PreparedInsert(LaunchState).insert(new)
    finally:
        post_save.disconnect(listen, sender=LaunchState)

    assert heard == [True]
    assert new.pk is not None
