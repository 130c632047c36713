"""The learning record store: every row belongs to one academy."""

from xapi.models.credential import Credential
from xapi.models.document import Document
from xapi.models.statement import Attachment, Ledger, Reference, Statement, Usage

__all__ = [
    "Attachment",
    "Credential",
    "Document",
    "Ledger",
    "Reference",
    "Statement",
    "Usage",
]
