"""What allauth leaves to the project: nobody signs up, secrets are encrypted, segno draws."""

import base64
import io
import time
from typing import Any

import segno
import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from academies.staff.backend import may_sign_in
from academies.staff.lockout import client_address

log = structlog.get_logger(__name__)
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by an owner, in the staff admin."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        del request
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        """The person, or None: a right password of somebody who may not sign in is no news."""
        user = super().authenticate(request, **credentials)
        return user if may_sign_in(user) else None

    def pre_login(self, request: HttpRequest, user: Any, **details: Any) -> HttpResponse | None:
        """A passkey comes here without `authenticate`."""
        if not may_sign_in(user):
            return HttpResponseRedirect(reverse("account_login"))
        response: HttpResponse | None = super().pre_login(request, user, **details)
        return response

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Not within a few minutes of the sign-in itself, which was an authentication too."""
        del app
        records = get_authentication_records(self.request, self.request.user)
        newest = max((float(record["at"]) for record in records), default=0.0)
        return time.time() - newest > settings.ACCOUNT_REAUTHENTICATION_TIMEOUT

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: kept encrypted, and not to be given up where they are required."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This did not match. Codes change every 30 seconds and work once."),
        "cannot_delete_authenticator": _(
            "This is your only second factor, and one is required. Add another one first."
        ),
    }

    def build_totp_svg(self, url: str) -> str:
        """The QR code as SVG. White ground included: scanners want dark on light."""
        drawn = io.BytesIO()
        code = segno.make(url, error="m", micro=False)
        code.save(drawn, kind="svg", scale=5, border=4, light="#fff", dark="#000")
        return drawn.getvalue().decode()

    def encrypt(self, text: str) -> str:
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted; after SECRET_KEY has changed a random text, which no code fits."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.exception("second_factor_unreadable", why="SECRET_KEY has changed")
            return str(generate_totp_secret())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if settings.STAFF_SECOND_FACTOR != "required":
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id, type__in=FACTORS)
        return bool(others.exclude(pk=authenticator.pk).exists())


def _fernet() -> MultiFernet:
    """Encrypts with SECRET_KEY, decrypts with it and with SECRET_KEY_FALLBACKS."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_derived(str(secret))) for secret in secrets])


def _derived(secret: str) -> bytes:
    """A key of its own for this purpose (RFC 5869)."""
    derivation = HKDF(hashes.SHA256(), length=32, salt=None, info=b"academies.staff second factor")
    return base64.urlsafe_b64encode(derivation.derive(secret.encode()))
