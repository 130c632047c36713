"""Dora erases a learner: the person is gone from every room, the record stays."""

import json

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from academies.models import Academy, AuditEntry, Learner, StaffUser
from academies.refusals import ActRefused
from academies.services.erasure import erase
from courses.models import Attempt
from courses.outcomes import Completion, Success
from lti_provider.models import Passback, PlatformUser, ResourceLink, RosterMember
from scorm.models import Commit, ScoState
from tests import cast
from tests.academies.staff import ada, aud, olga, signed_in
from tests.academies.vetting import dora

pytestmark = pytest.mark.django_db


@pytest.fixture
def known(
    lena: Learner, attempt: Attempt, resource_link: ResourceLink, lena_at_platform: PlatformUser
) -> Learner:
    """Lena has completed the module; the academy kept what it could."""
    Learner.objects.filter(pk=lena.pk).update(
        display_name="Lena Lund", email="lena@northvale.example", person_sourcedid="N-4711"
    )
    Attempt.objects.update(completion=Completion.COMPLETED, success=Success.PASSED, score="0.9")
    ScoState.objects.create(
        attempt=attempt, sco="quiz", cmi={"cmi.comments": "I am Lena"}, lesson_status="passed"
    )
    Commit.objects.create(
        attempt=attempt, sco="quiz", session="s", sequence=1, delta={"cmi.comments": "I am Lena"}
    )
    Passback.objects.create(
        resource_link=resource_link,
        platform_user=lena_at_platform,
        attempt=attempt,
        score_given=90,
        score_maximum=100,
        timestamp=timezone.now(),
    )
    context = cast.make_context(resource_link.deployment)
    RosterMember.objects.create(context=context, sub=cast.LENA.sub, display_name="Lena Lund")
    RosterMember.objects.create(context=context, sub=cast.LEO.sub, display_name="Leo Lind")
    lena.refresh_from_db()
    return lena


def test_the_person_goes_and_the_record_stays(known: Learner, attempt: Attempt) -> None:
    before = known.pseudonym
    erase(dora(), known, "Asked by letter of 3 November.")
    known.refresh_from_db()
    assert (known.display_name, known.email, known.person_sourcedid) == ("", "", "")
    assert known.pseudonym != before
    assert not PlatformUser.objects.exists()
    assert not Passback.objects.exists()
    assert [row.display_name for row in RosterMember.objects.all()] == ["Leo Lind"]
    assert not Commit.objects.exists()
    state = ScoState.objects.get()
    assert (state.cmi, state.lesson_status) == ({}, "passed")
    attempt.refresh_from_db()
    assert (attempt.completion, attempt.success) == ("completed", "passed")
    assert attempt.learner == known


def test_the_log_says_that_and_not_what(known: Learner) -> None:
    erase(dora(), known, "Asked by letter.")
    entry = AuditEntry.objects.get(action="learner.erased")
    told = json.dumps([entry.before, entry.after, entry.target_name])
    assert "display_name" in told
    for personal in ("Lena", "N-4711", "northvale.example", str(known.pseudonym)):
        assert personal not in told
    assert entry.after["removed"]["lti_provider.platformuser"] == 1


def test_it_is_done_once(known: Learner) -> None:
    officer = dora()
    erase(officer, known, "Asked.")
    with pytest.raises(ActRefused):
        erase(officer, known, "Asked again.")


def test_only_the_officer_and_only_within_reach(known: Learner, northvale: Academy) -> None:
    elsewhere = dora(cast.make_academy("southmere"))
    for actor in (olga(), ada(northvale), aud(), elsewhere):
        with pytest.raises(PermissionDenied):
            erase(actor, known, "why")
    known.refresh_from_db()
    assert known.display_name == "Lena Lund"
    assert not AuditEntry.objects.exists()


def test_what_fails_in_one_room_undoes_it_in_all(
    known: Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **more: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr("academies.audit.record", broken)
    with pytest.raises(RuntimeError):
        erase(dora(), known, "Asked.")
    known.refresh_from_db()
    assert known.display_name == "Lena Lund"
    assert PlatformUser.objects.exists()
    assert Commit.objects.exists()


def test_the_button_is_the_officer_s(known: Learner) -> None:
    change = reverse("admin:academies_learner_change", args=[known.pk])
    url = change.removesuffix("change/") + "erase/"
    assert url not in signed_in(olga()).get(change).content.decode()
    assert (
        signed_in(StaffUser.objects.get(username="olga")).post(url, {"reason": "x"}).status_code
        == 403
    )
    client = signed_in(dora())
    assert url in client.get(change).content.decode()
    assert client.post(url, {"reason": "Asked."}).status_code == 302
    known.refresh_from_db()
    assert known.erased_at is not None
    assert url not in client.get(change).content.decode()
