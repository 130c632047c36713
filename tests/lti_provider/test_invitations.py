"""An invitation is one secret address: good once, until a day, known to its holder only."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from academies.models import Academy
from lti_provider.models import Platform, RegistrationInvitation
from lti_provider.services import invitations
from lti_provider.services.registration_refusals import RegistrationRefused
from tests import cast
from tests.launching import tool_url

WEEK = dt.timedelta(days=7)


def token_of(url: str) -> str:
    return url.rstrip("/").rpartition("/")[2]


@pytest.mark.django_db
def test_the_database_has_the_hash_only(northvale: Academy) -> None:
    invited = invitations.invite(northvale, None, WEEK)

    token = token_of(invited.url)
    assert invited.url == tool_url(f"/lti/register/{token}/")
    assert len(token) >= 43  # 256 bits
    row = str(RegistrationInvitation.objects.values().get())
    assert token not in row
    assert token not in repr(invited)


@pytest.mark.django_db
def test_it_is_found_by_its_token_until_its_day(northvale: Academy) -> None:
    invited = invitations.invite(northvale, None, WEEK)
    token = token_of(invited.url)
    assert invitations.find_open(token) == invited.invitation

    RegistrationInvitation.objects.update(expires_at=timezone.now())
    with pytest.raises(RegistrationRefused, match="invitation_expired"):
        invitations.find_open(token)


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["", "x", "%00", "x" * 5000, "ü"])
def test_an_invented_token_finds_nothing(northvale: Academy, token: str) -> None:
    invitations.invite(northvale, None, WEEK)
    with pytest.raises(RegistrationRefused, match="invitation_unknown"):
        invitations.find_open(token)


@pytest.mark.django_db
@pytest.mark.parametrize("status", [Academy.Status.SUSPENDED, Academy.Status.REVOKED])
def test_a_closed_academy_cannot_use_it(northvale: Academy, status: str) -> None:
    token = token_of(invitations.invite(northvale, None, WEEK).url)
    Academy.objects.update(status=status)
    with pytest.raises(RegistrationRefused, match="academy_closed"):
        invitations.find_open(token)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins(northvale: Academy) -> None:
    invitation = invitations.invite(northvale, None, WEEK).invitation

    def use(client_id: str) -> str:
        try:
            with transaction.atomic():
                platform = cast.make_platform(northvale, client_id=client_id)
                invitations.spend(invitation, platform)
        except RegistrationRefused as refused:
            return refused.code
        finally:
            connection.close()
        return "connected"

    with ThreadPoolExecutor(2) as pool:
        ended = sorted(pool.map(use, ["one", "two"]))

    assert ended == ["connected", "invitation_used"]
    assert Platform.objects.count() == 1
