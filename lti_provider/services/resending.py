"""A trainer has a grade of their class sent again."""

import uuid

from django.db import transaction

from academies import audit
from lti_provider.models import LaunchSession, Passback
from lti_provider.services import passbacks


def may_send_again(passback: Passback) -> bool:
    """Whether it waits after a try that came to nothing, or was given up.

    What was sent, or is on its way, is left alone: a trainer's click would only repeat it.
    """
    tried_in_vain = passback.state == Passback.State.WAITING and passback.tries > 0
    return tried_in_vain or passback.state == Passback.State.FAILED


def send_again(session: LaunchSession, pseudonym: str) -> Passback | None:
    """Put the grade of a learner of the trainer's own activity back into the queue, on record.

    The row to ring; None where there is none that may be sent again.
    """
    link, known = session.resource_link, _uuid(pseudonym)
    if link is None or known is None or not session.is_trainer:
        return None
    theirs = Passback.objects.filter(resource_link=link, platform_user__learner__pseudonym=known)
    passback = theirs.first()
    if passback is None or not may_send_again(passback):
        return None
    return _renewed(session, passback)


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _renewed(session: LaunchSession, passback: Passback) -> Passback:
    trainer = session.platform_user
    with transaction.atomic():
        (renewed,) = passbacks.send_again([passback])
        audit.record(
            None,
            "passback.sent_again",
            renewed,
            after={"trainer": str(trainer.learner.pseudonym)},
            academy=trainer.platform.academy,
        )
    return renewed
