"""End what an erased learner had under way: the right of an AU to go on speaking for them."""

from django.utils import timezone

from academies.models import Learner
from xapi.models import Session


def forget(learner: Learner) -> dict[str, int]:
    """End the learner's sessions, silently; returns how many, by their kind.

    What each part came to (completed, passed, score, time) stays: it is the record. Statements and
    documents are removed by xapi.services.forgetting.
    """
    sessions = Session.objects.filter(
        registration__attempt__learner=learner, terminated_at=None, abandoned_at=None
    )
    ended = sessions.update(abandoned_at=timezone.now(), token_hash="", fetch_hash="")
    return {"xapi.session": ended}
