"""Olga tries an edition out as a learner: it counts for nobody, and ends with her sign-in."""

import re
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from academies.models import Academy, AuditEntry, Learner, StaffUser
from academies.permissions import academies_in_reach
from academies.staff.sessions import end_sessions
from courses import players
from courses.models import Attempt, Closure, Edition, Entitlement, ImportJob
from courses.services import previews
from courses.services.attempts import open_attempt
from courses.services.editions import learners_by_edition, release, withdraw
from courses.services.imports import run_import
from courses.signals import outcome_recorded
from tests import cast
from tests.academies.staff import Role, ada, aud, make_staff, olga, oscar, signed_in
from tests.courses.packages import job_with, package, package_2004
from tests.launching import hand_over
from tests.scorm.playing import LearnersBrowser

pytestmark = pytest.mark.django_db
PLAYER = "/scorm/player/"


@pytest.fixture
def draft() -> Edition:
    return imported(package())


def imported(content: bytes, **values: Any) -> Edition:
    job = job_with(content, **values)
    run_import(job)
    assert job.edition is not None
    return job.edition


def ticket_of(client: Client, edition: Edition) -> str:
    """What the hand-over page posts, by itself, to the player."""
    answer = client.post(reverse("admin:courses_edition_preview", args=[edition.pk]))
    assert answer.status_code == 200, answer
    assert "no-store" in answer.headers["Cache-Control"]
    url, fields = hand_over(answer)
    assert url in (PLAYER, "/scorm/player2004/")
    return fields["ticket"]


def opened(ticket: str) -> Any:
    """Whoever holds the ticket: no cookie of the staff is in it."""
    return Client().post(PLAYER, {"ticket": ticket})


def playing(ticket: str) -> LearnersBrowser:
    browser = LearnersBrowser(Attempt.objects.latest("pk"))
    browser.ticket = ticket
    return browser


def test_a_draft_is_played_and_nothing_of_it_is_told(draft: Edition) -> None:
    told: list[Attempt] = []
    outcome_recorded.connect(lambda attempt, **sent: told.append(attempt), weak=False)
    client = signed_in(olga())
    page = client.get(reverse("admin:courses_edition_change", args=[draft.pk])).content.decode()
    assert "Preview as a learner" in page
    assert 'target="_blank"' in page

    ticket = ticket_of(client, draft)
    player = opened(ticket).content.decode()
    assert "Preview: nothing is recorded for a grade." in player
    browser = playing(ticket)
    browser.open("i1")
    browser.commit(finish=True, core__lesson_status="completed", core__score__raw="90")
    found = re.search(r'data-src="[^"]*//[^/"]*([^"]*)"', player)
    assert found
    shim = Client().get(found[1], headers={"host": settings.CONTENT_HOST})
    assert shim.status_code == 200

    attempt = Attempt.objects.get()
    assert (attempt.kind, attempt.edition) == (Attempt.Kind.PREVIEW, draft)
    assert told == []
    entry = AuditEntry.objects.get(action="edition.previewed")
    assert (entry.actor_name, entry.academy) == ("olga", None)


def test_it_is_in_no_list_and_no_count(draft: Edition, northvale: Academy) -> None:
    client = signed_in(olga())
    ticket_of(client, draft)
    assert list(Academy.objects.all()) == [northvale]
    assert list(academies_in_reach(StaffUser.objects.get())) == [northvale]
    assert [row.under_way for row in learners_by_edition(draft)] == [0]
    assert "Learners: 0. Attempts begun: 0" in client.get(reverse("admin:index")).content.decode()
    for place in ("courses_attempt", "courses_entitlement", "academies_learner"):
        page = client.get(reverse(f"admin:{place}_changelist")).content.decode()
        assert "Previews of this service" not in page, place
    course = draft.module.course_id
    page = client.get(reverse("admin:courses_course_change", args=[course])).content.decode()
    assert "Previews of this service" not in page
    learner = Learner.objects.get()
    for name, pk in (("academies_learner", learner.pk), ("academies_academy", learner.academy_id)):
        assert client.get(reverse(f"admin:{name}_change", args=[pk])).status_code == 302


def test_no_academy_sees_it(draft: Edition, northvale: Academy) -> None:
    ticket_of(signed_in(olga()), draft)
    hers = signed_in(ada(northvale))
    page = hers.get(reverse("admin:courses_attempt_changelist")).content.decode()
    assert "/change/" not in page
    edition = reverse("admin:courses_edition_change", args=[draft.pk])
    assert hers.get(edition).status_code == 302, "the course is not open to Northvale"
    cast.make_entitlement(northvale, draft.module)
    page = hers.get(edition).content.decode()
    assert "Preview as a learner" not in page
    assert "Who learns on which edition" not in page


@pytest.mark.parametrize("user", ["ada", "aud", "oscar"])
def test_only_an_owner_previews(user: str, draft: Edition, northvale: Academy) -> None:
    cast.make_entitlement(northvale, draft.module)
    who = {"ada": lambda: ada(northvale), "aud": aud, "oscar": oscar}[user]()
    client = signed_in(who)
    url = reverse("admin:courses_edition_preview", args=[draft.pk])
    assert client.post(url).status_code == 403
    assert client.get(url).status_code == 405
    assert Client().post(url).status_code == 302, "to the sign-in page"
    assert not Attempt.objects.exists()


def test_the_way_in_needs_the_token_against_forged_requests(draft: Edition) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(olga())
    url = reverse("admin:courses_edition_preview", args=[draft.pk])
    assert client.post(url).status_code == 403


