"""The self-test of a platform: asked for by a person, run by a worker, followed by its page.

Its report is the platform's event SELF_TEST: {"state", "began", "steps": [{"step", "code",
"outcome", "values"}]}. A step that has not been reached is not in it.
"""

import datetime as dt
import time
from typing import Any

import structlog
from django.db import transaction
from django.utils import timezone

from lti_provider.models import Platform, PlatformEvent
from lti_provider.services.self_test_steps import STEPS, Finding, Run

WAITING, RUNNING, DONE = "waiting", "running", "done"
# A run ends within this time; whatever is older was interrupted, and another may begin.
SECONDS = 120.0
LOST_AFTER = dt.timedelta(seconds=SECONDS + 60)
_LONGEST_VALUE = 300
log = structlog.get_logger(__name__)


def begin(platform: Platform) -> bool:
    """Ask for a run; False while one is under way. The caller rings for a worker on commit."""
    now = timezone.now()
    with transaction.atomic():
        # One at a time: whoever has the row of the platform decides.
        Platform.objects.select_for_update().get(pk=platform.pk)
        event = find(platform)
        if event is not None and is_under_way(event):
            return False
        report = {"state": WAITING, "began": now.isoformat(), "steps": []}
        PlatformEvent.objects.update_or_create(
            platform=platform,
            kind=PlatformEvent.Kind.SELF_TEST,
            defaults={"at": now, "detail": "", "report": report, "correlation_id": _reference()},
        )
    return True


def run(pk: int) -> None:
    """Walk through the steps for the platform `pk`, if a run waits for it."""
    event = _claim(pk)
    if event is None:
        return
    platform = event.platform
    structlog.contextvars.bind_contextvars(correlation_id=event.correlation_id)
    this_run = Run(platform, time.monotonic() + SECONDS)
    for name in STEPS:
        _append(event, name, _find_out(name, this_run))
    event.report["state"] = DONE
    event.detail = ", ".join(f"{n} {outcome}" for outcome, n in outcomes(event).items() if n)
    event.at = timezone.now()
    event.save(update_fields=["report", "detail", "at"])
    log.info("self_test_done", platform=platform.pk, detail=event.detail)


def find(platform: Platform) -> PlatformEvent | None:
    """The newest run, under way or over."""
    return platform.events.filter(kind=PlatformEvent.Kind.SELF_TEST).first()


def is_under_way(event: PlatformEvent) -> bool:
    """Whether a run waits or runs, and was not lost with its worker."""
    return event.report.get("state") != DONE and not is_lost(event)


def is_lost(event: PlatformEvent) -> bool:
    began = dt.datetime.fromisoformat(event.report["began"])
    return event.report.get("state") != DONE and timezone.now() - began > LOST_AFTER


def outcomes(event: PlatformEvent) -> dict[str, int]:
    """How many steps ended how."""
    found = [step["outcome"] for step in event.report["steps"]]
    return {name: found.count(name) for name in ("ok", "warning", "failed", "unknown")}


def percent(event: PlatformEvent) -> int:
    return round(100 * len(event.report["steps"]) / len(STEPS))


def _claim(pk: int) -> PlatformEvent | None:
    """The waiting run, taken by this worker alone."""
    with transaction.atomic():
        event = (
            PlatformEvent.objects.select_for_update()
            .filter(platform=pk, kind=PlatformEvent.Kind.SELF_TEST)
            .first()
        )
        if event is None or event.report.get("state") != WAITING:
            return None
        event.report["state"] = RUNNING
        event.save(update_fields=["report"])
    return PlatformEvent.objects.select_related("platform__academy").get(pk=event.pk)


def _find_out(name: str, this_run: Run) -> Finding:
    if time.monotonic() > this_run.ends:
        return Finding("no_time", "unknown")
    try:
        return STEPS[name](this_run)
    except Exception:
        # A fault of ours in one step: the log has it, and the other steps still help.
        log.exception("self_test_step_broken", step=name, platform=this_run.platform.pk)
        return Finding("broken", "unknown", {"reference": _reference()})


def _append(event: PlatformEvent, name: str, finding: Finding) -> None:
    values: dict[str, Any] = {key: text[:_LONGEST_VALUE] for key, text in finding.values.items()}
    event.report["steps"].append(
        {"step": name, "code": finding.code, "outcome": finding.outcome, "values": values}
    )
    event.save(update_fields=["report"])


def _reference() -> str:
    context = structlog.contextvars.get_contextvars()
    return str(context.get("correlation_id", ""))[:64]
