"""The staff pages of the record store: keys, forwarding, refused statements, export."""

import json
import re
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from academies.models import Academy, AuditEntry
from academies.outbound.secrets_at_rest import is_sealed, unseal
from tests import cast
from tests.academies.staff import ada, anton, aud, olga, signed_in
from tests.xapi.talking import Speaker, statement
from xapi import scopes, tasks
from xapi.auth import ours
from xapi.models import Credential, DeadLetter, Forwarding, Ledger, Statement

KEYS = "admin:xapi_credential_changelist"
ISSUE = "admin:xapi_credential_add"
FORWARD = "admin:xapi_forwarding_add"
# What a form without fields sends.
PRESSED = {"csrfmiddlewaretoken": "x"}
LETTERS = "admin:xapi_deadletter_changelist"


@pytest.fixture
def adas(northvale: Academy) -> Client:
    return signed_in(ada(northvale))


@pytest.fixture
def southmere(db: None) -> Academy:
    return cast.make_academy("southmere")


def page_of(answer: Any) -> str:
    return str(answer.content.decode())


def settings_of(academy: Academy, **values: Any) -> dict[str, Any]:
    return {
        "academy": academy.pk,
        "endpoint": "https://lrs.northvale.example/xapi",
        "username": "tool",
        "new_secret": "whisper",
        "version": "1.0.3",
        "which": "ours",
        "is_active": "on",
        **values,
    }


def test_ada_issues_a_key_and_sees_the_secret_once(
    adas: Client, northvale: Academy, southmere: Academy
) -> None:
    form = page_of(adas.get(reverse(ISSUE)))
    assert "Northvale" in form
    assert "Southmere" not in form
    wanted = {"academy": northvale.pk, "label": "Reports", "scopes": [scopes.READ, scopes.STATE]}
    answer = adas.post(reverse(ISSUE), wanted)
    assert answer.headers["Cache-Control"] == "no-store"
    secret = re.search(r'data-testid="secret">(\w+)<', page_of(answer))
    assert secret is not None
    credential = Credential.objects.get()
    assert credential.scopes == "statements/read state"
    speaker = Speaker(northvale)
    speaker.credential, speaker.secret = credential, secret[1]
    assert speaker.ask("GET", "statements").status_code == 200
    listed = page_of(adas.get(reverse(KEYS)))
    assert "Reports" in listed
    assert secret[1] not in listed
    entry = AuditEntry.objects.get(action="xapi_credential.issued", actor__isnull=False)
    assert (entry.actor_name, entry.academy) == ("ada", northvale)
    assert secret[1] not in json.dumps([entry.after, entry.before])


def test_ada_withdraws_it_and_anton_cannot(
    adas: Client, speaker: Speaker, southmere: Academy
) -> None:
    change = reverse("admin:xapi_credential_change", args=[speaker.credential.pk])
    url = change.removesuffix("change/") + "withdraw/"
    antons = signed_in(anton(southmere))
    assert antons.post(url, PRESSED).status_code == 403
    assert signed_in(aud()).post(url, PRESSED).status_code == 403
    assert speaker.ask("GET", "statements").status_code == 200
    assert url in page_of(adas.get(change))
    assert adas.post(url, PRESSED).status_code == 302
    assert speaker.ask("GET", "statements").status_code == 401
    assert url not in page_of(adas.get(change))
    assert AuditEntry.objects.get(action="xapi_credential.withdrawn").actor_name == "ada"


def test_a_key_for_another_academy_cannot_be_issued(adas: Client, southmere: Academy) -> None:
    wanted = {"academy": southmere.pk, "label": "Mine", "scopes": [scopes.ALL]}
    assert "Select a valid choice" in page_of(adas.post(reverse(ISSUE), wanted))
    assert signed_in(aud()).post(reverse(ISSUE), wanted).status_code == 403
    assert not Credential.objects.exists()


def test_the_tools_own_key_is_nobodys_to_see(northvale: Academy) -> None:
    own = ours(northvale)
    owners = signed_in(olga())
    assert own.key not in page_of(owners.get(reverse(KEYS)))
    url = reverse("admin:xapi_credential_change", args=[own.pk])
    assert owners.get(url).status_code == 302


