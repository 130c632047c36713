"""Tenant, staff user, pseudonymous learner; how an academy is vetted; the audit log.

A learner's name is kept only where the academy's policy says so: the pseudonym is what every other
room uses. How a learner is recognised (platform and `sub`) is known to `lti_provider` alone.
"""

from academies.models.academy import Academy
from academies.models.audit import AuditEntry
from academies.models.people import Learner, StaffUser
from academies.models.vetting import (
    AcademyInvitation,
    Agreement,
    AgreementText,
    AgreementWarning,
    Application,
)

__all__ = [
    "Academy",
    "AcademyInvitation",
    "Agreement",
    "AgreementText",
    "AgreementWarning",
    "Application",
    "AuditEntry",
    "Learner",
    "StaffUser",
]
