"""The sessions of a member of staff: which there are, and how to end them."""

import datetime as dt
import ipaddress
import re
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.utils.translation import gettext as _

from academies import audit
from academies.models import StaffUser

# In this order: Edge and Chrome call themselves Safari too, and Chrome is in Edge's name.
_BROWSERS = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrom", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows")),
    *(("Mac OS X", "macOS"), ("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


@dataclass(frozen=True, slots=True)
class ShownSession:
    """A session as its owner sees it."""

    pk: int
    device: str
    began: dt.datetime
    seen: dt.datetime
    address: str
    is_current: bool


def list_sessions(user: StaffUser, current_key: str | None) -> list[ShownSession]:
    """The sessions that are alive, this one first, then the newest."""
    rows = UserSession.objects.purge_and_list(user)
    shown = [
        ShownSession(
            pk=row.pk,
            device=device(row.user_agent),
            began=row.created_at,
            seen=row.last_seen_at,
            address=rounded(row.ip),
            is_current=row.session_key == current_key,
        )
        for row in rows
    ]
    return sorted(shown, key=lambda row: (not row.is_current, -row.began.timestamp()))


def end_session(user: StaffUser, pk: int) -> int:
    """End one of the person's sessions; somebody else's is not found. How many ended."""
    return _end(list(UserSession.objects.filter(user=user, pk=pk)))


def end_sessions(user: StaffUser, *, but: str | None = None) -> int:
    """End all sessions of the person, except the one with the key `but`. How many ended."""
    return _end(list(UserSession.objects.filter(user=user).exclude(session_key=but)))


def remove_second_factor(by: StaffUser | None, person: StaffUser) -> None:
    """Take every second factor of the person away, and end their sessions.

    by: who does it; None: an operator, at the command line.
    """
    with transaction.atomic():
        Authenticator.objects.filter(user=person).delete()
        end_sessions(person)
        audit.record(by, "staffuser.second_factor_removed", person, academy=person.academy)


def device(user_agent: str) -> str:
    """Browser and system in words; user agents are what browsers say they are."""
    browser = _first(_BROWSERS, user_agent) or _("A browser")
    system = _first(_SYSTEMS, user_agent)
    if not system:
        return browser
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}


def rounded(address: str) -> str:
    """The network of an address: enough to tell the office from elsewhere."""
    try:
        version = ipaddress.ip_address(address).version
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{address}/{24 if version == 4 else 48}", strict=False))


def _first(marks: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for mark, name in marks if re.search(mark, text)), "")


def _end(rows: list[UserSession]) -> int:
    for row in rows:
        row.end()
    return len(rows)