def sign_out(client: Client, user: StaffUser) -> None:
    client.logout()


def end_by_the_list(client: Client, user: StaffUser) -> None:
    key = client.session.session_key
    UserSession.objects.create(user=user, session_key=key, ip="127.0.0.1")
    assert end_sessions(user) == 1


def demote(client: Client, user: StaffUser) -> None:
    user.role = Role.AUDITOR
    user.save()


def leave_the_service(client: Client, user: StaffUser) -> None:
    user.is_active = False
    user.save()


def run_out(client: Client, user: StaffUser) -> None:
    Closure.objects.update(open_until=timezone.now())


@pytest.mark.parametrize("over", [sign_out, end_by_the_list, demote, leave_the_service, run_out])
def test_it_ends_with_the_session_and_the_right(over: Any, draft: Edition) -> None:
    user = olga()
    client = signed_in(user)
    ticket = ticket_of(client, draft)
    player = opened(ticket).content.decode()
    browser = playing(ticket)
    browser.open("i1")
    file = re.search(r'data-src="[^"]*//[^/"]*([^"]*)"', player)
    assert file

    over(client, user)

    refused = opened(ticket)
    assert refused.status_code == 403
    assert "ended with your sign-in" in refused.content.decode()
    assert browser.post("/scorm/sco/", {"sco": "i1", "commits": []}).status_code == 403
    assert browser.post("/scorm/commit/", browser.message()).status_code == 403
    shim = Client().get(file[1], headers={"host": settings.CONTENT_HOST})
    assert shim.status_code == 403


def test_it_lasts_as_long_as_the_session_is_used(draft: Edition, settings: Settings) -> None:
    client = signed_in(olga())
    ticket_of(client, draft)
    first = Closure.objects.get().open_until
    session = client.session
    session["staff_seen"] -= 120
    session.save()
    Closure.objects.update(open_until=timezone.now() + settings.STAFF_SESSION_IDLE / 2)

    client.get("/admin/")

    put_off = Closure.objects.get().open_until
    assert first is not None
    assert put_off is not None
    assert put_off >= first
    assert previews.forget_ended() == 0
    Closure.objects.update(open_until=timezone.now() - previews.KEPT * 2)
    assert previews.forget_ended() == 1


def test_another_sign_in_of_the_same_person_goes_on(draft: Edition) -> None:
    user = olga()
    first, second = signed_in(user), signed_in(user)
    ended, kept = ticket_of(first, draft), ticket_of(second, draft)
    first.logout()
    assert (opened(ended).status_code, opened(kept).status_code) == (403, 200)
    again = ticket_of(signed_in(user), draft)
    assert opened(again).status_code == 200
    assert Attempt.objects.count() == 1, "the preview that was begun is gone on with"


def test_two_owners_have_two_previews(draft: Edition) -> None:
    ticket_of(signed_in(olga()), draft)
    ticket_of(signed_in(make_staff("otto", Role.OWNER)), draft)
    assert Attempt.objects.count() == 2
    assert Entitlement.objects.count() == 1
    assert Academy.with_provider.filter(is_provider=True).count() == 1


def test_a_withdrawn_edition_is_looked_at_and_started_again_on_itself(draft: Edition) -> None:
    release(draft)
    withdraw(draft)
    imported(package(b"<p>Newer."), module=draft.module, release=True)
    ticket = ticket_of(signed_in(olga()), draft)
    assert opened(ticket).status_code == 200
    again = Client().post(PLAYER, {"ticket": ticket, "again": "1"})
    assert again.status_code == 200
    assert set(Attempt.objects.values_list("edition", "number")) == {(draft.pk, 1), (draft.pk, 2)}


def test_scorm_2004_and_what_has_no_player(draft: Edition, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(olga())
    ticket = ticket_of(client, imported(package_2004()))
    assert Client().post("/scorm/player2004/", {"ticket": ticket}).status_code == 200
    monkeypatch.delitem(players._PLAYERS, Edition.Standard.SCORM_12)
    url = reverse("admin:courses_edition_preview", args=[draft.pk])
    assert "cannot be opened" in client.post(url, follow=True).content.decode()


def test_learners_finish_on_the_edition_they_began_and_the_report_says_so(
    northvale: Academy,
) -> None:
    first = imported(package(), release=True)
    cast.make_entitlement(northvale, first.module)
    offering = cast.make_offering(northvale, first.module)
    lena, leo = (Learner.objects.create(academy=northvale) for _ in range(2))
    begun = open_attempt(lena, offering)

    second = imported(package(b"<p>Mended."), module=first.module)
    assert open_attempt(leo, offering).edition == first, "a draft is open to nobody"
    Attempt.objects.filter(learner=leo).delete()
    client = signed_in(olga())
    job = ImportJob.objects.get(edition=second)
    report = reverse("admin:courses_importjob_change", args=[job.pk])
    page = " ".join(client.get(report).content.decode().split())
    assert "Edition 1 (Released): 1 under way, 0 completed." in page
    assert "Preview as a learner" in page
    release(second)

    assert open_attempt(lena, offering) == begun
    assert open_attempt(lena, offering).edition == first
    assert open_attempt(leo, offering).edition == second
    page = client.get(reverse("admin:courses_edition_change", args=[second.pk])).content.decode()
    assert "Edition 2 (this one): 1 under way, 0 completed." in page
    assert "finishes on it" in page
