"""How each LMS calls the values that connect it by hand, and where it asks for them.

Field names are the LMS's own English ones and are not translated. Only what was run is called
tested.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# How sure we are of a guide.
RULES_TESTED = _(
    "The field names are those of Moodle 4.5. Tested against a pretend LMS that follows Moodle's "
    "rules; not against this version of your Moodle."
)
FROM_DOCUMENTATION = _("From the vendor's documentation. Not tested; names may differ by version.")
# No page of the vendor's could be read for these.
UNCONFIRMED = _("Not tested, and not compared with the vendor's documentation: check the names.")


@dataclass(frozen=True, slots=True)
class Guide:
    """One LMS. key: for addresses; place, gives: where to go, and what it shows afterwards.

    fields: (its field, our value as a format string, see `Values`); answers: (our field, its
    name); dynamic: where the address of an invitation is pasted, "" where it takes none.
    """

    key: str
    lms: str
    place: str
    fields: tuple[tuple[str, str], ...]
    answers: tuple[tuple[str | Promise, str], ...]
    source: Promise
    dynamic: str = ""
    note: str | Promise = ""


_ISSUER, _CLIENT, _DEPLOYMENT = _("Issuer"), _("Client ID"), _("Deployment ID")
_AUTH, _TOKEN, _JWKS = _("Auth login URL"), _("Token URL"), _("JWKS URL")

GUIDES: tuple[Guide, ...] = (
    Guide(
        key="moodle",
        lms="Moodle",
        place="Site administration → Plugins → Activity modules → External tool → Manage tools → "
        "configure a tool manually",
        fields=(
            ("Tool name", "{name}"),
            ("Tool URL", "{launch}"),
            ("LTI version", "LTI 1.3"),
            ("Public key type", "Keyset URL"),
            ("Public keyset", "{jwks}"),
            ("Initiate login URL", "{login}"),
            ("Redirection URI(s)", "{launch}"),
            ("Content Selection URL", "{launch}"),
            (
                "IMS LTI Assignment and Grade Services",
                "Use this service for grade sync and column management",
            ),
            (
                "IMS LTI Names and Role Provisioning",
                "Use this service to retrieve members' information as per privacy settings",
            ),
        ),
        answers=(
            (_ISSUER, "Platform ID"),
            (_CLIENT, "Client ID"),
            (_AUTH, "Authentication request URL"),
            (_TOKEN, "Access token URL"),
            (_JWKS, "Public keyset URL"),
            (_DEPLOYMENT, "Deployment ID"),
        ),
        source=RULES_TESTED,
        dynamic="Manage tools → Tool URL → Add LTI Advantage",
        note=_("Switch on “Supports Deep Linking (Content-Item Message)”."),
    ),
    Guide(
        key="ilias",
        lms="ILIAS",
        place="Administration → Extending ILIAS → LTI → LTI Consumer → Add provider",
        fields=(
            ("Provider name", "{name}"),
            ("LTI version", "1.3.0"),
            ("Tool URL", "{launch}"),
            ("Initiate login URL", "{login}"),
            ("Redirection URI(s)", "{launch}"),
            ("Public key type", "JWK keyset URL"),
            ("Public keyset", "{jwks}"),
        ),
        answers=(
            (_ISSUER, "Platform ID"),
            (_CLIENT, "Client ID"),
            (_AUTH, "Authentication request URL"),
            (_TOKEN, "Access token URL"),
            (_JWKS, "Public keyset URL"),
            (_DEPLOYMENT, "Deployment ID"),
        ),
        source=UNCONFIRMED,
    ),
    Guide(
        key="canvas",
        lms="Canvas",
        place="Admin → Developer Keys → + Developer Key → + LTI Key → Method: Enter URL",
        fields=(
            ("Key Name", "{name}"),
            ("Redirect URIs", "{launch}"),
            ("JSON URL", "{canvas}"),
        ),
        answers=(
            (_ISSUER, "https://canvas.instructure.com"),
            (_CLIENT, "Developer Keys → Details"),
            (_AUTH, "https://sso.canvaslms.com/api/lti/authorize_redirect"),
            (_TOKEN, "https://sso.canvaslms.com/login/oauth2/token"),
            (_JWKS, "https://sso.canvaslms.com/api/lti/security/jwks"),
            (_DEPLOYMENT, "Settings → Apps → the tool → Deployment Id"),
        ),
        source=FROM_DOCUMENTATION,
        dynamic="Admin → Apps → Manage → Install a New App → Dynamic Registration",
        note=_("A Canvas that you host yourself has its own issuer and its own addresses."),
    ),
    Guide(
        key="blackboard",
        lms="Blackboard",
        place="developer.anthology.com → Register a REST or LTI application → My Integration "
        "supports LTI 1.3; then Administrator Panel → LTI Tool Providers → Register LTI "
        "1.3/Advantage Tool",
        fields=(
            ("Application Name", "{name}"),
            ("Domain(s)", "{domain}"),
            ("Login Initiation URL", "{login}"),
            ("Tool Redirect URL(s)", "{launch}"),
            ("Tool JWKS URL", "{jwks}"),
            ("Signing Algorithm", "RS256"),
        ),
        answers=(
            (_ISSUER, "Issuer"),
            (_CLIENT, "Application ID"),
            (_AUTH, "OIDC auth request endpoint"),
            (_TOKEN, "Auth token endpoint"),
            (_JWKS, "Public keyset URL"),
            (_DEPLOYMENT, "LTI Tool Providers → Edit → Deployment ID"),
        ),
        source=FROM_DOCUMENTATION,
        dynamic="developer.anthology.com → LTI Dynamic Registration",
        note=_("The provider of the courses registers the application once, for all academies."),
    ),
    Guide(
        key="brightspace",
        lms="Brightspace",
        place="Admin Tools → Manage Extensibility → LTI Advantage → Register Tool → Standard",
        fields=(
            ("Name", "{name}"),
            ("Domain", "{origin}"),
            ("Redirect URLs", "{launch}"),
            ("OpenID Connect Login URL", "{login}"),
            ("Target Link URI", "{launch}"),
            ("Keyset URL", "{jwks}"),
            (
                "Extensions",
                "Assignment and Grade Services, Deep Linking, Names and Role Provisioning Services",
            ),
        ),
        answers=(
            (_ISSUER, "Issuer"),
            (_CLIENT, "Client Id"),
            (_AUTH, "OpenID Connect Authentication Endpoint"),
            (_TOKEN, "Brightspace OAuth2 Access Token URL"),
            (_JWKS, "Brightspace Keyset URL"),
            (_DEPLOYMENT, "View Deployments → Deployment Id"),
        ),
        source=FROM_DOCUMENTATION,
        dynamic="Register Tool → Dynamic → Tool initiation registration endpoint",
        note=_("Tick “Configure Deployment”, or make a deployment afterwards."),
    ),
    Guide(
        key="sakai",
        lms="Sakai",
        place="Administration Workspace → External Tools → Install LTI 1.3 Tool",
        fields=(
            ("Tool Title", "{name}"),
            ("Launch URL", "{launch}"),
            ("LTI 1.3 Tool Keyset URL", "{jwks}"),
            ("LTI 1.3 Tool OpenID Connect/Initialization Endpoint", "{login}"),
            ("LTI 1.3 Tool Redirect Endpoint", "{launch}"),
            (
                "Services",
                "Return grades, create grade columns, provide roster (to External Tool)",
            ),
        ),
        answers=(
            (_ISSUER, "LTI 1.3 Platform Issuer"),
            (_CLIENT, "LTI 1.3 Client ID"),
            (_AUTH, "LTI 1.3 Platform OIDC Authentication URL"),
            (_TOKEN, "LTI 1.3 Platform OAuth2 Bearer Token Retrieval URL"),
            (_JWKS, "LTI 1.3 Platform OAuth2 Well-Known/KeySet URL"),
            (_DEPLOYMENT, "LTI 1.3 Deployment ID"),
        ),
        source=FROM_DOCUMENTATION,
        dynamic="External Tools → LTI Advantage Auto Provision",
    ),
    Guide(
        key="openedx",
        lms="Open edX",
        place="Studio → Settings → Advanced Settings → Advanced Module List: lti_consumer; then "
        "the unit → Advanced → LTI Consumer → Edit",
        fields=(
            ("LTI Version", "LTI 1.3"),
            ("Tool Launch URL", "{launch}"),
            ("Tool Initiate Login URL", "{login}"),
            ("Registered Redirect URIs", '["{launch}"]'),
            ("Tool Public Key Mode", "Keyset URL"),
            ("Tool Keyset URL", "{jwks}"),
            ("Deep linking", "True"),
            ("Deep Linking Launch URL", "{launch}"),
            ("LTI Assignment and Grades Service", "Allow tools to submit grades"),
        ),
        answers=(
            (_ISSUER, "Issuer"),
            (_CLIENT, "Client ID"),
            (_AUTH, "Login URL"),
            (_TOKEN, "Access Token URL"),
            (_JWKS, "Keyset URL"),
            (_DEPLOYMENT, "Deployment ID"),
        ),
        source=UNCONFIRMED,
        note=_(
            "The values are shown with the unit in Studio. Each unit has a client id of its own."
        ),
    ),
)
