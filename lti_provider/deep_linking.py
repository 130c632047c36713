"""Deep Linking 2.0: the items that a trainer chose, and the claims that carry them. Pure Python.

Sections are those of the Deep Linking 2.0 specification (DL). Signing and sending are
`lti_provider.services.picking`.
"""

import datetime as dt
import math
from dataclasses import dataclass, field
from typing import Any

from lti_provider.claims import DeepLinkingSettings
from lti_provider.claims.reading import CLAIM

RESOURCE_LINK = "ltiResourceLink"
# AGS 2.0, 3.1: how the platform and we find the column again. Moodle keeps it at a course copy.
GRADE_TAG = "grade"
DEFAULT_POINTS = 100.0
LIFETIME = dt.timedelta(minutes=5)
_LONGEST_TITLE = 255
_LONGEST_TEXT = 2000
_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"


@dataclass(frozen=True, slots=True)
class Period:
    """From when until when; an end that is None is open. The times are aware."""

    start: dt.datetime | None = None
    end: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class Image:
    """A picture at an absolute address; pixels."""

    url: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ChosenModule:
    """A module as the trainer wants it linked.

    module_id: its public id. points: the most that can be reached, None where it is not graded.
    target: "iframe" or "window" where the trainer chose one, else "" (the platform decides).
    """

    module_id: str
    url: str
    title: str
    text: str = ""
    points: float | None = DEFAULT_POINTS
    target: str = ""
    available: Period = field(default_factory=Period)
    submission: Period = field(default_factory=Period)
    icon: Image | None = None
    thumbnail: Image | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back (DL 4.5). msg and errormsg are for people, log and errorlog for logs."""

    items: tuple[dict[str, Any], ...] = ()
    msg: str = ""
    log: str = ""
    errormsg: str = ""
    errorlog: str = ""


@dataclass(frozen=True, slots=True)
class Parties:
    """Between whom the answer travels: our client id, the platform's issuer, the deployment."""

    client_id: str
    issuer: str
    deployment_id: str


def takes_modules(settings: DeepLinkingSettings) -> bool:
    """Whether the platform takes the one type of content that we have (DL 4.4.1)."""
    return RESOURCE_LINK in settings.accept_types


def takes_grades(settings: DeepLinkingSettings) -> bool:
    """Whether an item may bring a column. Silence is no refusal: Moodle says nothing (DL 4.4.1)."""
    return settings.accept_lineitem is not False


def targets(settings: DeepLinkingSettings) -> tuple[str, ...]:
    """Of the ways to open a module that we can ask for, those which the platform takes."""
    return tuple(target for target in ("iframe", "window") if target in settings.targets)


def content_item(chosen: ChosenModule, settings: DeepLinkingSettings) -> dict[str, Any]:
    """The module as an LTI resource link (DL 3.2), with what the platform accepts only.

    The module's id travels in `custom`: resource-link ids change when a course is copied.
    """
    item: dict[str, Any] = {
        "type": RESOURCE_LINK,
        "title": chosen.title[:_LONGEST_TITLE],
        "url": chosen.url,
        "custom": {"module": chosen.module_id},
    }
    if chosen.text:
        item["text"] = chosen.text[:_LONGEST_TEXT]
    if chosen.points is not None and takes_grades(settings):
        item["lineItem"] = _line_item(chosen, chosen.points)
    if chosen.target in targets(settings):
        item[chosen.target] = _presentation(chosen)
    for name in ("icon", "thumbnail"):
        image: Image | None = getattr(chosen, name)
        if image is not None:
            item[name] = {"url": image.url, "width": image.width, "height": image.height}
    for name in ("available", "submission"):
        if period := _period(getattr(chosen, name)):
            item[name] = period
    return item


def response_claims(
    parties: Parties,
    settings: DeepLinkingSettings,
    answer: Answer,
    *,
    now: dt.datetime,
    nonce: str,
) -> dict[str, Any]:
    """The claims of an LtiDeepLinkingResponse (DL 4.5), valid for LIFETIME from `now` on."""
    claims: dict[str, Any] = {
        "iss": parties.client_id,
        "aud": parties.issuer,
        "azp": parties.client_id,
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
        "nonce": nonce,
        CLAIM + "deployment_id": parties.deployment_id,
        CLAIM + "message_type": "LtiDeepLinkingResponse",
        CLAIM + "version": "1.3.0",
        _DL + "content_items": list(answer.items),
    }
    for name in ("msg", "log", "errormsg", "errorlog"):
        if said := getattr(answer, name):
            claims[_DL + name] = said
    if settings.data is not None:
        claims[_DL + "data"] = settings.data  # DL 4.5.5: unchanged, and only if it came
    return claims


def _line_item(chosen: ChosenModule, points: float) -> dict[str, Any]:
    if not math.isfinite(points) or points <= 0:
        raise ValueError(f"{points} is no number of points: it has to be above 0")  # AGS 2.0, 3.2.4
    return {
        "scoreMaximum": int(points) if points == int(points) else points,
        "label": chosen.title[:_LONGEST_TITLE],
        "resourceId": chosen.module_id,
        "tag": GRADE_TAG,
        "submissionReview": {},  # Submission Review 1.0, 3.2: at the item's own address
    }


def _presentation(chosen: ChosenModule) -> dict[str, Any]:
    if chosen.target == "window":
        return {"targetName": f"module-{chosen.module_id}"}
    return {"width": 1000, "height": 720}


def _period(period: Period) -> dict[str, str]:
    ends = {"startDateTime": period.start, "endDateTime": period.end}
    return {
        name: when.astimezone(dt.UTC).isoformat(timespec="seconds")
        for name, when in ends.items()
        if when is not None
    }
