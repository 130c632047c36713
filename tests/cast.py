"""The named cast of the tests, in both academies, as rows of the database.

Every function stores one row and returns it; what a test does not care about has a value here.
Lena and Sami share the number 4, Tomas and Tessa the number 3, on purpose: a `sub` is unique
within one platform only. All of them, and both academies, are invented.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from typing import Any

from academies.models import Academy, Learner
from courses.models import Attempt, Course, Edition, Entitlement, Module, Offering
from lti_provider.models import Context, Deployment, Platform, PlatformUser, ResourceLink

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
ALL_AGS_SCOPES = (
    f"{AGS}lineitem",
    f"{AGS}lineitem.readonly",
    f"{AGS}result.readonly",
    f"{AGS}score",
)
# ISO 3166-1 leaves XA to XZ to its users: no real country.
ACADEMIES = {
    "northvale": ("Northvale Police Academy", "XN"),
    "southmere": ("Southmere Police College", "XS"),
}


@dataclass(frozen=True)
class Person:
    """Somebody of the cast, as their LMS knows them: `sub` is the LMS's own number."""

    sub: str
    name: str
    academy: str


LENA = Person("4", "Lena Lund", "northvale")
LEO = Person("5", "Leo Lind", "northvale")
TOMAS = Person("3", "Tomas Tal", "northvale")
ADA = Person("2", "Ada Aas", "northvale")
SAMI = Person("4", "Sami Sole", "southmere")
TESSA = Person("3", "Tessa Sund", "southmere")
ANTON = Person("2", "Anton Sarr", "southmere")
OSCAR = Person("99", "Oscar Out", "northvale")


def make_academy(slug: str = "northvale", **values: Any) -> Academy:
    """An approved academy whose agreement began a month ago and has no end."""
    name, country = ACADEMIES[slug]
    defaults = {
        "name": name,
        "country": country,
        "status": Academy.Status.APPROVED,
        "agreement_version": "2026-1",
        "agreement_starts_on": dt.datetime.now(dt.UTC).date() - dt.timedelta(days=30),
    }
    return Academy.objects.create(slug=slug, **{**defaults, **values})


def make_platform(academy: Academy, base_url: str = "", **values: Any) -> Platform:
    """The academy's LMS, active. `base_url` is where it answers; by default nowhere."""
    base = base_url or f"https://lms.{academy.slug}.example"
    defaults = {
        "name": f"LMS of {academy.name}",
        "issuer": base,
        "client_id": f"client-of-{academy.slug}",
        "auth_login_url": f"{base}/mod/lti/auth.php",
        "token_url": f"{base}/mod/lti/token.php",
        "jwks_url": f"{base}/mod/lti/certs.php",
        "product_family": "moodle",
        "status": Platform.Status.ACTIVE,
    }
    return Platform.objects.create(academy=academy, **{**defaults, **values})


def make_deployment(platform: Platform, deployment_id: str = "1") -> Deployment:
    return Deployment.objects.create(platform=platform, deployment_id=deployment_id)


def make_module(title: str = "Securing a phone at the scene", **values: Any) -> Module:
    """A module of a course of its own."""
    slug = "course-" + hashlib.sha256(title.encode()).hexdigest()[:8]
    course = Course.objects.create(slug=slug, title=f"Course: {title}", subject="Mobile devices")
    return Module.objects.create(course=course, title=title, **values)


def make_edition(module: Module, number: int = 1, **values: Any) -> Edition:
    """A released SCORM 1.2 edition (its package is not stored)."""
    defaults = {
        "standard": Edition.Standard.SCORM_12,
        "status": Edition.Status.RELEASED,
        "title": module.title,
        "content_digest": hashlib.sha256(f"{module.pk}-{number}".encode()).hexdigest(),
    }
    return Edition.objects.create(module=module, number=number, **{**defaults, **values})


def make_entitlement(academy: Academy, module: Module, **values: Any) -> Entitlement:
    """The academy may open the module's course, since a month ago."""
    starts_on = dt.datetime.now(dt.UTC).date() - dt.timedelta(days=30)
    return Entitlement.objects.create(
        academy=academy, course=module.course, **{"starts_on": starts_on, **values}
    )


def make_offering(academy: Academy, module: Module) -> Offering:
    return Offering.objects.create(academy=academy, module=module, title=module.title)


def make_context(deployment: Deployment, context_id: str = "2") -> Context:
    return Context.objects.create(
        deployment=deployment, context_id=context_id, label="CYB-1", title="First responders"
    )


def make_resource_link(
    deployment: Deployment, offering: Offering, resource_link_id: str = "1", **values: Any
) -> ResourceLink:
    """An activity with a column in the gradebook, its addresses as Moodle writes them."""
    base = deployment.platform.issuer
    line_items = f"{base}/mod/lti/services.php/2/lineitems"
    defaults: dict[str, Any] = {
        "title": offering.title,
        "line_items_url": f"{line_items}?type_id={deployment.deployment_id}",
        "line_item_url": f"{line_items}/7/lineitem?type_id={deployment.deployment_id}",
        "ags_scopes": list(ALL_AGS_SCOPES),
    }
    return ResourceLink.objects.create(
        deployment=deployment,
        offering=offering,
        resource_link_id=resource_link_id,
        **{**defaults, **values},
    )


def make_platform_user(person: Person, platform: Platform) -> PlatformUser:
    """The person as the platform knows them, with a learner of the platform's academy."""
    learner = Learner.objects.create(academy=platform.academy)
    return PlatformUser.objects.create(platform=platform, sub=person.sub, learner=learner)


def make_attempt(learner: Learner, edition: Edition, offering: Offering, **values: Any) -> Attempt:
    return Attempt.objects.create(learner=learner, edition=edition, offering=offering, **values)
