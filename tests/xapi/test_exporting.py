"""An academy takes its statements along: all of them, line by line, and nobody else's."""

import datetime as dt
import io
import json
from itertools import count

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from pytest_django import DjangoAssertNumQueries

from academies.models import Academy, AuditEntry
from tests import cast
from tests.academies.staff import ada, anton, aud, olga, oscar
from tests.xapi.talking import VOIDED, Speaker, about, statement
from xapi.models import Statement
from xapi.services import exporting
from xapi.services.exporting import export

DAY = dt.date(2026, 3, 2)
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)


def exported(
    academy: Academy, since: dt.date | None = None, until: dt.date | None = None
) -> list[str]:
    text = b"".join(export(None, academy, since, until)).decode()
    return [json.loads(line)["id"] for line in text.splitlines()]


def test_all_of_ones_own_in_order_page_by_page(
    speaker: Speaker,
    southmere_speaker: Speaker,
    northvale: Academy,
    monkeypatch: pytest.MonkeyPatch,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    southmere_speaker.tell(statement(cast.SAMI))
    ids = speaker.tell(*(statement() for _ in range(5)))
    ids += speaker.tell(about(ids[0], VOIDED))
    monkeypatch.setattr(exporting, "PAGE", 2)
    lines = export(None, northvale, None, None)
    with django_assert_num_queries(1):
        next(lines)
    # What comes while it is read is not in it.
    speaker.tell(statement())
    assert len(b"".join(lines).splitlines()) == 4
    assert exported(northvale)[:6] == ids


def test_the_days_are_both_included(speaker: Speaker, northvale: Academy) -> None:
    ids = speaker.tell(*(statement() for _ in range(4)))
    for row, days in zip(Statement.objects.order_by("pk"), count(-1), strict=False):
        Statement.objects.filter(pk=row.pk).update(stored=NOON + dt.timedelta(days=days))
    assert exported(northvale, DAY, DAY) == ids[1:2]
    assert exported(northvale, DAY) == ids[1:]
    assert exported(northvale, None, DAY) == ids[:2]


def test_who_may_and_that_it_is_noted(speaker: Speaker, northvale: Academy) -> None:
    speaker.tell(statement())
    for actor in (oscar(), aud(), anton(cast.make_academy("southmere"))):
        with pytest.raises(PermissionDenied):
            export(actor, northvale, None, None)
    for actor in (ada(northvale), olga()):
        assert len(list(export(actor, northvale, DAY, None))) == 1
        entry = AuditEntry.objects.latest("pk")
        assert (entry.action, entry.actor, entry.academy) == (
            "statements.exported",
            actor,
            northvale,
        )
        assert entry.after["since"] == "2026-03-02"


def test_the_command_writes_the_same(speaker: Speaker, northvale: Academy) -> None:
    ids = speaker.tell(statement(), statement())
    out = io.StringIO()
    call_command("export_statements", northvale.slug, "--since", "2020-01-01", stdout=out)
    assert [json.loads(line)["id"] for line in out.getvalue().splitlines()] == ids
    with pytest.raises(CommandError, match="nowhere"):
        call_command("export_statements", "nowhere")
