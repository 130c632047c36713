"""Name and password; the code of an authenticator app, or a recovery code: each is taken once."""

from typing import Any

from allauth.account.forms import LoginForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from academies.models import StaffUser
from academies.staff import lockout

SPENT = "spent_until"


class _TakenOnce:
    """Put before a form of allauth's; counts wrong codes and spends right ones, one at a time.

    allauth remembers used codes in the cache, which another process does not share.
    """

    user: StaffUser
    authenticator: Authenticator

    def clean_code(self) -> str:
        if lockout.is_locked(context.request, self.user):
            raise forms.ValidationError(_("Too many wrong codes. Wait, then try again."))
        refused: forms.ValidationError | None = None
        code = ""
        with transaction.atomic():
            # A lock on the person, so that the same code cannot be taken twice at once.
            StaffUser.objects.select_for_update().get(pk=self.user.pk)
            try:
                code = super().clean_code()  # type: ignore[misc]
            except forms.ValidationError as wrong:
                refused = wrong
            else:
                if not spend(self.authenticator, code):
                    refused = get_adapter().validation_error("incorrect_code")
        # Outside of the transaction, which an error would roll back with the count in it.
        if refused is not None:
            lockout.count_wrong_code(context.request, self.user)
            raise refused
        return code


class SignInForm(LoginForm):  # type: ignore[misc]
    """Name and password, with labels instead of placeholders."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("User name or e-mail address")
        self.fields["login"].widget.attrs["autocomplete"] = "username"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A new passkey; it does for the password as well, unless that is not wanted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = self.fields["passwordless"]
        alone.label = _("Sign in with it alone, without the password")
        alone.help_text = _("It then asks for a fingerprint, a face or a PIN each time.")
        alone.initial = True


class CodeForm(_TakenOnce, AuthenticateForm):  # type: ignore[misc]
    """The second step of a sign-in."""


class CodeAgainForm(_TakenOnce, ReauthenticateForm):  # type: ignore[misc]
    """Before something that needs a fresh proof."""


def spend(authenticator: Authenticator, code: str) -> bool:
    """Spend a valid code of an authenticator app; False when it was spent before.

    RFC 6238, 5.2: a code is not accepted twice, and so no older one either. Recovery codes are
    spent by allauth in the row.
    """
    if authenticator.type != Authenticator.Type.TOTP:
        return True
    secret = decrypt(authenticator.data["secret"])
    spent = authenticator.data.get(SPENT, 0)
    counters = [
        counter
        for counter in totp.yield_hotp_counters_from_time()
        if counter > spent
        and totp.compare_user_code(
            actual=code, expected=totp.format_hotp_value(totp.hotp_value(secret, counter))
        )
    ]
    if not counters:
        return False
    authenticator.data[SPENT] = counters[0]
    authenticator.save(update_fields=["data"])
    return True
