"""Suspend, reinstate, revoke: with a reason, by who may, and in the audit log."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from academies.models import Academy, AuditEntry
from academies.refusals import ActRefused
from academies.services import standing
from tests import cast
from tests.academies.staff import ada, aud, olga, oscar, signed_in
from tests.academies.vetting import TODAY, dora, nora

pytestmark = pytest.mark.django_db


def test_olga_suspends_reinstates_and_revokes(northvale: Academy) -> None:
    owner = olga()
    standing.suspend(owner, northvale, "Under inquiry.")
    northvale.refresh_from_db()
    assert (northvale.status, northvale.status_reason) == ("suspended", "Under inquiry.")
    assert not northvale.may_enter(TODAY)
    standing.reinstate(owner, northvale, "Cleared.")
    northvale.refresh_from_db()
    assert northvale.may_enter(TODAY)
    assert northvale.status_reason == ""
    standing.revoke(owner, northvale, "Closed down.")
    northvale.refresh_from_db()
    assert not northvale.may_enter(TODAY)

    told = AuditEntry.objects.order_by("pk").values_list(
        "action", "before__status", "after__status", "reason", "actor_name"
    )
    assert list(told) == [
        ("academy.suspended", "approved", "suspended", "Under inquiry.", "olga"),
        ("academy.reinstated", "suspended", "approved", "Cleared.", "olga"),
        ("academy.revoked", "approved", "revoked", "Closed down.", "olga"),
    ]


@pytest.mark.parametrize(
    ("status", "act"),
    [
        ("suspended", standing.suspend),
        ("approved", standing.reinstate),
        ("revoked", standing.reinstate),
        ("revoked", standing.suspend),
        ("applied", standing.revoke),
    ],
)
def test_an_act_that_does_not_fit_changes_nothing(
    northvale: Academy, status: str, act: object
) -> None:
    Academy.objects.update(status=status)
    with pytest.raises(ActRefused):
        act(olga(), northvale, "why")  # type: ignore[operator]
    northvale.refresh_from_db()
    assert northvale.status == status
    assert not AuditEntry.objects.exists()


def test_only_an_owner_and_the_approver_of_the_country(northvale: Academy) -> None:
    southmere = cast.make_academy("southmere")
    approver = nora("XS")
    for actor in (approver, ada(northvale), aud(), dora(), oscar()):
        with pytest.raises(PermissionDenied):
            standing.revoke(actor, northvale, "why")
    standing.revoke(approver, southmere, "why")
    northvale.refresh_from_db()
    assert northvale.status == Academy.Status.APPROVED


def test_the_page_offers_what_fits_and_asks_for_a_reason(northvale: Academy) -> None:
    client = signed_in(olga())
    change = reverse("admin:academies_academy_change", args=[northvale.pk])
    suspend = change.removesuffix("change/") + "suspend/"
    page = client.get(change).content.decode()
    assert suspend in page
    assert "/reinstate/" not in page
    assert "This field is required." in client.post(suspend, {"reason": " "}).content.decode()
    assert client.post(suspend, {"reason": "Under inquiry."}).status_code == 302
    page = client.get(change).content.decode()
    assert "/reinstate/" in page
    assert suspend not in page
    assert client.get(suspend).status_code == 403, "it is suspended already"


@pytest.mark.parametrize("act", ["suspend", "revoke", "agree"])
def test_ada_has_no_such_button(northvale: Academy, act: str) -> None:
    client = signed_in(ada(northvale))
    change = reverse("admin:academies_academy_change", args=[northvale.pk])
    url = f"{change.removesuffix('change/')}{act}/"
    assert url not in client.get(change).content.decode()
    assert client.post(url, {"reason": "mine"}).status_code == 403
    northvale.refresh_from_db()
    assert northvale.status == Academy.Status.APPROVED
