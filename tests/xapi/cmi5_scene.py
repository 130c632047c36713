"""Lena in front of an invented cmi5 course: what her player page asks, and what its AUs say."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.test import Client

from courses.models import Attempt, Edition
from tests.scorm.playing import ticket_for
from tests.xapi.cmi5_talk import allowed, said
from xapi.cmi5 import vocabulary as words
from xapi.cmi5.structure import AU, Block, CourseStructure, encode_structure
from xapi.cmi5.terms import Terms
from xapi.models import Session, Statement, XapiPackage
from xapi.tincan.structure import Activity, TinCanPackage, encode_package

Json = dict[str, Any]
PUBLISHER = "https://publisher.example"
CONFIG = re.compile(r'<script id="player-config" type="application/json">(.*?)</script>', re.S)


def au(name: str, index: int, **values: Any) -> AU:
    given = {"url": f"{name}.html?own=1", "path": f"{name}.html", "suffix": "?own=1", **values}
    title = {"en": name.capitalize()}
    return AU(id=f"{PUBLISHER}/au/{name}", index=index, title=title, description={}, **given)


# A block of two and one AU beside it: read and watch, then the quiz.
READ = au("read", 0, move_on="Completed", launch_parameters="a=1", entitlement_key="key-1")
WATCH = au("watch", 1, move_on="CompletedOrPassed", launch_method="OwnWindow")
QUIZ = au("quiz", 2, move_on="CompletedAndPassed", mastery_score=Decimal("0.8"))
BLOCK = Block(
    id=f"{PUBLISHER}/block/1", title={"en": "Lessons"}, description={}, children=(READ, WATCH)
)


def course_of(*children: AU | Block) -> CourseStructure:
    title = {"en": "An invented course", "fr": "Un cours inventé"}
    return CourseStructure(
        id=f"{PUBLISHER}/course/1", title=title, description={}, children=children
    )


THREE = course_of(BLOCK, QUIZ)


def put_in_store(edition: Edition, structure: CourseStructure = THREE) -> None:
    """Make a cmi5 edition of `edition`; its files are not there."""
    edition.standard = Edition.Standard.CMI5
    edition.save()
    XapiPackage.objects.create(
        content_digest=edition.content_digest,
        standard=edition.standard,
        structure=encode_structure(structure),
        file_count=3,
        total_bytes=1,
    )


def store_plain(edition: Edition) -> str:
    """Make an edition of plain xAPI of `edition`; the id of the activity that launches."""
    edition.standard = Edition.Standard.XAPI
    edition.save()
    course_id = f"{PUBLISHER}/tincan/course"
    course = Activity(id=course_id, name={"en": "Plain"}, url="index.html", path="index.html")
    page = Activity(id=f"{course_id}/page", name={"en": "Page"})
    XapiPackage.objects.create(
        content_digest=edition.content_digest,
        standard=edition.standard,
        structure=encode_package(TinCanPackage((course, page))),
        file_count=1,
        total_bytes=1,
    )
    return course_id


@dataclass(frozen=True)
class Answer:
    """What the tool said."""

    status_code: int
    headers: Any
    content: bytes

    def json(self) -> Any:
        return json.loads(self.content)


class Learner:
    """Somebody's player page, which speaks for one attempt."""

    def __init__(self, attempt: Attempt, **ticket: Any) -> None:
        self.ticket = ticket_for(attempt, **ticket)
        self.client = Client(headers={"host": "tool.localhost:8000"})

    def page(self) -> Answer:
        return _answer(self.client.post("/xapi/cmi5/player/", {"ticket": self.ticket}))

    def config(self) -> Json:
        found = CONFIG.search(self.page().content.decode())
        assert found
        config: Json = json.loads(found[1])
        return config

    def ask(self, path: str, body: Json) -> Answer:
        headers = {"authorization": f"Bearer {self.ticket}"}
        url = f"/xapi/cmi5/{path}/"
        return _answer(self.client.post(url, body, "application/json", headers=headers))

    def standing(self, session: str = "") -> Json:
        answer = self.ask("standing", {"session": session})
        assert answer.status_code == 200, answer.content
        found: Json = answer.json()
        return found

    def launch(self, index: int = 0) -> RunningAU:
        answer = self.ask("launch", {"au": index})
        assert answer.status_code == 200, answer.content
        return RunningAU(answer.json()["url"])

    def begin(self, index: int = 0) -> RunningAU:
        """Launch an AU that does what it has to before it is ready."""
        running = self.launch(index)
        running.get_ready()
        return running


