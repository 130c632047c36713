"""Lena is erased: nothing in the record store leads to her, and nobody else's is touched."""

import json

from academies.models import AuditEntry, Learner
from academies.services.erasure import erase
from courses.models import Attempt, Edition
from tests import cast
from tests.academies.vetting import dora
from tests.scorm.playing import LearnersBrowser, one_part
from tests.xapi.talking import PHONE, Speaker, about, statement
from tests.xapi.test_attachments import PHOTO, described, sent
from xapi import iris
from xapi.models import Attachment, Document, Reference, Statement, Telling, Usage
from xapi.services.telling import tell_due, tell_outcomes


def whole_store() -> str:
    """Everything that the store keeps, as text."""
    rows = [
        *Statement.objects.values_list("document", flat=True),
        *Reference.objects.values_list("value", "known"),
        *Telling.objects.values_list("remembered", flat=True),
    ]
    return json.dumps(rows, default=str)


def test_her_statements_documents_and_answers_go(
    lena: Learner, attempt: Attempt, edition: Edition, speaker: Speaker
) -> None:
    one_part(edition)
    lenas = LearnersBrowser(attempt)
    lenas.open("only")
    lenas.commit(interactions__0__id="q1", interactions__0__student_response="I am Lena")
    lenas.commit(finish=True, core__exit="suspend")
    tell_due()
    person = iris.person(lena)
    state = {"activityId": PHONE, "agent": person, "stateId": "page"}
    assert speaker.ask("PUT", "activities/state", state, {"page": 3}).status_code == 204
    profile = {"agent": person, "profileId": "wishes"}
    answer = speaker.ask("PUT", "agents/profile", profile, {"a": 1}, if_none_match="*")
    assert answer.status_code == 204
    [named] = speaker.tell(statement(cast.TOMAS, object=person))
    [refers] = speaker.tell(about(named))
    sent(speaker, statement(actor=person, attachments=[described(PHOTO)]), PHOTO)
    [other] = speaker.tell(statement(cast.LEO, attachments=[described(b"x", fileUrl="https://x/")]))
    pseudonym = str(lena.pseudonym)
    assert pseudonym in whole_store()

    erase(dora(), lena, "Asked.")

    assert [str(row.statement_id) for row in Statement.objects.order_by("pk")] == [refers, other]
    assert pseudonym not in whole_store()
    assert "I am Lena" not in whole_store()
    assert not Document.objects.exists()
    assert not Attachment.objects.exists()
    assert not Usage.objects.filter(reference__value__contains=pseudonym).exists()
    assert speaker.found(agent=person) == []
    removed = AuditEntry.objects.get(action="learner.erased").after["removed"]
    assert (removed["xapi.statement"], removed["xapi.document"]) == (5, 2)
    # And nothing of it is told once more.
    assert (tell_due(), tell_outcomes()) == (0, 0)


def test_what_others_share_with_her_stays(lena: Learner, speaker: Speaker) -> None:
    """A photo that somebody else's statement lists too; the same state of another person."""
    sent(speaker, statement(actor=iris.person(lena), attachments=[described(PHOTO)]), PHOTO)
    [leos] = sent(speaker, statement(cast.LEO, attachments=[described(PHOTO)]), PHOTO).json()
    state = {"activityId": PHONE, "agent": statement(cast.LEO)["actor"], "stateId": "page"}
    speaker.ask("PUT", "activities/state", state, {"page": 3})
    erase(dora(), lena, "Asked.")
    assert speaker.found() == [leos]
    assert Attachment.objects.count() == 1
    assert speaker.ask("GET", "activities/state", state).json() == {"page": 3}


def test_southmeres_store_is_not_looked_at(
    lena: Learner, speaker: Speaker, southmere_speaker: Speaker
) -> None:
    [theirs] = southmere_speaker.tell(statement(actor=iris.person(lena)))
    erase(dora(), lena, "Asked.")
    assert southmere_speaker.found() == [theirs]
