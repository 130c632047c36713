"""`python -m benchmarks.scene REGISTRATION`: the rows that a launch needs, in a fresh database.

Northvale with its agreement, the invented sample courses of the demo, and the pretend LMS as its
platform. REGISTRATION is JSON: issuer, client_id, auth_login_url, token_url, jwks_url,
deployment_id. With BENCHMARK_STANDARD=scorm2004 the module is one of SCORM 2004. The last line
printed is the public id of the module to launch.
"""

import json
import os
import sys
from pathlib import Path

import django
from django.core.management import call_command

from benchmarks.package2004 import write_package
from demo import seed
from demo.courses.build import build_all
from demo.courses.catalogue import COURSES

COURSE = "first-responder-scene"


def main() -> None:
    """Everything comes from the environment, as for the server."""
    registration = json.loads(sys.argv[1])
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    seed.add_academies()
    course = next(course for course in COURSES if course.slug == COURSE)
    module = seed.add_module(course)
    folder = Path(os.environ["VAR_DIR"]) / "demo" / "packages"
    packages = {place.name: place for place in build_all(folder)}
    package = packages[course.module.package]
    if os.environ.get("BENCHMARK_STANDARD") == "scorm2004":
        package = write_package(folder / "scorm2004.zip")
    seed.import_package(module, package)
    seed.add_entitlements()
    _add_platform(registration)
    print(module.public_id)


def _add_platform(registration: dict[str, str]) -> None:
    from academies.models import Academy
    from lti_provider.models import Deployment, Platform

    deployment_id = registration.pop("deployment_id")
    platform = Platform.objects.create(
        academy=Academy.objects.get(slug="northvale"),
        name="Pretend LMS of the benchmarks",
        status=Platform.Status.ACTIVE,
        **registration,
    )
    Deployment.objects.create(platform=platform, deployment_id=deployment_id)


if __name__ == "__main__":
    main()
