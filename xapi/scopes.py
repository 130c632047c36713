"""What a credential may do (Communication 4.2)."""

from xapi.models import Credential

WRITE = "statements/write"
READ = "statements/read"
READ_MINE = "statements/read/mine"
STATE = "state"
PROFILE = "profile"
DEFINE = "define"
READ_ALL = "all/read"
ALL = "all"
KNOWN = (WRITE, READ, READ_MINE, STATE, PROFILE, DEFINE, READ_ALL, ALL)


def may(credential: Credential, scope: str, *, reading: bool = False) -> bool:
    """Whether one of the credential's scopes covers `scope`; `all/read` covers all reading."""
    held = set(credential.scopes.split())
    return scope in held or ALL in held or (reading and READ_ALL in held)
