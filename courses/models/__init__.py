"""The catalogue (what is taught), the attempts (how far each learner has come), the imports."""

from courses.models.attempts import Attempt, Offering
from courses.models.catalogue import (
    Course,
    Edition,
    Entitlement,
    Module,
    Programme,
    ProgrammeMembership,
)
from courses.models.closures import Closure
from courses.models.imports import ImportJob
from courses.models.rule_changes import RuleChange
from courses.models.uploads import Upload

__all__ = [
    "Attempt",
    "Closure",
    "Course",
    "Edition",
    "Entitlement",
    "ImportJob",
    "Module",
    "Offering",
    "Programme",
    "ProgrammeMembership",
    "RuleChange",
    "Upload",
]
