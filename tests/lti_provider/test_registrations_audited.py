"""Every change of a registration is in the audit log, with both sides and who did it."""

import datetime as dt

import pytest
from django.urls import reverse

from academies.models import Academy, AuditEntry
from courses.models import Closure
from lti_provider.models import Platform
from lti_provider.services import approvals, invitations
from tests import cast
from tests.academies.staff import olga, signed_in

pytestmark = pytest.mark.django_db


def test_an_approval_and_a_suspension(platform: Platform) -> None:
    owner = olga()
    approvals.suspend(owner, Platform.objects.all())
    assert Closure.objects.get().source == platform.source
    approvals.approve(owner, Platform.objects.all())
    assert not Closure.objects.exists()
    told = AuditEntry.objects.order_by("pk").values_list("action", "before", "after", "actor_name")
    assert list(told) == [
        ("platform.changed", {"status": "active"}, {"status": "suspended"}, "olga"),
        ("platform.changed", {"status": "suspended"}, {"status": "active"}, "olga"),
    ]


def test_what_is_so_already_is_no_change(platform: Platform) -> None:
    approvals.approve(olga(), Platform.objects.all())
    assert not AuditEntry.objects.exists()


def test_an_invitation_to_connect_a_platform(northvale: Academy) -> None:
    invited = invitations.invite(northvale, olga(), dt.timedelta(days=1))
    entry = AuditEntry.objects.get(action="registrationinvitation.made")
    assert entry.academy == northvale
    assert invited.url.rstrip("/").split("/")[-1] not in str([entry.after, entry.target_name])


def test_the_action_of_the_list_is_noted_once(platform: Platform) -> None:
    url = reverse("admin:lti_provider_platform_changelist")
    form = {"action": "suspend_chosen", "_selected_action": platform.pk}
    assert signed_in(olga()).post(url, form).status_code == 302
    assert AuditEntry.objects.filter(action="platform.changed").count() == 1


def test_a_platform_that_is_removed_is_closed(platform: Platform) -> None:
    source = platform.source
    platform.delete()
    assert Closure.objects.get().source == source


def test_refreshing_its_keys_opens_and_closes_nothing(platform: Platform) -> None:
    second = cast.make_platform(platform.academy, "https://second.example")
    second.status = Platform.Status.SUSPENDED
    second.save(update_fields=["jwks_fetched_at"])
    assert not Closure.objects.exists(), "the status was not stored either"
