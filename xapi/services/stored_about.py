"""What the record store keeps about one person of ours, as plain values (GDPR, article 15)."""

import json
from typing import Any, Final

from academies.models import Learner
from xapi import iris, selectors
from xapi.models import Document
from xapi.services.documents import scope_of
from xapi.spec.actors import identifier

# Of more statements than this, the newest are given.
MOST_STATEMENTS: Final = 5_000


def stored_about(learner: Learner) -> dict[str, Any]:
    """The statements that name the learner's pseudonym, newest first, and their documents.

    `left_out`: how many older statements there are besides.
    """
    name = identifier(iris.person(learner)) or ""
    rows = selectors.naming(learner.academy_id, name).order_by("-pk")
    texts = list(rows.values_list("document", flat=True)[:MOST_STATEMENTS])
    documents = Document.objects.filter(academy=learner.academy_id, agent=scope_of(name))
    return {
        "statements": [json.loads(text) for text in texts],
        "left_out": rows.count() - len(texts),
        "documents": [_document(document) for document in documents.order_by("pk")],
    }


def _document(document: Document) -> dict[str, Any]:
    return {
        "kind": document.resource,
        "id": document.document_id,
        "content_type": document.content_type,
        "changed": document.updated_at.isoformat(),
        "content": bytes(document.body).decode("utf-8", "replace"),
    }
