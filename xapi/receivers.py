"""What this room does when a room below tells something. Connected by AppConfig.ready."""

import uuid
from typing import Any

from django.dispatch import receiver

from academies.models import Learner
from academies.signals import learner_erased
from xapi.services import forgetting


@receiver(learner_erased, dispatch_uid="xapi.forget_person")
def forget_person(
    sender: type[Learner], *, learner: Learner, pseudonym: uuid.UUID, **more: Any
) -> dict[str, int]:
    """Remove the statements and documents that name the person's pseudonym."""
    del sender, more
    return forgetting.forget(learner, pseudonym)
