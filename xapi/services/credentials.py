"""Keys of the record store that members of staff issue and withdraw."""

from collections.abc import Iterable

from academies.models import Academy, StaffUser
from academies.permissions import Act, require
from xapi.auth import issue, withdraw
from xapi.models import Credential


def issue_by(
    actor: StaffUser, academy: Academy, label: str, granted: Iterable[str]
) -> tuple[Credential, str]:
    """A credential with its secret, which is known here and now only. Raises PermissionDenied."""
    require(actor, Act.ISSUE_CREDENTIAL, academy)
    return issue(academy, label, granted, actor)


def withdraw_by(actor: StaffUser, credential: Credential) -> bool:
    """End a credential; whether it was in use. Raises PermissionDenied."""
    require(actor, Act.ISSUE_CREDENTIAL, credential.academy)
    return withdraw(credential.key, actor)
