"""The names of our own things in statements. They never change while TOOL_ORIGIN does not."""

import uuid

from django.conf import settings

from academies.models import Learner
from courses.models import Attempt, Course, Module
from xapi.spec.parts import Json


def course_iri(course: Course) -> str:
    return f"{settings.TOOL_ORIGIN}/activities/courses/{course.pk}"


def module_iri(module: Module) -> str:
    return f"{settings.TOOL_ORIGIN}/activities/modules/{module.public_id}"


def registration_of(attempt: Attempt) -> str:
    """The UUID that ties the statements of one attempt together (Data 2.4.6.1)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{settings.TOOL_ORIGIN}/attempts/{attempt.pk}"))


def person(learner: Learner) -> Json:
    """Whom statements of ours are about: a pseudonym, never a name or a mailbox."""
    return pseudonymous(learner.pseudonym)


def pseudonymous(pseudonym: uuid.UUID) -> Json:
    account = {"homePage": settings.TOOL_ORIGIN, "name": str(pseudonym)}
    return {"objectType": "Agent", "account": account}
