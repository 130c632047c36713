"""Lines of the first page: whose agreement ends soon or has ended, by name and days."""

import datetime as dt

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from academies.models import Academy
from academies.services.expiry_warnings import WARN_DAYS

SHOWN = 8


def agreements_that_end(academies: QuerySet[Academy], today: dt.date) -> list[tuple[str, str]]:
    """(sentence, page) of approved academies: ended, or ending within 30 days, soonest first."""
    last = today + dt.timedelta(days=max(WARN_DAYS))
    ending = academies.filter(
        Q(agreement_expires_on__lte=last), status=Academy.Status.APPROVED
    ).order_by("agreement_expires_on", "name")
    found = list(ending[: SHOWN + 1])
    lines = [(_sentence(academy, today), _page(academy)) for academy in found[:SHOWN]]
    if len(found) > SHOWN:
        url = f"{reverse('admin:academies_academy_changelist')}?status__exact=approved"
        lines.append((_("The agreements of more academies end soon."), url))
    return lines


def _sentence(academy: Academy, today: dt.date) -> str:
    ends = academy.agreement_expires_on
    left = (ends - today).days if ends else 0
    if left < 0:
        return _("The agreement of %(name)s has ended: nobody of it can come in.") % {
            "name": academy.name
        }
    if left == 0:
        return _("The agreement of %(name)s ends today.") % {"name": academy.name}
    text = ngettext(
        "The agreement of %(name)s ends in %(n)d day.",
        "The agreement of %(name)s ends in %(n)d days.",
        left,
    )
    return text % {"name": academy.name, "n": left}


def _page(academy: Academy) -> str:
    return reverse("admin:academies_academy_change", args=[academy.pk])
