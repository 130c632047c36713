"""What happens with the session as its owner signs in, sets a second factor up, or leaves."""

import time
from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal import auth as totp
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from django.http import HttpRequest

from academies.models import StaffUser
from academies.signals import staff_left
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


@receiver(user_logged_out, dispatch_uid="academies.staff.left")
def leave(request: HttpRequest, user: StaffUser | None, **details: Any) -> None:
    """Signed out, or the session's time is over: the middleware signs out then."""
    del details
    if user is not None:
        _left(user.pk, request.session.session_key)


@receiver(post_delete, sender=UserSession, dispatch_uid="academies.staff.ended")
def end(instance: UserSession, **details: Any) -> None:
    """Ended from the list of sessions, by the person or by an owner."""
    del details
    _left(instance.user_id, instance.session_key)


@receiver(post_save, sender=StaffUser, dispatch_uid="academies.staff.changed")
def change(instance: StaffUser, created: bool, update_fields: Any = None, **details: Any) -> None:
    """Another role, a new password, no longer at work: each takes effect at once."""
    del details
    if not created and set(update_fields or ()) != {"last_login"}:
        _left(instance.pk, None)


def _left(user_id: int, session_key: str | None) -> None:
    staff_left.send(sender=StaffUser, user_id=user_id, session_key=session_key)


def connected() -> None:
    """Importing this module has connected the receivers; the app says so when it is ready."""
