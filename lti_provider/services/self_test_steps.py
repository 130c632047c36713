"""The steps of a platform's self-test. Each asks one thing and says what it found, as a code.

The words for the codes are in `self_test_words`. Nothing here changes anything at the platform,
and no answer of it is kept but numbers, host names and sentences of our own.
"""

import datetime as dt
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any, Literal

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from academies.outbound import http
from courses.framing import origin_of
from lti_provider import access_tokens, ags, keys, nrps, platform_keys
from lti_provider.models import Context, Platform, ResourceLink
from lti_provider.service_calls import ServiceCalls
from lti_provider.services.launching import frame_origins
from lti_provider.verdicts import NotSent

Outcome = Literal["ok", "warning", "failed", "unknown"]
# A clock that differs by more than this is worth a word before it stops launches.
CLOCK_WARNING_SECONDS = 10
_SCOPES = {
    ags.SCORE_SCOPE: "score",
    ags.LINE_ITEM_SCOPE: "lineitem",
    ags.LINE_ITEM_READ_SCOPE: "lineitem.readonly",
    ags.RESULT_SCOPE: "result.readonly",
    nrps.SCOPE: "contextmembership.readonly",
}
_LINE_ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
_MEMBERS = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


@dataclass(frozen=True, slots=True)
class Finding:
    """What a step found: a code for the words, and what the words are filled with."""

    code: str
    outcome: Outcome
    values: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Run:
    """One self-test under way. ends: of time.monotonic(); difference: of the clocks, if told."""

    platform: Platform
    ends: float
    difference: dt.timedelta | None = None
    granted: set[str] = field(default_factory=set)

    def calls(self) -> ServiceCalls:
        return ServiceCalls(self.platform, max(0.0, self.ends - time.monotonic()))


def admission(run: Run) -> Finding:
    """Whether the tool lets anybody of this platform in at all."""
    platform = run.platform
    if platform.status != Platform.Status.ACTIVE:
        return Finding("not_active", "failed", {"status": str(platform.get_status_display())})
    if not platform.academy.may_enter(timezone.now().date()):
        return Finding("academy_closed", "failed", {"academy": platform.academy.name})
    deployments = platform.deployments.count()
    if not deployments:
        return Finding("no_deployment", "failed")
    return Finding("admission_ok", "ok", {"n": str(deployments)})


def https(run: Run) -> Finding:
    """Cookies in frames, and the browser's storage, need https on both sides."""
    if not settings.TOOL_ORIGIN.startswith("https://"):
        return Finding("tool_http", "warning", {"origin": settings.TOOL_ORIGIN})
    platform = run.platform
    addresses = (platform.auth_login_url, platform.token_url, platform.jwks_url)
    plain = sorted({origin_of(url) for url in addresses if not url.startswith("https://")})
    if plain:
        return Finding("platform_http", "warning", {"origin": ", ".join(plain)})
    return Finding("https_ok", "ok")


def key_set(run: Run) -> Finding:
    """The keys with which the platform signs (security framework 6.3)."""
    try:
        answer = http.send("GET", run.platform.jwks_url, headers={"Accept": "application/json"})
    except http.HttpFailed as failed:
        return Finding("keys_unreachable", "failed", _where(run.platform.jwks_url, failed))
    run.difference = _difference(answer.headers.get("date", ""))
    if answer.status != 200:
        return Finding("keys_status", "failed", {"status": str(answer.status)})
    try:
        usable = platform_keys.usable_keys(answer.json())
    except http.NotJson:
        return Finding("keys_page", "failed")
    if not usable:
        return Finding("keys_none", "failed")
    return Finding("keys_ok", "ok", {"n": str(len(usable))})


def clock(run: Run) -> Finding:
    """Messages live for a minute (LTI_CLOCK_LEEWAY_SECONDS); the Date header has whole seconds."""
    if run.difference is None:
        return Finding("clock_unknown", "unknown")
    seconds = round(run.difference.total_seconds())
    values = {"seconds": str(abs(seconds))}
    if abs(seconds) > settings.LTI_CLOCK_LEEWAY_SECONDS:
        return Finding("clock_wrong", "failed", values)
    if abs(seconds) > CLOCK_WARNING_SECONDS:
        return Finding("clock_off", "warning", values)
    return Finding("clock_ok", "ok", values)


def own_keys(run: Run) -> Finding:
    """Whether the address under which the platform finds our keys works, as seen from here."""
    del run
    url = settings.TOOL_ORIGIN + reverse("lti_provider:jwks")
    try:
        document = http.fetch_json(url)
        current = keys.signing_key().kid
    except http.HttpFailed as failed:
        return Finding("own_keys_unreachable", "warning", {"url": url, "why": str(failed)})
    except keys.KeysRefused:
        return Finding("own_keys_broken", "failed")
    published = platform_keys.usable_keys(document)
    if current not in {key["kid"] for key in published}:
        return Finding("own_keys_other", "failed", {"url": url})
    return Finding("own_keys_ok", "ok", {"url": url})


