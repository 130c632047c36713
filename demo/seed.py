"""`python -m demo.seed`: what the demo knows from the start. Run again, it adds what is missing.

Three sample courses, two academies with an agreement, the pretend LMS as Northvale's platform, the
owner's account, and `lms.json`, the configuration of the pretend LMS. Everything is invented.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import secrets
import sys
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command

from demo.agreement import VERSION as AGREEMENT
from demo.agreement import add_agreement
from demo.courses.build import build_all
from demo.courses.catalogue import COURSES, CatalogueCourse
from demo.run.options import Options

CLIENT_ID = "northvale-demo"
DEPLOYMENT_ID = "1"
OWNER = "owner"
# ISO 3166-1 leaves XA to XZ to its users: no real country.
ACADEMIES = {
    "northvale": ("Northvale Police Academy", "XN"),
    "southmere": ("Southmere Police College", "XS"),
}
ENTITLED = {
    "northvale": ("first-responder-scene", "victim-first-contact", "messages-and-accounts"),
    "southmere": ("first-responder-scene",),
}
# Title, sample course, container: each is one activity of the pretend LMS.
ACTIVITIES = (
    ("First responder at the scene", "first-responder-scene", "iframe"),
    ("First responder at the scene (new window)", "first-responder-scene", "window"),
    ("First contact with a victim", "victim-first-contact", "iframe"),
    ("First contact with a victim (new window)", "victim-first-contact", "window"),
    ("Messages and cloud accounts", "messages-and-accounts", "iframe"),
)


def seed(options: Options) -> None:
    """Bring the database and the demo's folder to what the demo needs."""
    from courses.models import Module

    add_agreement()
    add_academies()
    modules: dict[str, Module] = {}
    packages = {place.name: place for place in build_all(options.demo / "packages")}
    for course in COURSES:
        modules[course.slug] = add_module(course)
        import_package(modules[course.slug], packages[course.module.package])
    add_entitlements()
    add_platform(options)
    add_owner(options.demo / "owner-password")
    ids = {slug: str(module.public_id) for slug, module in modules.items()}
    write_config(options.demo / "lms.json", lms_config(options, ids))


def add_academies() -> None:
    """Approved, with an agreement that began yesterday and has no end; kept as they are if there.

    Yesterday, because somewhere it still is.
    """
    from academies.models import Academy

    for slug, (name, country) in ACADEMIES.items():
        values = {
            "name": name,
            "country": country,
            "status": Academy.Status.APPROVED,
            "agreement_version": AGREEMENT,
            "agreement_starts_on": _yesterday(),
        }
        Academy.objects.get_or_create(slug=slug, defaults=values)


def add_module(course: CatalogueCourse) -> Any:
    """The course of the catalogue with its one module. Returns the Module."""
    from courses.models import Course, Module

    values = {
        "title": course.title,
        "description": course.description,
        "subject": course.subject,
        "keywords": ", ".join(course.keywords),
        "language": course.language,
        "level": Course.Level.BASIC,
    }
    row, _ = Course.objects.get_or_create(slug=course.slug, defaults=values)
    minutes = {"duration_minutes": course.module.minutes}
    return Module.objects.get_or_create(course=row, title=course.module.title, defaults=minutes)[0]


def import_package(module: Any, package: Path) -> None:
    """Release the package as an edition, unless these very bytes have been imported before."""
    digest = hashlib.sha256(package.read_bytes()).hexdigest()
    stamp = package.with_suffix(".imported")
    wanted = f"{module.public_id} {digest}"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    call_command("import_course", str(package), module=str(module.public_id), release=True)
    stamp.write_text(wanted, encoding="utf-8")


def add_entitlements() -> None:
    """Which academy may open which course; those withdrawn by hand come back, dates stay."""
    from academies.models import Academy
    from courses.models import Course, Entitlement

    for academy_slug, course_slugs in ENTITLED.items():
        academy = Academy.objects.get(slug=academy_slug)
        for course in Course.objects.filter(slug__in=course_slugs):
            starts = {"starts_on": _yesterday()}
            Entitlement.objects.get_or_create(academy=academy, course=course, defaults=starts)


def add_platform(options: Options) -> None:
    """The pretend LMS as Northvale's platform. Its addresses follow the ports of this run."""
    from academies.models import Academy
    from lti_provider.models import Deployment, Platform

    addresses = {
        "issuer": options.lms_origin,
        "auth_login_url": f"{options.lms_origin}/mod/lti/auth.php",
        "token_url": f"{options.lms_service}/mod/lti/token.php",
        "jwks_url": f"{options.lms_service}/mod/lti/certs.php",
    }
    new = {
        "academy": Academy.objects.get(slug="northvale"),
        "name": "Pretend LMS of Northvale",
        "product_family": "moodle",
        "status": Platform.Status.ACTIVE,
    }
    platform, _ = Platform.objects.update_or_create(
        client_id=CLIENT_ID, defaults=addresses, create_defaults={**new, **addresses}
    )
    Deployment.objects.get_or_create(platform=platform, deployment_id=DEPLOYMENT_ID)


def add_owner(place: Path) -> None:
    """The owner's account; its random password is in `place`, which only we may read.

    Without the file nobody would know the password any more, so a new one is made.
    """
    from academies.models import StaffUser

    owner, created = StaffUser.objects.get_or_create(
        username=OWNER, defaults={"role": StaffUser.Role.OWNER, "is_staff": True}
    )
    if not created and place.exists():
        return
    password = secrets.token_urlsafe(12)
    owner.set_password(password)
    owner.save()
    place.unlink(missing_ok=True)
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(password + "\n")


def lms_config(options: Options, modules: dict[str, str]) -> dict[str, Any]:
    """The configuration of the pretend LMS. `modules`: course slug to the module's public id.

    The module's id is in `custom` and `resource_id`, since a copied course of Moodle keeps these
    and changes its resource-link ids.
    """
    lti = f"{options.tool_origin}/lti"
    tool = {
        "client_id": CLIENT_ID,
        "deployment_id": DEPLOYMENT_ID,
        "name": "Cybercrime courses",
        "login_url": f"{lti}/login/",
        "redirect_uris": [f"{lti}/launch/"],
        "target_link_uri": f"{lti}/launch/",
        "deep_linking_url": f"{lti}/launch/",
        "jwks_url": f"http://127.0.0.1:{options.port}/lti/jwks/",
    }
    activities = [
        {
            "title": title,
            "description": "Invented sample course. Graded.",
            "container": container,
            "custom": {"module": modules[slug]},
            "resource_id": modules[slug],
            "graded": 100,
        }
        for title, slug, container in ACTIVITIES
    ]
    return {
        "name": ACADEMIES["northvale"][0],
        "slug": "northvale",
        "public_url": options.lms_origin,
        "service_url": options.lms_service,
        "database": "lms.sqlite3",
        "tools": [tool],
        "activities": activities,
    }


def write_config(place: Path, config: dict[str, Any]) -> None:
    place.write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def _yesterday() -> dt.date:
    return dt.datetime.now(dt.UTC).date() - dt.timedelta(days=1)


def main() -> int:
    """Ports and folders come from the environment, as for `make run`."""
    django.setup()
    seed(Options.from_environment(os.environ))
    return 0


if __name__ == "__main__":
    sys.exit(main())
