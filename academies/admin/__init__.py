"""Staff pages of this room: academies and how they came in, staff, learners, the audit log."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group

from academies.admin.academies import AcademyAdmin, AgreementAdmin
from academies.admin.audit_log import AuditEntryAdmin
from academies.admin.people import LearnerAdmin, StaffUserAdmin
from academies.admin.vetting import ApplicationAdmin, InvitationAdmin, TextAdmin

__all__ = [
    "AcademyAdmin",
    "AgreementAdmin",
    "ApplicationAdmin",
    "AuditEntryAdmin",
    "InvitationAdmin",
    "LearnerAdmin",
    "StaffUserAdmin",
    "TextAdmin",
]

# Rights come from the role alone (academies.permissions), so there are no groups to manage.
admin.site.unregister(Group)
# What allauth keeps is shown by the pages of academies.staff, to its owner.
for _theirs in (EmailAddress, Authenticator, UserSession):
    if admin.site.is_registered(_theirs):
        admin.site.unregister(_theirs)