def test_ada_exports_her_own_store(adas: Client, speaker: Speaker, southmere: Academy) -> None:
    ids = speaker.tell(statement(), statement())
    ledger = Ledger.objects.get()
    change = reverse("admin:xapi_ledger_change", args=[ledger.pk])
    url = change.removesuffix("change/") + "export/"
    assert url in page_of(adas.get(change))
    assert signed_in(anton(southmere)).post(url, {}).status_code == 403
    answer = adas.post(url, {"since": "", "until": ""})
    lines = b"".join(answer).splitlines()
    assert [json.loads(line)["id"] for line in lines] == ids
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert answer.headers["Content-Disposition"].startswith(
        'attachment; filename="statements-northvale'
    )


def test_ada_sets_up_forwarding(adas: Client, northvale: Academy, speaker: Speaker) -> None:
    speaker.tell(statement())
    answer = adas.post(reverse(FORWARD), settings_of(northvale))
    assert answer.status_code == 302, page_of(answer)
    row = Forwarding.objects.get()
    assert row.endpoint == "https://lrs.northvale.example/xapi/"
    assert is_sealed(row.secret)
    assert unseal(row.secret) == "whisper"
    assert row.through == Statement.objects.get().pk
    url = reverse("admin:xapi_forwarding_change", args=[row.pk])
    assert "whisper" not in page_of(adas.get(url))
    entry = AuditEntry.objects.get(action="forwarding.added")
    assert entry.academy == northvale
    assert "whisper" not in json.dumps(entry.after)
    assert row.secret not in json.dumps(entry.after)


def test_what_a_worker_has_done_meanwhile_is_not_undone_by_a_form(
    adas: Client, northvale: Academy
) -> None:
    adas.post(reverse(FORWARD), settings_of(northvale, from_beginning="on"))
    row = Forwarding.objects.get()
    assert row.through == 0
    url = reverse("admin:xapi_forwarding_change", args=[row.pk])
    Forwarding.objects.update(through=7, failures=3, last_answer="not available")
    answer = adas.post(url, settings_of(northvale, new_secret="", which="all"))
    assert answer.status_code == 302, page_of(answer)
    row.refresh_from_db()
    assert (row.through, row.failures, row.which, unseal(row.secret)) == (7, 0, "all", "whisper")
    assert AuditEntry.objects.get(action="forwarding.changed").after == {"which": "all"}


def test_the_stored_secret_does_not_go_to_another_address(adas: Client, northvale: Academy) -> None:
    adas.post(reverse(FORWARD), settings_of(northvale))
    url = reverse("admin:xapi_forwarding_change", args=[Forwarding.objects.get().pk])
    elsewhere = settings_of(northvale, endpoint="https://elsewhere.example/", new_secret="")
    assert "Enter the secret that belongs to this address" in page_of(adas.post(url, elsewhere))
    assert Forwarding.objects.get().endpoint == "https://lrs.northvale.example/xapi/"


@pytest.mark.parametrize(
    "endpoint", ["https://169.254.169.254/", "https://user:pw@lrs.example/", "ftp://lrs.example/"]
)
def test_an_address_that_is_never_called_is_not_stored(
    adas: Client, northvale: Academy, endpoint: str
) -> None:
    assert adas.post(reverse(FORWARD), settings_of(northvale, endpoint=endpoint)).status_code == 200
    assert not Forwarding.objects.exists()


def test_another_academys_statements_are_not_sent_anywhere(
    adas: Client, southmere: Academy
) -> None:
    assert "Select a valid choice" in page_of(adas.post(reverse(FORWARD), settings_of(southmere)))
    assert not Forwarding.objects.exists()


def test_ada_sends_a_refused_statement_again(
    adas: Client,
    northvale: Academy,
    southmere: Academy,
    speaker: Speaker,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rung: list[int] = []
    monkeypatch.setattr(tasks, "ring_forwarding", rung.append)
    speaker.tell(statement())
    row = Forwarding.objects.create(academy=northvale, endpoint="https://lrs.northvale.example/")
    letter = DeadLetter.objects.create(
        forwarding=row, statement=Statement.objects.get(), why="The store refused it (400)."
    )
    form = {"action": "send_again", "_selected_action": [str(letter.pk)]}
    for client in (signed_in(anton(southmere)), signed_in(aud())):
        client.post(reverse(LETTERS), form)
        assert rung == []
    assert "refused it" in page_of(adas.get(reverse(LETTERS)))
    answer: Any = adas.post(reverse(LETTERS), form)
    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert said == ["1 statement is being sent again."]
    letter.refresh_from_db()
    assert (letter.state, rung) == (DeadLetter.State.WAITING, [row.pk])
    url = reverse("admin:xapi_deadletter_change", args=[letter.pk])
    assert 'name="_save"' not in page_of(adas.get(url))
