"""Erase a person from the record store: what names their pseudonym, in whatever role.

The pseudonym goes out in every statement, and stands beside a name in somebody's list perhaps. So
the statements are removed, and not written anew under another one: their ids and registrations
would lead back. What the attempts came to stays in the attempts.
"""

import uuid
from collections.abc import Iterable, Sequence

from django.db.models import F, Q

from academies.models import Learner
from xapi import iris, selectors
from xapi.models import (
    Attachment,
    Document,
    Ledger,
    Reference,
    Registration,
    Statement,
    StatementId,
    Telling,
    Usage,
)
from xapi.services.cmi5 import forgetting as cmi5
from xapi.services.documents import scope_of
from xapi.spec.actors import identifier
from xapi.spec.usages import AGENT, digest_of


def forget(learner: Learner, pseudonym: uuid.UUID) -> dict[str, int]:
    """Remove what names `pseudonym`, which was the learner's; how many rows, by their kind.

    Call it inside a transaction. What was forwarded to the academy's own store is there.
    """
    # Whoever stores statements of this academy comes before, or after.
    list(Ledger.objects.select_for_update().filter(academy=learner.academy_id))
    registrations = Registration.objects.filter(attempt__learner=learner)
    removed = cmi5.forget(learner)
    names = {
        _name_of(known) for known in (pseudonym, *registrations.values_list("pseudonym", flat=True))
    }
    codes = [str(code) for code in registrations.values_list("code", flat=True)]
    theirs = Q(agent__in=[scope_of(name) for name in names]) | Q(registration__in=codes)
    documents, _by_model = Document.objects.filter(theirs, academy=learner.academy_id).delete()
    removed["xapi.document"] = removed.get("xapi.document", 0) + documents
    removed["xapi.statement"] = _statements(learner.academy_id, names)
    registrations.update(pseudonym=learner.pseudonym)
    # What was answered, and is not told any more.
    Telling.objects.filter(attempt__learner=learner).update(remembered={}, look_again_at=None)
    return removed


def _name_of(pseudonym: uuid.UUID) -> str:
    return identifier(iris.pseudonymous(pseudonym)) or ""


def _statements(academy_id: int, names: Iterable[str]) -> int:
    """Remove the statements that name somebody; one that only refers to such a statement stays."""
    removed = 0
    for name in names:
        rows = selectors.naming(academy_id, name)
        with_files = rows.filter(document__contains='"attachments":')
        files = {sha2 for row in with_files for sha2, _url in selectors.listed_attachments(row)}
        keys = list(rows.values_list("pk", flat=True))
        removed += sum(map(_remove, selectors.pieces(keys)))
        Reference.objects.filter(academy_id=academy_id, digest=digest_of(AGENT, name)).delete()
        _attachments(academy_id, files)
    return removed


def _remove(keys: Sequence[int]) -> int:
    """Remove statements with all by which they are found; how many."""
    lent = Usage.objects.exclude(source=F("statement"))
    lent.filter(source__in=keys).delete()
    _all, by_model = Statement.objects.filter(pk__in=keys).delete()
    StatementId.objects.filter(pk__in=keys).delete()
    return by_model.get("xapi.Statement", 0)


def _attachments(academy_id: int, files: Iterable[str]) -> None:
    """Remove the files that no statement lists any more."""
    for sha2 in files:
        listed = Statement.objects.filter(academy_id=academy_id, document__icontains=sha2)
        if not listed.exists():
            Attachment.objects.filter(academy_id=academy_id, sha2=sha2).delete()
