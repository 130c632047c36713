"""Staff pages of this room: record stores, their keys, and what is forwarded from them."""

from xapi.admin.credentials import CredentialAdmin
from xapi.admin.forwarding import DeadLetterAdmin, ForwardingAdmin
from xapi.admin.stores import LedgerAdmin

__all__ = ["CredentialAdmin", "DeadLetterAdmin", "ForwardingAdmin", "LedgerAdmin"]
