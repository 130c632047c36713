"""A learner who is erased while something of theirs is being stored: none of it stays.

Whoever was recognised a moment before goes on with what was true then. Storing and erasing wait for
each other at the academy's ledger (xapi.services.forgetting takes it as well), so whoever holds it
sees an erasure that came before, and what comes after removes what is stored now.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.db import transaction

from academies.models import Learner
from courses.admission import NotAdmitted, check_is_somebodys
from xapi.problems import NotAllowed

_T = TypeVar("_T")


def check_not_erased(learner: int) -> None:
    """Call it while the academy's ledger is held. `learner`: the key. Raises NotAdmitted."""
    erased = Learner.objects.filter(pk=learner).exclude(erased_at=None).exists()
    check_is_somebodys(erased=erased)


def refuse_if_erased(learner: int) -> None:
    """The same for whoever speaks for the learner. Raises NotAllowed."""
    try:
        check_not_erased(learner)
    except NotAdmitted as gone:
        raise NotAllowed(str(gone.message)) from gone


def unless_erased(learner: int, act: Callable[[], _T]) -> _T:
    """What `act` returns, which takes the academy's ledger and stores something of the learner's.

    Raises NotAllowed, and then nothing is stored.
    """
    with transaction.atomic():
        done = act()
        refuse_if_erased(learner)
        return done
