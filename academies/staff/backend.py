"""Who may sign in at all."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from academies.models import StaffUser


def may_sign_in(user: Any) -> bool:
    """Active staff only. Asked again for every request: a right that was withdrawn ends at once."""
    return isinstance(user, StaffUser) and user.is_active and user.is_staff


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]
    """Password by user name or e-mail address, for active staff."""

    def user_can_authenticate(self, user: Any) -> bool:
        return may_sign_in(user)
