"""The decision on an application: by the owner, or by the approver of that country."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from academies.models import Academy, Agreement, AgreementText, Application, AuditEntry, StaffUser
from academies.refusals import ActRefused
from academies.services import applications, invitations
from tests import cast
from tests.academies.staff import Role, ada, aud, make_staff, olga, oscar, signed_in
from tests.academies.vetting import NEXT_YEAR, TODAY, answers, applied, nora, path_of, publish_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(db: None) -> StaffUser:
    return olga()


@pytest.fixture
def application(owner: StaffUser) -> Application:
    return applied(owner, publish_text())


def approve(actor: StaffUser, application: Application) -> Academy:
    return applications.approve(actor, application, starts_on=TODAY, expires_on=NEXT_YEAR)


def test_olga_lets_southmere_in(owner: StaffUser, application: Application) -> None:
    academy = approve(owner, application)
    assert academy.slug == "southmere-police-college"
    academy.refresh_from_db()
    assert academy.may_enter(TODAY)
    assert not academy.may_enter(NEXT_YEAR + dt.timedelta(days=1))
    assert academy.agreement_version == "2026-1"
    agreement = Agreement.objects.get()
    assert (agreement.accepted_by, agreement.approved_by) == ("Anton Sarr", owner)
    entry = AuditEntry.objects.get(action="academy.agreed")
    assert entry.actor == owner
    assert entry.before["status"] == "applied"
    assert entry.after["status"] == "approved"
    assert entry.after["agreement_expires_on"] == NEXT_YEAR.isoformat()


def test_nora_decides_for_her_country_only(application: Application) -> None:
    abroad = make_staff("nils", Role.NATIONAL_APPROVER, country="XN")
    with pytest.raises(PermissionDenied):
        approve(abroad, application)
    with pytest.raises(PermissionDenied):
        applications.refuse(abroad, application, "not mine")
    application.refresh_from_db()
    assert application.state == Application.State.WAITING
    assert approve(nora(), application).country == "XS"


@pytest.mark.parametrize("who", ["aud", "oscar", "dpo", "ada", "gone"])
def test_nobody_else_decides(application: Application, who: str) -> None:
    makers: dict[str, Callable[[], StaffUser]] = {
        "aud": aud,
        "oscar": oscar,
        "dpo": lambda: make_staff("d", Role.DATA_PROTECTION_OFFICER),
        "ada": lambda: ada(cast.make_academy("northvale")),
        "gone": lambda: make_staff("gone", Role.OWNER, is_active=False),
    }
    actor = makers[who]()
    with pytest.raises(PermissionDenied):
        approve(actor, application)
    assert not Agreement.objects.exists()


def test_a_refusal_keeps_its_reason(owner: StaffUser, application: Application) -> None:
    applications.refuse(owner, application, "Not a law enforcement agency.")
    application.refresh_from_db()
    assert application.state == Application.State.REFUSED
    assert not Academy.objects.exists()
    entry = AuditEntry.objects.get(action="application.refused")
    assert entry.reason == "Not a law enforcement agency."
    with pytest.raises(ActRefused):
        approve(owner, application)


def test_it_is_decided_once(owner: StaffUser, application: Application) -> None:
    approve(owner, application)
    with pytest.raises(ActRefused):
        approve(owner, application)
    assert Agreement.objects.count() == 1


def test_when_the_days_do_not_fit_nothing_is_stored(
    owner: StaffUser, application: Application
) -> None:
    yesterday = TODAY - dt.timedelta(days=1)
    with pytest.raises(ActRefused):
        applications.approve(owner, application, starts_on=TODAY, expires_on=yesterday)
    application.refresh_from_db()
    assert application.state == Application.State.WAITING
    assert not Academy.objects.exists()
    assert not AuditEntry.objects.filter(action__startswith="academy.").exists()


def renewal(owner: StaffUser, academy: Academy, text: AgreementText) -> Application:
    link = invitations.invite(owner, "", academy=academy)[1]
    Client().post(path_of(link), answers(text))
    return Application.objects.latest("pk")


def test_an_expired_academy_agrees_anew_and_keeps_its_history(
    owner: StaffUser, application: Application
) -> None:
    academy = approve(owner, application)
    Academy.objects.update(agreement_expires_on=TODAY - dt.timedelta(days=1))
    again = renewal(owner, academy, publish_text("2027-1"))
    assert approve(owner, again) == academy
    academy.refresh_from_db()
    assert academy.may_enter(TODAY)
    assert academy.agreement_version == "2027-1"
    assert {row.text.version for row in academy.agreements.all()} == {"2026-1", "2027-1"}


def test_a_new_agreement_does_not_lift_a_suspension(
    owner: StaffUser, application: Application
) -> None:
    academy = approve(owner, application)
    Academy.objects.update(status=Academy.Status.SUSPENDED, status_reason="Under inquiry.")
    approve(owner, renewal(owner, academy, application.text))
    academy.refresh_from_db()
    assert academy.status == Academy.Status.SUSPENDED
    assert academy.status_reason == "Under inquiry."


def test_two_academies_of_one_name(owner: StaffUser, application: Application) -> None:
    first = approve(owner, application)
    second = approve(owner, applied(owner, application.text))
    assert first.slug != second.slug


def test_a_name_without_latin_letters(owner: StaffUser) -> None:
    application = applied(owner, publish_text(), organisation="أكاديمية مُختلَقة")
    assert approve(owner, application).slug == f"academy-{application.pk}"


def test_the_buttons_decide(owner: StaffUser, application: Application) -> None:
    client = signed_in(nora())
    change = reverse("admin:academies_application_change", args=[application.pk])
    page = client.get(change).content.decode()
    assert "Approve the application" in page
    days = {"starts_on": TODAY.isoformat(), "expires_on": NEXT_YEAR.isoformat()}
    answer = client.post(f"{change.removesuffix('change/')}approve/", days)
    assert answer.status_code == 302
    application.refresh_from_db()
    assert application.state == Application.State.APPROVED
    assert "Approve the application" not in client.get(change).content.decode()


def test_the_buttons_are_not_for_everybody(application: Application) -> None:
    change = reverse("admin:academies_application_change", args=[application.pk])
    client = signed_in(aud())
    assert "Approve the application" not in client.get(change).content.decode()
    for act in ("approve", "refuse"):
        url = f"{change.removesuffix('change/')}{act}/"
        assert client.post(url, {"reason": "x"}).status_code == 403
    application.refresh_from_db()
    assert application.state == Application.State.WAITING
