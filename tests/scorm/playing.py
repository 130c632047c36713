"""Lena in front of an invented module of three parts, and what her browser sends."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client

from courses.models import Attempt, Edition
from courses.tickets import Ticket, sign_ticket
from scorm.manifest import encode_manifest
from scorm.models import ScormPackage
from tests.scorm import manifests

THREE_PARTS = (
    '<item identifier="lessons"><title>Lessons</title>'
    '<item identifier="arrive" identifierref="r-arrive"><title>Arrive</title></item>'
    '<item identifier="pack" identifierref="r-pack"><title>Pack</title></item></item>'
    '<item identifier="quiz" identifierref="r-quiz"><title>Quiz</title>'
    '<adlcp:prerequisites type="aicc_script">arrive&amp;pack</adlcp:prerequisites>'
    "<adlcp:masteryscore>70</adlcp:masteryscore></item>"
)
THREE_RESOURCES = "".join(
    manifests.sco(f"{name}.html", f"r-{name}") for name in ("arrive", "pack", "quiz")
)
ONE_PART = (
    '<item identifier="only" identifierref="r-only"><title>Only part</title>'
    "<adlcp:masteryscore>70</adlcp:masteryscore></item>"
)
ONE_RESOURCE = manifests.sco("only.html", "r-only")
PAGE = "<!doctype html><title>An invented page</title><p>Nothing here is real.</p>"
ACADEMY_LMS = "http://academy.localhost:8001"


def store_package(
    edition: Edition, items: str, resources: str, files: dict[str, str | bytes]
) -> Path:
    """Put a package into the store as an import does; the folder of its files."""
    folder = Path(settings.PACKAGE_STORE) / edition.content_digest[:2] / edition.content_digest
    for name, content in files.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content.encode() if isinstance(content, str) else content)
    manifest = manifests.read(
        manifests.manifest_xml(items=items, resources=resources),
        frozenset({*files, "imsmanifest.xml"}),
    )
    ScormPackage.objects.create(
        content_digest=edition.content_digest,
        standard="scorm12",
        manifest=encode_manifest(manifest),
        file_count=len(files),
        total_bytes=1,
    )
    return folder


def three_parts(edition: Edition) -> Path:
    files: dict[str, str | bytes] = {f"{name}.html": PAGE for name in ("arrive", "pack", "quiz")}
    return store_package(edition, THREE_PARTS, THREE_RESOURCES, files)


def one_part(edition: Edition) -> Path:
    return store_package(edition, ONE_PART, ONE_RESOURCE, {"only.html": PAGE})


def ticket_for(attempt: Attempt, **values: Any) -> str:
    return sign_ticket(
        Ticket(
            attempt=attempt.pk,
            session=secrets.token_urlsafe(8),
            **{"ancestors": (ACADEMY_LMS,), "return_url": f"{ACADEMY_LMS}/back", **values},
        )
    )


@dataclass(frozen=True)
class Answer:
    """What a service of the tool said."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes


class LearnersBrowser:
    """Speaks for one attempt as the player page and the shim do, over HTTP."""

    def __init__(self, attempt: Attempt, **ticket: Any) -> None:
        self.ticket = ticket_for(attempt, **ticket)
        self.client = Client(headers={"host": "tool.localhost:8000"})
        self.sco = ""
        self.session = ""
        self.sequence = 0

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        response = self.client.post(
            path,
            raw,
            content_type="application/json",
            headers={"authorization": f"Bearer {self.ticket}", **headers},
        )
        return Answer(response.status_code, response.headers, response.content)

    def open(self, sco: str | None, commits: list[dict[str, Any]] | None = None) -> dict[str, Any]:
        response = self.post("/scorm/sco/", {"sco": sco, "commits": commits or []})
        assert response.status_code == 200, response.content
        answer: dict[str, Any] = json.loads(response.content)
        if answer["launch"]:
            self.sco, self.session = answer["launch"]["sco"], answer["launch"]["session"]
            self.sequence = 0
        return answer

    def message(self, *, finish: bool = False, **delta: str) -> dict[str, Any]:
        """A commit of the open session; `core__lesson_status` stands for its CMI name."""
        self.sequence += 1
        named = {f"cmi.{name.replace('__', '.')}": value for name, value in delta.items()}
        return {
            "sco": self.sco,
            "session": self.session,
            "sequence": self.sequence,
            "delta": named,
            "finish": finish,
        }

    def commit(self, *, finish: bool = False, **delta: str) -> dict[str, Any]:
        response = self.post("/scorm/commit/", self.message(finish=finish, **delta))
        assert response.status_code == 200, response.content
        answer: dict[str, Any] = json.loads(response.content)
        return answer
