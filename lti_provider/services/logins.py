"""Begin a login and spend it (LTI 1.3 security framework 5.1.1.1 and 5.1.1.2).

State and nonce are one row. It is spent by one conditional UPDATE, so that a replayed answer finds
nothing to spend, and only by the browser that holds the row's secret, so that nobody can have
another person's browser finish a login of theirs.
"""

import datetime as dt
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import CharField, DateTimeField
from django.urls import reverse
from django.utils import timezone

from courses.framing import origin_of
from courses.prepared import Given, Prepared, PreparedInsert, PreparedUpdate
from lti_provider import refusals
from lti_provider.models import LaunchState, Platform
from lti_provider.services.launching import frame_origins

_LONGEST_PARAMETER = 2000
_LONGEST_FRAME_NAME = 255


@dataclass(frozen=True, slots=True)
class Login:
    """A login under way: where to send the browser, and the secret it has to keep.

    storage_target: the platform's frame that may keep it too (LTI Platform Storage 1.0), or "".
    """

    platform: Platform
    state: str
    secret: str
    authorization_url: str
    storage_target: str = ""

    @property
    def storage_origin(self) -> str:
        """The only origin that gets the secret: that of the authentication endpoint."""
        return storage_origin(self.platform)


def begin_login(parameters: Mapping[str, str]) -> Login:
    """Answer a third-party initiated login (OIDC core 4; LTI 1.3 core 5.1.1).

    parameters: what the platform sent, by GET or POST. Raises LaunchRefused.
    """
    for name in ("iss", "login_hint", "target_link_uri"):
        if not parameters.get(name):
            raise refusals.not_understood(f"the login names no {name}")
    if any(len(value) > _LONGEST_PARAMETER for value in parameters.values()):
        raise refusals.not_understood("a login parameter is too long")
    if any("\0" in value for value in parameters.values()):
        # PostgreSQL takes no NUL, and no platform sends one.
        raise refusals.not_understood("a login parameter is no text")
    _check_target(parameters["target_link_uri"])
    platform = _platform(parameters["iss"], parameters.get("client_id", ""))
    state, nonce, secret = (secrets.token_urlsafe(32) for _ in range(3))
    now = timezone.now()
    storage_target = _storage_target(parameters)
    _NEW.insert(
        LaunchState(
            state=state,
            nonce=nonce,
            binding_hash=_hash(secret),
            platform=platform,
            target_link_uri=parameters["target_link_uri"],
            storage_target=storage_target,
            created_at=now,
            expires_at=now + dt.timedelta(seconds=settings.LTI_STATE_LIFETIME_SECONDS),
        )
    )
    url = _authorization_url(platform, parameters, state, nonce)
    return Login(platform, state, secret, url, storage_target)


def storage_origin(platform: Platform) -> str:
    """Where the platform keeps data for tools (LTI Platform Storage 1.0, 2.2)."""
    return origin_of(platform.auth_login_url)


def _storage_target(parameters: Mapping[str, str]) -> str:
    """The name of a frame; one that is none only costs the accelerator."""
    target = parameters.get("lti_storage_target", "")
    return target if len(target) <= _LONGEST_FRAME_NAME and target.isprintable() else ""


def spend_login(state: str, secret: str) -> LaunchState:
    """Spend the login `state` for the browser that holds `secret`; its platform is loaded too.

    Raises LaunchRefused: unknown, used, too old, or another browser's. The last leaves the login
    unspent, so that a stranger cannot spoil it.
    """
    spent = _SPEND.update(state=state, binding_hash=_hash(secret), now=timezone.now())
    row = _STATE.first(state=state)
    if spent and row is not None:
        return row
    raise _why_unspendable(row, secret)


_NEW = PreparedInsert(LaunchState)
_SPEND = PreparedUpdate(
    lambda: LaunchState.objects.filter(
        state=Given("state", CharField()),
        binding_hash=Given("binding_hash", CharField()),
        used_at=None,
        expires_at__gt=Given("now", DateTimeField()),
    ),
    used_at=Given("now", DateTimeField()),
)
_STATE = Prepared(
    lambda: (
        LaunchState.objects.select_related("platform__academy")
        .defer("platform__configuration")
        .filter(state=Given("state", CharField()))
    )
)


def _why_unspendable(row: LaunchState | None, secret: str) -> refusals.LaunchRefused:
    if row is None:
        return refusals.stale_login("state_unknown")
    if not hmac.compare_digest(row.binding_hash, _hash(secret)):
        return refusals.stale_login("browser_not_bound")
    if row.used_at is not None:
        return refusals.stale_login("state_used")
    return refusals.stale_login("state_expired")


def _check_target(target_link_uri: str) -> None:
    """Only a page of ours can be the target, else the login would be an open redirect."""
    if origin_of(target_link_uri) != settings.TOOL_ORIGIN:
        raise refusals.not_understood("target_link_uri is no address of this tool")


def _platform(issuer: str, client_id: str) -> Platform:
    """The registration meant: client_id is optional (LTI 1.3 core 4.1.3), but ambiguity is not.

    Only active ones count: a registration that waits cannot make another one ambiguous.
    """
    found = Platform.objects.filter(issuer=issuer)
    if client_id:
        found = found.filter(client_id=client_id)
        active = _CLIENT.all(issuer=issuer, client_id=client_id)
    else:
        active = list(found.filter(status=Platform.Status.ACTIVE)[:2])
    if len(active) == 1:
        return active[0]
    if active:
        raise refusals.unknown_platform("ambiguous issuer")
    raise _not_active(found.first())


# With what a login reads: the key set alone is longer than the rest of the row.
_CLIENT = Prepared(
    lambda: Platform.objects.only("issuer", "client_id", "auth_login_url", "frame_origins").filter(
        issuer=Given("issuer", CharField()),
        client_id=Given("client_id", CharField()),
        status=Platform.Status.ACTIVE,
    )[:2]
)


def _not_active(platform: Platform | None) -> refusals.LaunchRefused:
    """The refusal, which shows inside the frame of a platform that is known at all."""
    if platform is None:
        return refusals.unknown_platform("no registration")
    detail = f"platform {platform.pk} is {platform.status}"
    pending = platform.status == Platform.Status.PENDING
    refused = (refusals.platform_pending if pending else refusals.unknown_platform)(detail)
    refused.origins = frame_origins(platform)
    return refused


def _authorization_url(
    platform: Platform, parameters: Mapping[str, str], state: str, nonce: str
) -> str:
    """The authentication request (security framework 5.1.1.2)."""
    query = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "prompt": "none",
        "client_id": platform.client_id,
        "redirect_uri": settings.TOOL_ORIGIN + reverse("lti_provider:launch"),
        "login_hint": parameters["login_hint"],
        "state": state,
        "nonce": nonce,
    }
    if parameters.get("lti_message_hint"):
        query["lti_message_hint"] = parameters["lti_message_hint"]
    joint = "&" if "?" in platform.auth_login_url else "?"
    return f"{platform.auth_login_url}{joint}{urlencode(query)}"


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
