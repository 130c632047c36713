"""Warnings before an agreement ends: 30, 7 and 1 day, each once, to who has to know."""

import datetime as dt
from smtplib import SMTPException

import pytest
from django.core import mail

from academies.models import Academy, AgreementWarning, AuditEntry
from academies.services import expiry_warnings
from academies.tasks import warn_of_expiry
from tests import cast
from tests.academies.staff import Role, ada, anton, make_staff, olga, signed_in
from tests.academies.vetting import TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def ending(northvale: Academy) -> Academy:
    """Northvale's agreement ends in 40 days; Ada, Anton and Olga can be written to."""
    northvale.agreement_expires_on = TODAY + dt.timedelta(days=40)
    northvale.save()
    for user in (ada(northvale), anton(cast.make_academy("southmere")), olga()):
        user.email = f"{user.username}@example.org"
        user.save()
    return northvale


def send_in(days: int) -> int:
    return expiry_warnings.send_due(TODAY + dt.timedelta(days=days))


def test_each_warning_goes_out_once(ending: Academy) -> None:
    sent = {day: send_in(day) for day in range(42)}
    assert {day for day, count in sent.items() if count} == {10, 33, 39}
    assert [row.days for row in AgreementWarning.objects.order_by("pk")] == [30, 7, 1]
    assert send_in(39) == 0


def test_it_goes_to_the_academy_s_administrators_and_the_owner(ending: Academy) -> None:
    make_staff("retired", Role.OWNER, email="retired@example.org", is_active=False)
    send_in(10)
    assert sorted(address for letter in mail.outbox for address in letter.to) == [
        "ada@example.org",
        "olga@example.org",
    ]
    day = ending.agreement_expires_on
    assert day is not None
    assert mail.outbox[0].subject == (
        f"The agreement of Northvale Police Academy ends on {day.isoformat()}"
    )
    entry = AuditEntry.objects.get(action="agreement.warned")
    assert entry.after == {"days": 30, "expires_on": day.isoformat(), "sent_to": 2}


def test_a_clock_that_stood_still_sends_the_nearest_warning_only(ending: Academy) -> None:
    assert send_in(36) == 1
    assert [row.days for row in AgreementWarning.objects.all()] == [7]


@pytest.mark.parametrize("status", ["suspended", "revoked", "applied"])
def test_who_is_not_in_is_not_warned(ending: Academy, status: str) -> None:
    Academy.objects.update(status=status)
    assert send_in(39) == 0
    assert mail.outbox == []


def test_a_new_agreement_is_warned_of_anew(ending: Academy) -> None:
    send_in(39)
    Academy.objects.filter(pk=ending.pk).update(agreement_expires_on=TODAY + dt.timedelta(days=400))
    assert send_in(399) == 1


def test_without_an_address_it_stays_due(ending: Academy) -> None:
    for user in ending.staff.model.objects.all():
        user.email = ""
        user.save()
    assert send_in(39) == 0
    assert not AgreementWarning.objects.exists()


def test_what_the_mail_server_refuses_is_sent_the_next_time(
    ending: Academy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object) -> int:
        raise SMTPException("busy")

    with monkeypatch.context() as patch:
        patch.setattr("academies.services.expiry_warnings.send_mail", away)
        assert send_in(39) == 0
    assert not AgreementWarning.objects.exists()
    assert send_in(39) == 1


def test_a_name_with_a_line_break_cannot_add_a_header(ending: Academy) -> None:
    Academy.objects.update(name="North\r\nBcc: oscar@example.org")
    assert send_in(39) == 1
    assert "\n" not in mail.outbox[0].subject
    assert mail.outbox[0].recipients() == ["ada@example.org"]


def test_the_clock_s_task_sends_them(ending: Academy) -> None:
    Academy.objects.filter(pk=ending.pk).update(agreement_expires_on=TODAY + dt.timedelta(days=1))
    assert warn_of_expiry() == 1


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (30, "ends in 30 days."),
        (1, "ends in 1 day."),
        (0, "ends today."),
        (-1, "has ended: nobody of it can come in."),
    ],
)
def test_the_first_page_says_it_too(ending: Academy, days: int, said: str) -> None:
    Academy.objects.filter(pk=ending.pk).update(
        agreement_expires_on=TODAY + dt.timedelta(days=days)
    )
    for name in ("olga", "ada"):
        client = signed_in(ending.staff.model.objects.get(username=name))
        page = client.get("/admin/").content.decode()
        assert f"The agreement of Northvale Police Academy {said}" in page
    antons = signed_in(ending.staff.model.objects.get(username="anton")).get("/admin/")
    assert "The agreement of Northvale" not in antons.content.decode()