class RunningAU:
    """An AU in somebody's browser, with what its address tells it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.query = {name: each[0] for name, each in parse_qs(urlsplit(url).query).items()}
        self.actor: Json = json.loads(self.query["actor"])
        self.registration = self.query["registration"]
        self.activity_id = self.query.get("activityId") or self.query["activity_id"]
        self.token = ""
        self.client = Client(headers={"host": "tool.localhost:8000"})
        self.terms: Terms | None = None

    @property
    def session(self) -> Session:
        return Session.objects.order_by("-pk").get(
            pk=Session.objects.filter(registration__code=self.registration).latest("pk").pk
        )

    def fetch(self, origin: str | None = None) -> Answer:
        path = self.query["fetch"].removeprefix(settings.TOOL_ORIGIN)
        headers = {"origin": origin or settings.CONTENT_ORIGIN}
        return _answer(self.client.post(path, headers=headers))

    def get_token(self) -> None:
        self.token = self.fetch().json()["auth-token"]

    def ask(
        self,
        method: str,
        resource: str,
        parameters: Json | None = None,
        body: Any = b"",
        content_type: str = "application/json",
        **headers: str,
    ) -> Answer:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self.client.generic(
            method,
            f"/xapi/{resource}",
            data,
            content_type,
            query_params={
                name: json.dumps(value) if isinstance(value, dict) else value
                for name, value in (parameters or {}).items()
            },
            headers={
                "Authorization": f"Basic {self.token}",
                "X-Experience-API-Version": "1.0.3",
                **named,
            },
        )
        return _answer(answer)

    @property
    def state(self) -> Json:
        """The parameters of its own state."""
        return {
            "activityId": self.activity_id,
            "agent": self.actor,
            "registration": self.registration,
        }

    def launch_data(self) -> Json:
        answer = self.ask("GET", "activities/state", {**self.state, "stateId": "LMS.LaunchData"})
        assert answer.status_code == 200, answer.content
        found: Json = answer.json()
        return found

    def preferences(self, method: str = "GET", body: Any = b"", **headers: str) -> Answer:
        named = {"agent": self.actor, "profileId": "cmi5LearnerPreferences"}
        return self.ask(method, "agents/profile", named, body, **headers)

    def get_ready(self) -> None:
        """Fetch the token, read launch data and preferences, say initialized (7.1.1)."""
        self.get_token()
        self.learn_terms()
        assert self.preferences().status_code == 200
        self.say(words.INITIALIZED)

    def learn_terms(self) -> Terms:
        data = self.launch_data()
        template = data["contextTemplate"]
        mastery = data.get("masteryScore")
        self.terms = Terms(
            session=template["extensions"][words.SESSION_ID],
            registration=self.registration,
            actor=self.actor,
            activity_id=self.activity_id,
            publisher_id=template["contextActivities"]["grouping"][0]["id"],
            mode=data["launchMode"],
            mastery_score=None if mastery is None else Decimal(str(mastery)),
        )
        return self.terms

    def statement(self, verb: str, **more: Any) -> Json:
        assert self.terms
        return said(verb, self.terms, **more) if verb else allowed(self.terms, **more)

    def send(self, *statements: Json) -> Answer:
        return self.ask("POST", "statements", body=list(statements))

    def say(self, verb: str, **more: Any) -> Answer:
        """Say it, which must be accepted."""
        answer = self.send(self.statement(verb, **more))
        assert answer.status_code == 200, answer.content
        return answer

    def with_terms(self, **changes: Any) -> RunningAU:
        """The same AU that takes itself for another one."""
        assert self.terms
        other = RunningAU(self.url)
        other.token, other.terms = self.token, replace(self.terms, **changes)
        return other


def told(*verbs: str) -> list[Json]:
    """The stored statements with these verbs (all without), oldest first."""
    rows = Statement.objects.order_by("pk").values_list("document", flat=True)
    found = [json.loads(row) for row in rows]
    return [each for each in found if not verbs or each["verb"]["id"] in verbs]


def _answer(response: Any) -> Answer:
    return Answer(response.status_code, response.headers, response.content)
