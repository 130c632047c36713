"""The words of a self-test: what each step is about, what it found, and what to do about it.

Moodle's menus are named as Moodle 4.5 has them in English (docs/moodle.md). For other platforms
the advice says what to ask for.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise
_TOOLS = "Site administration → Plugins → Activity modules → External tool → Manage tools"
_EDIT = f"{_TOOLS} → the gear of this tool"
_ASK = _("Ask your LMS administrator")
_GRADES = (
    f"{_EDIT} → Services → IMS LTI Assignment and Grade Services: "
    "“Use this service for grade sync and column management”"
)
_NAMES = (
    f"{_EDIT} → Services → IMS LTI Names and Role Provisioning: "
    "“Use this service to retrieve members' information as per privacy settings”"
)
_DETAILS = f"{_TOOLS} → “View configuration details” of this tool"

STEPS: dict[str, Words] = {
    "admission": _("Is anybody let in?"),
    "https": _("Encrypted addresses"),
    "key_set": _("The platform's keys"),
    "clock": _("Clocks"),
    "own_keys": _("The tool's own keys"),
    "tokens": _("Access to the services"),
    "line_items": _("Gradebook columns"),
    "memberships": _("Class list"),
    "framing": _("Showing the module inside the platform's page"),
}


@dataclass(frozen=True, slots=True)
class Said:
    """Of one code: the sentence, what to do, and where in Moodle, "" where it is not there."""

    what: Words
    to_do: Words = ""
    moodle: str = ""
    elsewhere: Words = ""


FOUND: dict[str, Said] = {
    "admission_ok": Said(_("Yes: the academy is open, and %(n)s deployment(s) are known.")),
    "not_active": Said(
        _("No: the platform's status here is “%(status)s”."),
        _("An owner of this service approves it, here in the staff pages."),
    ),
    "academy_closed": Said(
        _("No: %(academy)s is not approved, or its agreement does not cover today."),
        _("An owner of this service, or your national approver, can open the academy."),
    ),
    "no_deployment": Said(
        _("No: no deployment id is known, so every launch is refused."),
        _("Add the deployment id that the platform shows to this platform, here."),
        f"{_DETAILS} → Deployment ID",
        _("Ask your LMS administrator for the deployment id."),
    ),
    "https_ok": Said(_("Both sides use https.")),
    "tool_http": Said(
        _("This tool runs over plain http (%(origin)s). That is for a demonstration only: browsers "
          "keep no cookie in a frame, and everything can be read on the way."),
        _("Whoever runs this service sets TOOL_ORIGIN to an https address."),
    ),
    "platform_http": Said(
        _("The platform's addresses use plain http: %(origin)s."),
        _("The platform should be reached by https only; register it again with those addresses."),
        "Site administration → Server → HTTP (and the web server's own certificate)",
        _ASK,
    ),
    "keys_ok": Said(_("The key set was fetched and has %(n)s usable RSA key(s).")),
    "keys_unreachable": Said(
        _("The key set at %(url)s cannot be had: %(why)s. No launch with a new key gets in."),
        _("Compare the JWKS URL of this platform with the one the platform shows, and see whether "
          "a firewall keeps this tool's server out."),
        f"{_DETAILS} → Public keyset URL",
        _("Ask your LMS administrator for the address of the key set, and to let this tool's "
          "server reach it."),
    ),
    "keys_status": Said(
        _("Instead of the key set, the platform answered %(status)s."),
        _("Compare the JWKS URL of this platform with the one the platform shows."),
        f"{_DETAILS} → Public keyset URL",
        _("Ask your LMS administrator for the address of the key set."),
    ),
    "keys_page": Said(
        _("Instead of the key set came a page, such as a sign-in or maintenance page."),
        _("The address has to open without signing in; compare it with the one the platform "
          "shows."),
        f"{_DETAILS} → Public keyset URL",
        _("Ask your LMS administrator for the address of the key set."),
    ),
    "keys_none": Said(
        _("The key set has no RSA key of at least 2,048 bits with an id, for signatures by RS256."),
        _("Compare the JWKS URL; the platform may have to make a new key."),
        f"{_DETAILS} → Public keyset URL",
        _ASK,
    ),
    "clock_ok": Said(_("The two clocks differ by %(seconds)s second(s), which does no harm.")),
    "clock_off": Said(
        _("The two clocks differ by %(seconds)s seconds. From 60 on launches are refused."),
        _("One of the two servers does not keep its clock right (NTP)."),
        elsewhere=_("Ask the administrators of both servers."),
    ),
    "clock_wrong": Said(
        _("The two clocks differ by %(seconds)s seconds: launches are refused as too old or not "
          "yet valid."),
        _("One of the two servers has to set its clock right (NTP)."),
        elsewhere=_("Ask the administrators of both servers."),
    ),
    "clock_unknown": Said(_("The platform did not say what time it has.")),
    "own_keys_ok": Said(_("They are published at %(url)s.")),
    "own_keys_unreachable": Said(
        _("%(url)s cannot be reached from this server: %(why)s. Whether the platform reaches it "
          "is not known."),
        _("Open the address from the platform's own server. If that fails, the platform cannot "
          "verify this tool, and no grade gets through."),
        "Site administration → General → Security → HTTP security → cURL blocked hosts list, "
        "cURL allowed ports list",
        _("Ask your LMS administrator to open the address from the LMS's server."),
    ),
    "own_keys_other": Said(
        _("%(url)s answers, but not with the key that this tool signs with."),
        _("Whoever runs this service looks whether the address leads to this installation."),
    ),
    "own_keys_broken": Said(
        _("This tool has no usable key of its own, so that it cannot sign anything."),
        _("Whoever runs this service runs `manage.py make_keys`, which says what is wrong."),
    ),
    "token_ok": Said(_("The platform grants everything that was asked for.")),
    "token_client": Said(
        _("The platform does not know this tool's client id, or cannot verify its key. Grades "
          "cannot be sent."),
        _("Compare the client id, and see that the platform fetches this tool's keys by address."),
        f"{_EDIT} → Public key type: “Keyset URL”; Public keyset: this tool's /lti/jwks/",
        _("Ask your LMS administrator to compare the client id and the address of this tool's "
          "key set."),
    ),
    "token_refused": Said(
        "%(why)s",
        _("Compare the token URL of this platform with the one the platform shows."),
        f"{_DETAILS} → Access token URL",
        _("Ask your LMS administrator for the address of the access tokens."),
    ),
    "token_no_score": Said(
        _("The platform does not let this tool send grades (refused: %(names)s)."),
        _("Allow the tool to use the grade services."),
        _GRADES,
        _("Ask your LMS administrator to allow the Assignment and Grade Services for this tool."),
    ),
    "token_some": Said(
        _("Grades can be sent, but the platform refuses: %(names)s."),
        _("Allow what is missing: lineitem makes columns, result.readonly compares grades, "
          "contextmembership.readonly shows who has not begun."),
        f"{_GRADES}; {_NAMES}",
        _("Ask your LMS administrator to allow these services for this tool."),
    ),
    "line_items_ok": Said(_("%(n)s column(s) were read in the course of “%(activity)s”.")),
    "line_items_unknown": Said(
        _("Not known yet: no activity has told the tool where its gradebook is."),
        _("Open an activity once, then test again."),
        f"{_GRADES}; in the activity: Privacy → “Accept grades from the tool”",
        _("Open an activity once. If this stays, ask your LMS administrator to allow the grade "
          "services for this tool."),
    ),
    "line_items_refused": Said(
        _("The columns cannot be read: %(why)s"),
        _("Allow the tool to use the grade services."),
        _GRADES,
        _ASK,
    ),
    "line_items_none": Said(
        _("What came is no list of columns."),
        _("The address may lead to another page since the platform moved."),
        elsewhere=_ASK,
    ),
    "members_ok": Said(_("The list of “%(course)s” was read: %(n)s people on its first page.")),
    "members_unknown": Said(
        _("Not known yet: no course has told the tool where its class list is. Without it trainers "
          "do not see who has never opened the module."),
        _("Allow it if you like, open an activity once, then test again."),
        _NAMES,
        _("Ask your LMS administrator for the Names and Role Provisioning Services."),
    ),
    "members_refused": Said(
        _("The class list cannot be read: %(why)s"),
        _("Allow the tool to read it, if trainers are to see who has never opened the module."),
        _NAMES,
        _("Ask your LMS administrator for the Names and Role Provisioning Services."),
    ),
    "members_none": Said(
        _("What came is no class list."),
        _("The address may lead to another page since the platform moved."),
        elsewhere=_ASK,
    ),
    "frames_ok": Said(_("These pages may show it: %(origins)s.")),
    "frames_http": Said(
        _("These pages may show it, some of them over plain http: %(origins)s. Browsers may keep "
          "no cookie there."),
        _("Use https for the platform, or let the activity open in a new window."),
        "the activity → Launch container: “New window”",
        _ASK,
    ),
    "frames_none": Said(
        _("An address among the frame origins of this platform is none, so that browsers may show "
          "an empty frame."),
        _("Write origins such as https://lms.example, or leave the field empty."),
    ),
    "no_time": Said(
        _("Not tried: the steps before took too long."),
        _("Test again when the platform answers faster."),
    ),
    "broken": Said(
        _("This step itself broke (reference %(reference)s)."),
        _("Tell whoever runs this service the reference."),
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A step as the page shows it; where: the menu in Moodle, or whom to ask."""

    title: str
    outcome: str
    what: str
    to_do: str
    where: str


def shown(step: dict[str, Any], *, is_moodle: bool) -> ShownStep:
    """A step of a report in words."""
    said = FOUND[step["code"]]
    where = (said.moodle or said.elsewhere) if is_moodle else said.elsewhere
    return ShownStep(
        title=str(STEPS[step["step"]]),
        outcome=step["outcome"],
        what=str(said.what) % step["values"],
        to_do=str(said.to_do),
        where=str(where),
    )
