"""What the sidebar of the staff admin offers to whom."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from academies.permissions import Right, rights

# Title of the group; then model, title, icon (of Material Symbols, which Unfold brings along).
_GROUPS: list[tuple[Promise, list[tuple[str, Promise, str]]]] = [
    (
        _("Courses"),
        [
            ("courses.importjob", _("Import a package"), "upload_file"),
            ("courses.course", _("Courses"), "school"),
            ("courses.module", _("Modules"), "menu_book"),
            ("courses.edition", _("Editions"), "history_edu"),
        ],
    ),
    (
        _("Academies"),
        [
            ("academies.application", _("Applications"), "inbox"),
            ("academies.academyinvitation", _("Invitations"), "mail"),
            ("academies.academy", _("Academies"), "account_balance"),
            ("academies.agreementtext", _("Agreement texts"), "contract"),
            ("courses.entitlement", _("Who may open what"), "key"),
            ("courses.programme", _("Programmes"), "workspaces"),
            ("lti_provider.platform", _("Learning platforms"), "hub"),
            ("lti_provider.registrationinvitation", _("Connect an LMS"), "add_link"),
            ("academies.staffuser", _("Staff"), "badge"),
        ],
    ),
    (
        _("Records"),
        [
            ("courses.attempt", _("Attempts"), "task_alt"),
            ("academies.learner", _("Learners"), "group"),
            ("lti_provider.passback", _("Grades on their way"), "outbox"),
            ("xapi.ledger", _("Record stores"), "database"),
            ("xapi.credential", _("Keys of the record stores"), "vpn_key"),
            ("xapi.forwarding", _("Forwarding of statements"), "forward_to_inbox"),
            ("xapi.deadletter", _("Refused statements"), "unsubscribe"),
            ("academies.auditentry", _("Audit log"), "policy"),
            ("scorm.scormpackage", _("Stored packages"), "inventory_2"),
        ],
    ),
]


def navigation(request: HttpRequest) -> list[dict[str, Any]]:
    """The groups of the sidebar with what the signed-in person may see and the site has."""
    start = {"title": _("Start"), "icon": "home", "link": reverse("admin:index")}
    groups = [
        {
            "title": title,
            "items": [_entry(*entry) for entry in entries if _offered(request, *entry)],
        }
        for title, entries in _GROUPS
    ]
    return [{"items": [start]}, *(group for group in groups if group["items"])]


def _entry(label: str, title: Promise, icon: str) -> dict[str, Any]:
    link = reverse(f"admin:{label.replace('.', '_')}_changelist")
    return {"title": title, "icon": icon, "link": link}


def _offered(request: HttpRequest, label: str, title: Promise, icon: str) -> bool:
    del title, icon
    try:
        registered = admin.site.is_registered(apps.get_model(label))
    except LookupError:
        return False  # a room that is not there yet
    return registered and Right.VIEW in rights(request.user, label)
