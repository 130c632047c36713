"""What happens with the session as its owner signs in, or sets a second factor up."""

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from academies.staff import middleware
from academies.staff.adapters import FACTORS
from academies.staff.forms import SPENT


@receiver(user_logged_in, dispatch_uid="academies.staff.begin")
def begin_session(request: HttpRequest, **details: Any) -> None:
    """The eight hours begin."""
    del details
    request.session[middleware.BEGAN] = request.session[middleware.SEEN] = int(time.time())


@receiver(authenticator_added, dispatch_uid="academies.staff.factor")
def take_new_factor(request: HttpRequest, authenticator: Authenticator, **details: Any) -> None:
    """Setting a factor up proves that one has it: this session may go on, under a new key."""
    del details
    if authenticator.type not in FACTORS:
        return
    if authenticator.type == Authenticator.Type.TOTP:
        # The code of the set-up is spent, too.
        authenticator.data[SPENT] = max(totp.yield_hotp_counters_from_time()) - 1
        authenticator.save(update_fields=["data"])
    record_authentication(
        request, authenticator.user, "mfa", id=authenticator.pk, type=authenticator.type
    )
    before = request.session.session_key
    request.session.cycle_key()
    UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def connected() -> None:
    """Importing this module has connected the receivers; the app says so when it is ready."""
