"""The learning record store, whose every row belongs to one academy, and the courses it plays."""

from xapi.models.course import XapiPackage
from xapi.models.credential import Credential
from xapi.models.document import Document
from xapi.models.forwarding import DeadLetter, Forwarding
from xapi.models.registration import Registration, UnitState
from xapi.models.session import Session
from xapi.models.statement import Attachment, Ledger, Reference, Statement, StatementId, Usage
from xapi.models.telling import Telling, TellingPosition

__all__ = [
    "Attachment",
    "Credential",
    "DeadLetter",
    "Document",
    "Forwarding",
    "Ledger",
    "Reference",
    "Registration",
    "Session",
    "Statement",
    "StatementId",
    "Telling",
    "TellingPosition",
    "UnitState",
    "Usage",
    "XapiPackage",
]
