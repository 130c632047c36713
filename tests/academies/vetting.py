"""Olga, Nora and the others who decide, and what an organisation writes. All invented."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone

from academies.models import Academy, AgreementText, Application, StaffUser
from academies.services import invitations
from tests.academies.staff import Role, make_staff

TODAY = dt.datetime.now(dt.UTC).date()
NEXT_YEAR = TODAY + dt.timedelta(days=365)


def nora(country: str = "XS") -> StaffUser:
    """The national approver of Southmere's country."""
    return make_staff("nora", Role.NATIONAL_APPROVER, country=country)


def dora(academy: Academy | None = None) -> StaffUser:
    """A data protection officer."""
    return make_staff("dora", Role.DATA_PROTECTION_OFFICER, academy)


def publish_text(version: str = "2026-1", language: str = "en", **values: Any) -> AgreementText:
    return AgreementText.objects.create(
        version=version,
        language=language,
        **{
            "title": f"Invented agreement ({language})",
            "body": "Invented.\n\nAll of it.",
            "published_at": timezone.now(),
            **values,
        },
    )


def answers(text: AgreementText, /, **changes: str) -> dict[str, str]:
    """The form, filled in by Southmere."""
    return {
        "organisation": "Southmere Police College",
        "country": "XS",
        "contact_name": "Anton Sarr",
        "contact_email": "anton@southmere.example",
        "purpose": "First responders, about 200 a year.",
        "accepts": "on",
        "text": str(text.pk),
        **changes,
    }


def path_of(link: str) -> str:
    return link.removeprefix(settings.TOOL_ORIGIN)


def applied(olga: StaffUser, text: AgreementText, /, **changes: str) -> Application:
    """Southmere is invited by Olga and has applied over the form."""
    _invitation, link = invitations.invite(olga, "Southmere Police College")
    answer = Client().post(path_of(link), answers(text, **changes))
    assert answer.status_code == 200, answer.content.decode()
    return Application.objects.latest("pk")
