"""A launch, from the platform's answer to an opened attempt. Steps 2 to 5 of `docs/tour.md`."""

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext

from academies.models import Academy
from courses.players import NoPlayer, player_url
from courses.prepared import PreparedInsert
from courses.tickets import Ticket, sign_ticket
from lti_provider import claims, presentation, refusals, tool
from lti_provider.claims.reading import CLAIM
from lti_provider.models import LaunchSession, LaunchState, Platform
from lti_provider.services import launch_groups, migration, notices
from lti_provider.services.admissions import ADMISSIONS

log = structlog.get_logger(__name__)
_SESSION = PreparedInsert(LaunchSession)


@dataclass(frozen=True, slots=True)
class Arrival:
    """A person who came in: the launch session, and its token, which is known here only."""

    session: LaunchSession
    token: str
    platform: Platform
    # Whether the platform offers notices that nobody has subscribed to yet.
    wants_notices: bool = False

    @property
    def landing(self) -> str:
        """URL name of the page that takes the token; not for an attempt, which has a player."""
        return ADMISSIONS[self.session.message_type].landing


def arrive(state: LaunchState, id_token: str) -> Arrival:
    """Verify the platform's message for the spent login `state` and let the person in.

    Raises LaunchRefused, with the way back where the message gave one.
    """
    platform = state.platform
    try:
        verified = tool.verify_id_token(id_token, platform, state.nonce)
    except tool.TokenRefused as refused:
        unread = _token_refused(refused)
        unread.locale = presentation.language(platform.academy.language)
        raise unread from refused
    try:
        message = _read(verified, state)
        _check_may_enter(platform)
        return _admit(platform, message)
    except refusals.LaunchRefused as refused:
        refused.return_url = claims.read_return_url(verified)
        said = claims.read_locale(verified)
        refused.locale = presentation.language(said, platform.academy.language)
        raise


def open_for_learning(arrival: Arrival) -> tuple[str, str]:
    """The player's path and the ticket for the learner's attempt (or a trainer's preview).

    Raises LaunchRefused.
    """
    return open_player(arrival.session, arrival.platform)


def open_player(session: LaunchSession, platform: Platform) -> tuple[str, str]:
    """Open the attempt of `session` and sign the right to speak for it. Raises LaunchRefused."""
    attempt = session.attempt
    if attempt is None:
        raise refusals.module_gone("nothing_released")
    try:
        url = player_url(attempt.edition)
    except NoPlayer as missing:
        raise refusals.module_gone("no_player", str(missing)) from missing
    ticket = Ticket(
        attempt=attempt.pk,
        session=secrets.token_urlsafe(16),
        launch=session.pk,
        ancestors=frame_origins(platform),
        return_url=_way_back(session),
        locale=session.locale,
        source=platform.source,
    )
    return url, sign_ticket(ticket)


def _way_back(session: LaunchSession) -> str:
    """Where "Exit" leads, which the player offers once everything is saved (LTI 1.3 core 5.4.4)."""
    with translation.override(session.locale):
        said = gettext("Your work is saved.")
    log_line = f"launch {session.pk} left by exit"
    return presentation.return_address(session.return_url, lti_msg=said, lti_log=log_line)


def frame_origins(platform: Platform) -> tuple[str, ...]:
    """The origins whose pages may frame ours for this platform."""
    return tuple(platform.frame_origins) or (platform.issuer, platform.auth_login_url)


def find_session(token: str) -> LaunchSession | None:
    """The live launch session of a page's token, with its platform, academy and link loaded."""
    session = (
        LaunchSession.objects.select_related(
            "platform_user__platform__academy",
            "platform_user__learner",
            "deployment",
            "context",
            "resource_link__offering__module",
            "resource_link__context",
            "attempt__edition",
        )
        .filter(token_hash=hash_token(token), revoked_at=None, expires_at__gt=timezone.now())
        .first()
    )
    if session is None:
        return None
    platform = session.platform_user.platform
    open_today = platform.academy.may_enter(timezone.now().date())
    return session if open_today and platform.status == Platform.Status.ACTIVE else None


def session_over(token: str) -> refusals.LaunchRefused:
    """Why the page of `token` cannot go on, to be said in the frame and language it had.

    For a token whose session find_session does not give, or gives for another page.
    """
    refused = refusals.stale_login("session_over")
    sessions = LaunchSession.objects.select_related("platform_user__platform")
    known = sessions.filter(token_hash=hash_token(token)).first()
    if known is not None:
        refused.origins = frame_origins(known.platform_user.platform)
        refused.locale = known.locale
    return refused


def hash_token(token: str) -> str:
    """How a token is kept at rest. It is random, so a fast hash is as good as a slow one."""
    return hashlib.sha256(token.encode()).hexdigest()


def _read(verified: dict[str, object], state: LaunchState) -> claims.Message:
    try:
        message = claims.read_message(verified, allow_anonymous=state.platform.allows_anonymous)
        # PyLTI1p3 knows no anonymous launches, and one name of each message; both are read above.
        understood = {CLAIM + "message_type": message.message_type.value}
        named = {"sub": message.person.sub or "anonymous"}
        tool.validate_message({**verified, **understood, **named})
    except claims.ClaimsRefused as refused:
        raise refusals.not_understood(str(refused)) from refused
    except tool.TokenRefused as refused:
        raise refusals.not_understood(str(refused)) from refused
    if message.target_link_uri != state.target_link_uri:
        # LTI 1.3 core 5.3.4: the login's target is a hint, the signed claim must agree with it.
        raise refusals.not_understood("target_link_uri is not the one of the login")
    return message


def _token_refused(refused: tool.TokenRefused) -> refusals.LaunchRefused:
    if refused.expired:
        return refusals.stale_login("token_expired", str(refused))
    return refusals.not_understood(str(refused))


def _check_may_enter(platform: Platform) -> None:
    if platform.status != Platform.Status.ACTIVE:
        raise refusals.unknown_platform(f"platform {platform.pk} is {platform.status}")
    if platform.academy.status != Academy.Status.APPROVED:
        raise refusals.academy_closed("academy_not_approved")
    if not platform.academy.agreement_valid_on(timezone.now().date()):
        raise refusals.academy_closed("agreement_not_valid")


def _admit(platform: Platform, message: claims.Message) -> Arrival:
    token = secrets.token_urlsafe(32)
    now = timezone.now()
    _learn_family(platform, message)
    session = ADMISSIONS[message.message_type].admit(platform, message)
    session.token_hash = hash_token(token)
    session.is_trainer = message.is_trainer
    session.message_type = message.message_type
    session.locale = presentation.language(message.locale, platform.academy.language)
    # A window of its own is closed, not led back: the platform's page is still open behind it.
    session.return_url = "" if message.document_target == "window" else message.return_url
    session.created_at = now
    session.expires_at = now + dt.timedelta(seconds=settings.LTI_SESSION_LIFETIME_SECONDS)
    _SESSION.insert(session)
    migration.adopt_old_id(platform, session.platform_user, message)
    launch_groups.note_groups(session, message)
    log.info("launched", session=session.pk, platform=platform.pk, trainer=message.is_trainer)
    wants_notices = notices.wants_subscription(platform, message)
    return Arrival(session, token, platform, wants_notices)


def _learn_family(platform: Platform, message: claims.Message) -> None:
    """A platform registered by hand says at its first launch which product it is."""
    if not platform.product_family and message.product_family:
        platform.product_family = message.product_family
        platform.save(update_fields=["product_family"])
