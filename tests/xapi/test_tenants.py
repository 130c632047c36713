"""What one academy stores, another one never sees: the credential decides, nothing else."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from academies.models import Academy, AuditEntry
from tests import cast
from tests.xapi.talking import PHONE, VOIDED, Speaker, about, account, new_id, statement
from xapi import scopes
from xapi.models import Credential


def test_southmere_sees_nothing_of_northvale(speaker: Speaker, southmere_speaker: Speaker) -> None:
    """Even with the same agent, activity and ids: Sami's number is Lena's."""
    own = new_id()
    speaker.tell(statement(id=own, object={"id": PHONE, "definition": {"name": {"en": "N"}}}))
    assert southmere_speaker.found() == []
    assert southmere_speaker.found(agent=account(cast.LENA)) == []
    assert southmere_speaker.ask("GET", "statements", {"statementId": own}).status_code == 404
    known = southmere_speaker.ask("GET", "activities", {"activityId": PHONE}).json()
    assert "definition" not in known


def test_one_id_may_be_used_by_both_academies(speaker: Speaker, southmere_speaker: Speaker) -> None:
    own = new_id()
    speaker.tell(statement(id=own))
    southmere_speaker.tell(statement(cast.SAMI, id=own))
    told = southmere_speaker.ask("GET", "statements", {"statementId": own}).json()
    assert told["actor"] == account(cast.SAMI)


def test_southmere_can_neither_void_nor_follow_what_northvale_stored(
    speaker: Speaker, southmere_speaker: Speaker
) -> None:
    [own] = speaker.tell(statement())
    southmere_speaker.tell(about(own, VOIDED))
    assert speaker.found() == [own]
    assert southmere_speaker.found(activity=PHONE) == []


@pytest.mark.parametrize(
    ("resource", "parameters"),
    [
        ("activities/state", {"activityId": PHONE, "agent": account(cast.LENA), "stateId": "s"}),
        ("activities/profile", {"activityId": PHONE, "profileId": "p"}),
        ("agents/profile", {"agent": account(cast.LENA), "profileId": "p"}),
    ],
)
def test_documents_stay_with_their_academy(
    speaker: Speaker,
    southmere_speaker: Speaker,
    resource: str,
    parameters: dict[str, object],
) -> None:
    stored = speaker.ask("PUT", resource, parameters, {"page": 3}, if_none_match="*")
    assert stored.status_code == 204
    assert southmere_speaker.ask("GET", resource, parameters).status_code == 404
    southmere_speaker.ask("DELETE", resource, parameters)
    assert speaker.ask("GET", resource, parameters).json() == {"page": 3}


def test_oscar_without_a_credential_gets_nothing(speaker: Speaker) -> None:
    [own] = speaker.tell(statement())
    speaker.secret = "guessed"
    answer = speaker.ask("GET", "statements", {"statementId": own})
    assert answer.status_code == 401
    assert "WWW-Authenticate" in answer.headers
    assert speaker.ask("POST", "statements", body=statement()).status_code == 401


def test_a_withdrawn_credential_is_out_at_once(speaker: Speaker) -> None:
    speaker.tell(statement())
    call_command("withdraw_xapi_credential", speaker.credential.key)
    assert speaker.ask("GET", "statements").status_code == 401
    acts = AuditEntry.objects.filter(academy=speaker.credential.academy).order_by("pk")
    assert [act.action for act in acts] == ["xapi_credential.issued", "xapi_credential.withdrawn"]
    assert speaker.secret not in str([vars(act) for act in acts])
    with pytest.raises(CommandError, match="No credential"):
        call_command("withdraw_xapi_credential", speaker.credential.key)


def test_a_suspended_academy_is_out_at_once(speaker: Speaker, northvale: Academy) -> None:
    northvale.status = Academy.Status.SUSPENDED
    northvale.save()
    assert speaker.ask("GET", "statements").status_code == 403
    northvale.status = Academy.Status.APPROVED
    northvale.agreement_expires_on = timezone.now().date() - dt.timedelta(days=1)
    northvale.save()
    assert speaker.ask("GET", "statements").status_code == 403


def test_a_system_that_reads_only_its_own_sees_only_its_own(
    speaker: Speaker, northvale: Academy
) -> None:
    speaker.tell(statement())
    quiz = Speaker(northvale, scopes.WRITE, scopes.READ_MINE)
    [own] = quiz.tell(statement(cast.LEO))
    assert quiz.found() == [own]
    assert quiz.found(activity=PHONE) == [own]


@pytest.mark.parametrize(
    ("granted", "method", "resource"),
    [
        (scopes.READ, "POST", "statements"),
        (scopes.WRITE, "GET", "statements"),
        (scopes.READ_ALL, "PUT", "activities/state"),
        (scopes.STATE, "GET", "agents/profile"),
        (scopes.WRITE, "GET", "activities"),
    ],
)
def test_a_scope_allows_what_it_names_and_no_more(
    northvale: Academy, granted: str, method: str, resource: str
) -> None:
    assert Speaker(northvale, granted).ask(method, resource).status_code == 403


def test_without_the_scope_define_no_definition_is_learnt(northvale: Academy) -> None:
    quiz = Speaker(northvale, scopes.WRITE, scopes.READ)
    quiz.tell(statement(object={"id": PHONE, "definition": {"name": {"en": "Mine now"}}}))
    assert "definition" not in quiz.ask("GET", "activities", {"activityId": PHONE}).json()


def test_the_secret_is_shown_once_and_not_stored(
    northvale: Academy, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("make_xapi_credential", northvale.slug, "--label", "Reports")
    shown = capsys.readouterr().out
    secret = shown.split("Secret: ")[1].strip()
    key = shown.split("Key: ")[1].split()[0]
    stored = Credential.objects.get(academy=northvale, key=key)
    assert secret not in str(vars(stored))
    assert stored.scopes == scopes.ALL
    with pytest.raises(CommandError, match="nowhere"):
        call_command("make_xapi_credential", "nowhere", "--label", "Reports")
