"""Erase what modules have kept of a learner: bookmarks, preferences, the right to go on."""

from django.utils import timezone

from academies.models import Learner
from xapi.models import Document, Registration, Session
from xapi.services.documents import agent_scope, state_scope


def forget(learner: Learner) -> dict[str, int]:
    """Remove the documents of the learner's registrations, and end their sessions.

    What each part came to (completed, passed, score, time) stays: it is the record. Returns what
    was removed, by kind.
    """
    scopes: set[str] = set()
    for registration in Registration.objects.filter(attempt__learner=learner):
        actor = registration.actor
        scopes.add(agent_scope(actor))
        named = registration.sessions.values_list("activity_id", flat=True).distinct()
        scopes |= {state_scope(activity_id, actor) for activity_id in named}
    documents, _by_model = Document.objects.filter(
        academy_id=learner.academy_id, scope__in=scopes
    ).delete()
    sessions = Session.objects.filter(registration__attempt__learner=learner)
    ended = sessions.filter(abandoned_at=None).update(
        abandoned_at=timezone.now(), token_hash="", fetch_hash=""
    )
    return {"xapi.document": documents, "xapi.session": ended}
