"""Connect a platform by Dynamic Registration 1.0. It is pending until somebody approves it.

An existing registration is never changed from here: who holds an invitation may add a platform,
and not take one over.
"""

import json
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academies import audit
from academies.models import Academy
from academies.outbound import http
from academies.outbound.addresses import is_loopback_name
from courses.framing import origin_of
from lti_provider.claims import SUPPORTED_MESSAGES
from lti_provider.models import Deployment, Platform, RegistrationInvitation
from lti_provider.registration.answer import AnswerRefused, Registered, read_answer
from lti_provider.registration.configuration import (
    ConfigurationRefused,
    PlatformConfiguration,
    hosts_match,
    read_configuration,
)
from lti_provider.registration.request import Tool, registration_request
from lti_provider.services import invitations
from lti_provider.services import registration_refusals as refusals

log = structlog.get_logger(__name__)
NAME = _("Cybercrime courses")
DESCRIPTION = _("Courses on cybercrime for law enforcement, with grades in your gradebook.")
LABEL = _("Choose a module")
_LARGEST_ANSWER = 262_144
_LONGEST_CALL = 4000
_JSON = {"Accept": "application/json"}


def register(
    invitation: RegistrationInvitation, openid_configuration: str, registration_token: str
) -> Platform:
    """Register this tool at the platform, and the platform here: pending.

    openid_configuration, registration_token: as the platform sent them (3.3); the token may be "",
    Brightspace sends none. Raises RegistrationRefused; the invitation is then still good.
    """
    _check_call(openid_configuration, registration_token)
    configuration = _configuration(openid_configuration)
    request = registration_request(
        this_tool(), configuration, claims=_claims_kept(invitation.academy)
    )
    registered = _send(configuration, request, registration_token)
    platform = _store(invitation, configuration, registered)
    log.info("registration.stored", platform=platform.pk, invitation=invitation.pk)
    return platform


def this_tool() -> Tool:
    """The tool as platforms are told of it."""
    origin = settings.TOOL_ORIGIN
    return Tool(
        origin=origin,
        login_url=origin + reverse("lti_provider:login"),
        launch_url=origin + reverse("lti_provider:launch"),
        jwks_url=origin + reverse("lti_provider:jwks"),
        logo_url=logo_url(),
        names=_in_languages(NAME),
        descriptions=_in_languages(DESCRIPTION),
        labels=_in_languages(LABEL),
        messages=tuple(sorted(str(message) for message in SUPPORTED_MESSAGES)),
    )


def logo_url() -> str:
    """Without the hash of its content, which `static` adds: platforms keep the address."""
    return f"{settings.TOOL_ORIGIN}{settings.STATIC_URL}lti_provider/logo.svg"


def _in_languages(text: Promise) -> dict[str, str]:
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(text)
    return found


def _claims_kept(academy: Academy) -> frozenset[str]:
    """What the academy's policy keeps of a person; the rest is not even asked for."""
    names = ("name", "given_name", "family_name") if academy.keeps_names else ()
    return frozenset([*names, *(["email"] if academy.keeps_emails else [])])


def _check_call(openid_configuration: str, registration_token: str) -> None:
    if not openid_configuration:
        raise refusals.unreadable_call("no openid_configuration")
    if max(len(openid_configuration), len(registration_token)) > _LONGEST_CALL:
        raise refusals.unreadable_call("a parameter is too long")
    # RFC 6750, 2.1: printable ASCII without spaces; it becomes part of a header.
    if not all("!" <= character <= "~" for character in registration_token):
        raise refusals.unreadable_call("the registration_token is malformed")


def _configuration(url: str) -> PlatformConfiguration:
    try:
        answer = http.send("GET", url, headers=_JSON, largest=_LARGEST_ANSWER)
        if answer.status != 200:
            raise refusals.unavailable("configuration", f"it answered {answer.status}")
        configuration = read_configuration(answer.json())
    except http.AddressRefused as refused:
        raise refusals.address_refused("openid_configuration", str(refused)) from refused
    except http.HttpFailed as failed:
        raise refusals.unavailable("configuration", str(failed)) from failed
    except ConfigurationRefused as refused:
        raise refusals.configuration_unusable(refused.member, refused.why) from refused
    if not hosts_match(url, configuration.issuer) and not _both_on_this_machine(
        url, configuration.issuer
    ):
        raise refusals.issuer_mismatch(urlsplit(url).hostname or "")
    for member in ("authorization_endpoint", "token_endpoint", "jwks_uri", "registration_endpoint"):
        try:
            http.check_address(getattr(configuration, member))
        except http.AddressRefused as refused:
            raise refusals.address_refused(member, str(refused)) from refused
    return configuration


def _both_on_this_machine(url: str, issuer: str) -> bool:
    """The demo's LMS is academy.localhost for browsers and 127.0.0.1 for servers."""
    hosts = [urlsplit(address).hostname or "" for address in (url, issuer)]
    return settings.ALLOW_INSECURE_PLATFORMS and all(map(is_loopback_name, hosts))


def _send(
    configuration: PlatformConfiguration, request: dict[str, object], registration_token: str
) -> Registered:
    try:
        answer = http.send(
            "POST",
            configuration.registration_endpoint,
            headers={**_JSON, "Content-Type": "application/json"},
            body=json.dumps(request).encode(),
            bearer=registration_token,
            largest=_LARGEST_ANSWER,
        )
        if answer.status not in (200, 201):
            raise refusals.unavailable("registration", f"it answered {answer.status}")
        return read_answer(answer.json())
    except http.AddressRefused as refused:
        raise refusals.address_refused("registration_endpoint", str(refused)) from refused
    except (http.HttpFailed, AnswerRefused) as failed:
        raise refusals.unavailable("registration", str(failed)) from failed


def _store(
    invitation: RegistrationInvitation,
    configuration: PlatformConfiguration,
    registered: Registered,
) -> Platform:
    """Platform, deployment and the spent invitation together, or none of them."""
    try:
        with transaction.atomic():
            platform = Platform.objects.create(
                academy=invitation.academy,
                name=_name(invitation.academy, configuration),
                issuer=configuration.issuer,
                client_id=registered.client_id,
                auth_login_url=configuration.authorization_endpoint,
                token_url=configuration.token_endpoint,
                jwks_url=configuration.jwks_uri,
                frame_origins=_frame_origins(configuration),
                product_family=configuration.product_family,
                status=Platform.Status.PENDING,
                registered_by=Platform.Registration.DYNAMIC,
                configuration=configuration.as_kept(),
            )
            if registered.deployment_id:
                Deployment.objects.create(platform=platform, deployment_id=registered.deployment_id)
            invitations.spend(invitation, platform)
            told = ["issuer", "client_id", "status", "registered_by"]
            after = audit.values(platform, told)
            audit.record(None, "platform.registered", platform, {}, after, invitation.academy)
            return platform
    except IntegrityError as taken:
        raise refusals.already_registered(f"invitation {invitation.pk}") from taken


def _name(academy: Academy, configuration: PlatformConfiguration) -> str:
    return f"{academy.name}: {urlsplit(configuration.issuer).hostname}"[:200]


def _frame_origins(configuration: PlatformConfiguration) -> list[str]:
    """Where the LMS's pages are; [] for the issuer alone. A hosted LMS has a host per customer."""
    issuer = origin_of(configuration.issuer)
    others = {
        origin_of(configuration.authorization_endpoint),
        origin_of(configuration.registration_endpoint),
    }
    return sorted({issuer, *others}) if others != {issuer} else []
