"""Lena in front of an invented SCORM 2004 module, and what her browser sends."""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings

from courses.models import Attempt, Edition
from scorm.manifest import encode_manifest
from scorm.models import ScormPackage
from tests.scorm import manifests
from tests.scorm.playing import PAGE, Answer, LearnersBrowser

NAMESPACES = (
    manifests.NAMESPACES_2004 + ' xmlns:adlnav="http://www.adlnet.org/xsd/adlnav_v1p3" '
    'xmlns:adlseq="http://www.adlnet.org/xsd/adlseq_v1p3"'
)
FORWARDS = '<imsss:controlMode choice="false" flow="true" forwardOnly="true"/>'
FREELY = '<imsss:controlMode choice="true" flow="true"/>'
# An entry test whose objective, once satisfied, lets the lesson be skipped.
SKIPS = (
    "<imsss:sequencingRules><imsss:preConditionRule><imsss:ruleConditions>"
    '<imsss:ruleCondition condition="satisfied"/></imsss:ruleConditions>'
    '<imsss:ruleAction action="skip"/></imsss:preConditionRule></imsss:sequencingRules>'
)
SHARED = (
    '<imsss:objectives><imsss:primaryObjective objectiveID="knows">'
    '<imsss:mapInfo targetObjectiveID="knows-phones" readSatisfiedStatus="{read}" '
    'writeSatisfiedStatus="{write}"/></imsss:primaryObjective></imsss:objectives>'
)
SCORED = (
    '<imsss:objectives><imsss:primaryObjective objectiveID="passed" satisfiedByMeasure="true">'
    "<imsss:minNormalizedMeasure>0.6</imsss:minNormalizedMeasure>"
    "</imsss:primaryObjective></imsss:objectives>"
)
NOT_COUNTED = (
    '<imsss:rollupRules rollupObjectiveSatisfied="false" rollupProgressCompletion="false" '
    'objectiveMeasureWeight="0"/>'
)

# Left without a word, it is not taken as passed.
SAYS_ITSELF = '<imsss:deliveryControls objectiveSetByContent="true"/>'


def item(name: str, sequencing: str = "", more: str = "") -> str:
    """An item that opens `name`.html."""
    said = f"<imsss:sequencing>{sequencing}</imsss:sequencing>" if sequencing else ""
    return (
        f'<item identifier="{name}" identifierref="r-{name}"><title>{name.title()}</title>'
        f"{more}{said}</item>"
    )


NAMES = ("entry", "lesson", "quiz")


def three(control: str = FORWARDS, *, data: str = "", hide: str = "") -> str:
    """An entry test, a lesson that it lets be skipped, and the quiz that decides."""
    items = (
        item(
            "entry",
            NOT_COUNTED + SHARED.format(read="false", write="true") + SAYS_ITSELF,
            data + hide,
        )
        + item("lesson", SKIPS + NOT_COUNTED + SHARED.format(read="true", write="false"), data)
        + item("quiz", SCORED)
    )
    return f"{items}<imsss:sequencing>{control}</imsss:sequencing>"


def store_2004(edition: Edition, items: str, page: str = PAGE, *, shares: str = "") -> Path:
    """Put a package into the store as an import does, and make the edition one of SCORM 2004.

    `shares`: attributes of the organization.
    """
    edition.standard = Edition.Standard.SCORM_2004
    edition.save()
    folder = Path(settings.PACKAGE_STORE) / edition.content_digest[:2] / edition.content_digest
    folder.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        (folder / f"{name}.html").write_text(page.replace("{name}", name), encoding="utf-8")
    resources = "".join(manifests.sco(f"{name}.html", f"r-{name}") for name in NAMES)
    manifest = manifests.read(
        manifests.manifest_xml(
            organizations=(
                f'<organizations default="o1"><organization identifier="o1" {shares}>'
                f"<title>Phishing, an invented course</title>{items}</organization></organizations>"
            ),
            resources=resources.replace("scormtype", "scormType"),
            metadata=manifests.VERSION_2004,
            namespaces=NAMESPACES,
        ),
        frozenset({*(f"{name}.html" for name in NAMES), "imsmanifest.xml"}),
    )
    ScormPackage.objects.create(
        content_digest=edition.content_digest,
        standard="scorm2004",
        manifest=encode_manifest(manifest),
        file_count=len(NAMES),
        total_bytes=1,
    )
    return folder


class Browser2004(LearnersBrowser):
    """Speaks for one attempt as the player page of SCORM 2004 and the shim do."""

    def __init__(self, attempt: Attempt, **ticket: Any) -> None:
        super().__init__(attempt, **ticket)
        self.current = ""

    def ask(self, request: str, **more: Any) -> Answer:
        """A navigation request; `target`, `current`, `key`, `commits` where they matter."""
        message = {
            "request": request,
            "key": secrets.token_urlsafe(9),
            "current": self.current,
            **more,
        }
        return self.post("/scorm/navigate/", message)

    def go(self, request: str, **more: Any) -> dict[str, Any]:
        """The same where it is answered."""
        response = self.ask(request, **more)
        assert response.status_code == 200, response.content
        answer: dict[str, Any] = json.loads(response.content)
        self.current = answer["standing"]["current"]
        if answer["launch"]:
            self.sco, self.session = answer["launch"]["sco"], answer["launch"]["session"]
            self.sequence = 0
        return answer

    def said(self, *, finish: bool = False, **delta: str) -> dict[str, Any]:
        """A commit of the open session; `adl__nav__request` stands for its own name."""
        named = self.message(finish=finish, **delta)
        named["delta"] = {
            name.removeprefix("cmi.") if name.startswith("cmi.adl.") else name: value
            for name, value in named["delta"].items()
        }
        return named

    def send(self, *, finish: bool = False, **delta: str) -> dict[str, Any]:
        response = self.post("/scorm/commit2004/", self.said(finish=finish, **delta))
        assert response.status_code == 200, response.content
        answer: dict[str, Any] = json.loads(response.content)
        return answer
