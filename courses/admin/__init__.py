"""Staff pages of this room: the catalogue, the imports, the attempts."""

from courses.admin.access import EntitlementAdmin, MembershipAdmin, ProgrammeAdmin
from courses.admin.attempts import AttemptAdmin
from courses.admin.catalogue import CourseAdmin, ModuleAdmin
from courses.admin.editions import EditionAdmin
from courses.admin.import_jobs import ImportJobAdmin

__all__ = [
    "AttemptAdmin",
    "CourseAdmin",
    "EditionAdmin",
    "EntitlementAdmin",
    "ImportJobAdmin",
    "MembershipAdmin",
    "ModuleAdmin",
    "ProgrammeAdmin",
]
