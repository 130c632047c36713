"""What a member of staff may do, by role, and how far they see. Nothing else decides it.

Django's groups and permissions are not used: with five roles a table that fits on a page can be
read and tested, and nobody can grant themselves more through a form.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeGuard

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet

from academies.models import Academy, StaffUser

User = StaffUser | AnonymousUser


class Right(StrEnum):
    VIEW = "view"
    ADD = "add"
    CHANGE = "change"
    DELETE = "delete"


ALL = frozenset(Right)
READ = frozenset({Right.VIEW})
NONE: frozenset[Right] = frozenset()
_Role = StaffUser.Role

# Models by label, per role; a role that is not named here has no rights at all. "*" is the rest.
RIGHTS: dict[str, dict[str, frozenset[Right]]] = {
    _Role.OWNER: {"*": ALL},
    _Role.AUDITOR: {"*": READ},
    # Decides by the acts below; its pages have no form for it.
    _Role.NATIONAL_APPROVER: {
        "academies.academy": READ,
        "academies.application": READ,
        "academies.agreement": READ,
        "academies.agreementtext": READ,
        "academies.auditentry": READ,
        "courses.course": READ,
        "courses.entitlement": READ,
        "courses.programme": READ,
        "courses.programmemembership": READ,
        "lti_provider.platform": READ,
    },
    _Role.ACADEMY_ADMINISTRATOR: {
        "academies.academy": READ,
        "academies.agreement": READ,
        "academies.agreementtext": READ,
        "academies.auditentry": READ,
        "academies.staffuser": READ,
        "academies.learner": READ,
        "courses.course": READ,
        "courses.module": READ,
        "courses.edition": READ,
        "courses.entitlement": READ,
        "courses.programme": READ,
        "courses.programmemembership": READ,
        "courses.attempt": READ,
        "lti_provider.platform": READ,
        "lti_provider.deployment": READ,
        "lti_provider.resourcelink": READ,
        # Changed by "Send again" alone: the page offers no form.
        "lti_provider.passback": frozenset({Right.VIEW, Right.CHANGE}),
        "xapi.credential": READ,
        "xapi.ledger": READ,
        "xapi.forwarding": ALL,
        # The same.
        "xapi.deadletter": frozenset({Right.VIEW, Right.CHANGE}),
    },
    _Role.DATA_PROTECTION_OFFICER: {
        "academies.academy": READ,
        "academies.auditentry": READ,
        # Erased by the act below; nothing else of it changes.
        "academies.learner": READ,
        "courses.attempt": READ,
    },
}


class Act(StrEnum):
    """What is done by a service and not by a form: each asks `require` and is audited."""

    INVITE = "invite"  # an organisation to apply
    PUBLISH = "publish"  # a version of the agreement
    DECIDE = "decide"  # on an application, an agreement
    CLOSE = "close"  # suspend, reinstate, revoke an academy
    OPEN_COURSES = "open_courses"  # to an academy, and withdraw them
    ERASE = "erase"  # a learner's personal data
    EXPORT_AUDIT = "export_audit"
    EXPORT_STATEMENTS = "export_statements"  # of an academy's record store
    ISSUE_CREDENTIAL = "issue_credential"  # for an academy's record store, and withdraw it
    TEST_PLATFORM = "test_platform"  # the self-test of a learning platform
    PREVIEW = "preview"  # an edition, released or not, as a learner has it


ACTS: dict[Act, frozenset[str]] = {
    Act.INVITE: frozenset({_Role.OWNER}),
    Act.PUBLISH: frozenset({_Role.OWNER}),
    Act.DECIDE: frozenset({_Role.OWNER, _Role.NATIONAL_APPROVER}),
    Act.CLOSE: frozenset({_Role.OWNER, _Role.NATIONAL_APPROVER}),
    Act.OPEN_COURSES: frozenset({_Role.OWNER}),
    # Not the owner: whoever runs the courses has an interest in the records.
    Act.ERASE: frozenset({_Role.DATA_PROTECTION_OFFICER}),
    Act.TEST_PLATFORM: frozenset({_Role.OWNER, _Role.ACADEMY_ADMINISTRATOR}),
    Act.PREVIEW: frozenset({_Role.OWNER}),
    Act.EXPORT_STATEMENTS: frozenset({_Role.OWNER, _Role.ACADEMY_ADMINISTRATOR}),
    Act.ISSUE_CREDENTIAL: frozenset({_Role.OWNER, _Role.ACADEMY_ADMINISTRATOR}),
    Act.EXPORT_AUDIT: frozenset(
        {
            _Role.OWNER,
            _Role.NATIONAL_APPROVER,
            _Role.ACADEMY_ADMINISTRATOR,
            _Role.AUDITOR,
            _Role.DATA_PROTECTION_OFFICER,
        }
    ),
}


def acts_as_owner(user: User) -> bool:
    """A superuser acts as an owner; the role is asked of everybody else."""
    return _at_work(user) and (user.is_superuser or user.role == _Role.OWNER)


def rights(user: User, label: str) -> frozenset[Right]:
    """What `user` may do with rows in their reach of a model, such as "courses.edition"."""
    if not _at_work(user):
        return NONE
    if user.is_superuser:
        return ALL
    table = RIGHTS.get(user.role, {})
    return table.get(label, table.get("*", NONE))


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose rows somebody sees: everybody's, one academy's, one country's, or nobody's."""

    everything: bool = False
    academy_id: int | None = None
    country: str = ""

    def covers(self, academy_id: int | None, country: str) -> bool:
        """Whether something of this academy (None: of one that is not there yet) is in it."""
        if self.everything:
            return True
        if self.academy_id is not None:
            return self.academy_id == academy_id
        return bool(self.country) and self.country == country

    def condition(self, path: str, country_path: str = "") -> Q | None:
        """As a filter, for rows whose academy is found by the lookup `path` ("" : the row itself).

        country_path: where the country stands, for rows that may have no academy yet. None: no
        filter is needed. A condition that no row meets: nobody's.
        """
        prefix = f"{path}__" if path else ""
        if self.everything:
            return None
        if self.academy_id is not None:
            return Q(**{f"{prefix}pk": self.academy_id})
        if self.country:
            return Q(**{country_path or f"{prefix}country": self.country})
        return Q(pk__in=[])


