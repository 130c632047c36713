"""`python -m benchmarks.picker`: the picker with 500 modules against a bare view.

In the process itself, by Django's own client: middleware, queries and template, no network. Both
take turns in each round, so that a noisy machine disturbs both. The database is a fresh SQLite.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROUNDS = 15
MODULES = 500
TOKEN = "the-token-of-a-trainer's-tab"  # of a session that exists here only
GOAL_SECONDS = 0.3
GOAL_QUERIES = 12


def main() -> None:
    """Everything is in a folder of its own, which is removed after."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        os.environ.update(
            VAR_DIR=folder,
            KEYS_DIR=folder,
            SECRET_KEY="only-for-this-benchmark",
            DATABASE_URL=f"sqlite:///{Path(folder) / 'tool.sqlite3'}",
            DJANGO_SETTINGS_MODULE="benchmarks.settings",
        )
        import django

        django.setup()
        _measure()


def _measure() -> None:
    from django.core.management import call_command
    from django.db import connections

    from benchmarks.tables import show

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", interactive=False, verbosity=0)
    _set_scene()
    show(f"The picker with {MODULES} modules, sqlite", _figures())
    connections.close_all()


def _figures() -> list[Any]:
    from django.conf import settings
    from django.test import Client

    from benchmarks.counting import counting
    from benchmarks.tables import Figure, against, milliseconds

    host = settings.TOOL_ORIGIN.partition("://")[2]
    client = Client(headers={"host": host})

    def bare() -> None:
        client.post("/benchmarks/bare/", {"launch_token": TOKEN})

    def pick() -> bytes:
        page = client.post("/lti/pick/", {"launch_token": TOKEN})
        assert f"{MODULES} modules found".encode() in page.content, page.status_code
        return page.content

    size = len(pick())
    with counting() as counted:
        pick()
    rounds = [(_seconds(bare), _seconds(pick)) for _ in range(ROUNDS)]
    raw, picked = zip(*rounds, strict=True)
    median = statistics.median(picked)
    ratio = against("", picked, raw, 0).ratio
    return [
        Figure(
            "time of the page",
            milliseconds(median),
            milliseconds(statistics.median(raw)),
            ratio,
            f"≤ {GOAL_SECONDS * 1000:g} ms",
            median <= GOAL_SECONDS,
        ),
        Figure(
            "SQL statements",
            str(len(counted.statements)),
            "0",
            "-",
            f"≤ {GOAL_QUERIES}",
            len(counted.statements) <= GOAL_QUERIES,
        ),
        Figure("size of the page", f"{size / 1000:.0f} kB", "-", "-", ""),
    ]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _set_scene() -> None:
    """A trainer's session, and as many modules in fifty courses, all open to the academy."""
    import datetime as dt

    from academies.models import Academy, Learner
    from courses.models import Course, Edition, Entitlement, Module
    from lti_provider.models import Deployment, LaunchSession, Platform, PlatformUser
    from lti_provider.services.launching import hash_token

    now = dt.datetime.now(dt.UTC)
    since = now.date() - dt.timedelta(days=1)
    academy = Academy.objects.create(
        slug="northvale",
        name="Northvale Police Academy",
        country="XN",
        status=Academy.Status.APPROVED,
        agreement_starts_on=since,
    )
    for number in range(50):
        course = Course.objects.create(
            slug=f"course-{number}", title=f"Invented course {number}", subject=f"S{number % 7}"
        )
        Entitlement.objects.create(academy=academy, course=course, starts_on=since)
        for position in range(MODULES // 50):
            title = f"Invented module {number}.{position}"
            module = Module.objects.create(course=course, title=title, position=position)
            Edition.objects.create(
                module=module,
                number=1,
                standard=Edition.Standard.SCORM_12,
                status=Edition.Status.RELEASED,
                title=title,
                content_digest="0" * 64,
            )
    lms = "https://lms.northvale.example"
    platform = Platform.objects.create(
        academy=academy,
        name="LMS",
        issuer=lms,
        client_id="client",
        auth_login_url=lms,
        token_url=lms,
        jwks_url=lms,
        status=Platform.Status.ACTIVE,
    )
    learner = Learner.objects.create(academy=academy)
    LaunchSession.objects.create(
        token_hash=hash_token(TOKEN),
        platform_user=PlatformUser.objects.create(platform=platform, sub="3", learner=learner),
        deployment=Deployment.objects.create(platform=platform, deployment_id="1"),
        deep_linking={
            "return_url": f"{lms}/return",
            "accept_types": ["ltiResourceLink"],
            "targets": ["iframe", "window"],
            "accept_multiple": True,
        },
        is_trainer=True,
        message_type="LtiDeepLinkingRequest",
        expires_at=now + dt.timedelta(hours=1),
    )


if __name__ == "__main__":
    main()