def tokens(run: Run) -> Finding:
    """An access token for each service (security framework 4.1), none of which is kept."""
    missing = []
    for scope, name in _SCOPES.items():
        if time.monotonic() > run.ends:
            return Finding("no_time", "unknown")
        try:
            access_tokens.ask(run.platform, frozenset({scope}))
        except access_tokens.TokenRefused as refused:
            if refused.code not in (access_tokens.NOT_GRANTED, "invalid_scope"):
                return _no_token(refused)
            missing.append(name)
        else:
            run.granted.add(scope)
    if "score" in missing:
        return Finding("token_no_score", "failed", {"names": ", ".join(missing)})
    if missing:
        return Finding("token_some", "warning", {"names": ", ".join(missing)})
    return Finding("token_ok", "ok", {"n": str(len(_SCOPES))})


def line_items(run: Run) -> Finding:
    """The gradebook's columns of the newest activity (AGS 2.0, 3.2), read only."""
    links = ResourceLink.objects.filter(deployment__platform=run.platform)
    link = links.exclude(line_items_url="").order_by("-pk").first()
    if link is None:
        return Finding("line_items_unknown", "unknown")
    scope = ags.LINE_ITEM_SCOPE
    if ags.LINE_ITEM_READ_SCOPE in run.granted:
        scope = ags.LINE_ITEM_READ_SCOPE
    found = _first_page(run, link.line_items_url, scope, _LINE_ITEMS)
    if isinstance(found, str):
        return Finding("line_items_refused", "failed", {"why": found})
    if not isinstance(found, list):
        return Finding("line_items_none", "failed")
    return Finding("line_items_ok", "ok", {"n": str(len(found)), "activity": str(link)[:100]})


def memberships(run: Run) -> Finding:
    """The first page of a class list (NRPS 2.0, 2.2). Counted; nobody in it is looked at."""
    contexts = Context.objects.filter(deployment__platform=run.platform)
    context = contexts.exclude(memberships_url="").order_by("-pk").first()
    if context is None:
        return Finding("members_unknown", "unknown")
    found = _first_page(run, context.memberships_url, nrps.SCOPE, _MEMBERS)
    if isinstance(found, str):
        return Finding("members_refused", "warning", {"why": found})
    members = found.get("members") if isinstance(found, dict) else None
    if not isinstance(members, list):
        return Finding("members_none", "warning")
    return Finding("members_ok", "ok", {"n": str(len(members)), "course": str(context)[:100]})


def framing(run: Run) -> Finding:
    """Whose pages may show the player in a frame (CSP frame-ancestors)."""
    given = frame_origins(run.platform)
    origins = sorted({origin for url in given if (origin := origin_of(url))})
    if not origins or (run.platform.frame_origins and len(origins) < len(set(given))):
        return Finding("frames_none", "failed")
    if settings.HTTPS and any(origin.startswith("http://") for origin in origins):
        return Finding("frames_http", "warning", {"origins": ", ".join(origins)})
    return Finding("frames_ok", "ok", {"origins": ", ".join(origins)})


STEPS: dict[str, Callable[[Run], Finding]] = {
    "admission": admission,
    "https": https,
    "key_set": key_set,
    "clock": clock,
    "own_keys": own_keys,
    "tokens": tokens,
    "line_items": line_items,
    "memberships": memberships,
    "framing": framing,
}


def _no_token(refused: access_tokens.TokenRefused) -> Finding:
    if isinstance(refused.__cause__, keys.KeysRefused):
        return Finding("own_keys_broken", "failed")
    if refused.code == "invalid_client":
        return Finding("token_client", "failed")
    return Finding("token_refused", "failed", {"why": refused.why})


def _first_page(run: Run, url: str, scope: str, media_type: str) -> Any:
    """The first page's document, or a sentence: why there is none."""
    try:
        page = next(run.calls().pages(url, scope, media_type, most=1))
        if page.answer.status != 200:
            return f"the answer is {page.answer.status}"
        document = page.answer.json()
    except NotSent as stopped:
        return stopped.verdict.why
    except http.NotJson:
        return "the answer is a page of HTML, such as a sign-in or maintenance page"
    return [] if document == "" else document


def _difference(date: str) -> dt.timedelta | None:
    """How far the platform's clock (RFC 9110, 6.6.1) is ahead of ours."""
    try:
        theirs = parsedate_to_datetime(date)
    except (TypeError, ValueError):
        return None
    if theirs.tzinfo is None:
        theirs = theirs.replace(tzinfo=dt.UTC)
    return theirs - timezone.now()


def _where(url: str, failed: Exception) -> dict[str, str]:
    return {"url": origin_of(url), "why": str(failed)}