def reach(user: User) -> Reach:
    """How far `user` sees. Whoever belongs to an academy never sees past it, unless an owner."""
    if not _at_work(user):
        return Reach()
    if acts_as_owner(user):
        return Reach(everything=True)
    if user.academy_id is not None:
        return Reach(academy_id=user.academy_id)
    if user.role == _Role.NATIONAL_APPROVER:
        return Reach(country=user.country)
    return Reach(everything=user.role in (_Role.AUDITOR, _Role.DATA_PROTECTION_OFFICER))


def within_reach(
    user: User, rows: QuerySet[Any], path: str | None, country_path: str = ""
) -> QuerySet[Any]:
    """The rows of `rows` that `user` may see; `path` None: the model belongs to no academy.

    Rows of no academy (an import) are seen by who sees everything. Where the path goes through
    many rows (a course's entitlements), each row still comes once.
    """
    if not rights(user, label_of(rows.model)):
        return rows.none()
    its_reach = reach(user)
    if path is None:
        return rows if its_reach.everything else rows.none()
    condition = its_reach.condition(path, country_path)
    if condition is None:
        return rows
    return rows.filter(pk__in=rows.filter(condition).values("pk"))


def may(user: User, act: Act, academy: Academy | None = None, country: str = "") -> bool:
    """Whether the role allows the act, and the academy (or the country) is within reach."""
    if not _at_work(user):
        return False
    allowed = user.role in ACTS[act] or (user.is_superuser and _Role.OWNER in ACTS[act])
    if not allowed:
        return False
    if academy is None and not country:
        return True
    if academy is None:
        return reach(user).covers(None, country)
    return reach(user).covers(academy.pk, academy.country)


def require(user: User, act: Act, academy: Academy | None = None, country: str = "") -> None:
    """Raises PermissionDenied unless `may`."""
    if not may(user, act, academy, country):
        raise PermissionDenied(f"{act} is not within this role or reach")


def academies_in_reach(user: User) -> QuerySet[Academy]:
    """The academies whose rows `user` may see."""
    condition = reach(user).condition("")
    rows = Academy.objects.all()
    return rows if condition is None else rows.filter(condition)


def label_of(model: type[Model]) -> str:
    """The model's label in lower case, as `RIGHTS` has it."""
    return model._meta.label_lower  # noqa: SLF001 - documented by Django as public


def _at_work(user: User) -> TypeGuard[StaffUser]:
    return isinstance(user, StaffUser) and user.is_active and user.is_staff
