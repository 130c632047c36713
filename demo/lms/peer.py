"""The pretend LMS as a peer for tests: the same program, in a thread of this process.

    with PretendPlatform.start(tmp_path, academy="northvale") as lms:
        client_id, deployment_id = lms.register_tool(login, [launch], launch, jwks)
        link = lms.add_activity("Scene", {"module": "scene"})
        form = lms.login_form(LENA, link)            # post this to the tool's login URL
        fields = lms.authenticate(answer.headers["Location"], LENA)  # and this to its launch URL

All of it goes over HTTP, as a browser and a tool's server would do it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

import jwt

from demo.lms import activities, notices, roster, tools
from demo.lms.activities import NewLink
from demo.lms.browser import Browser
from demo.lms.cast import COURSES, NAMES, PEOPLE
from demo.lms.claims import Message, message_claims
from demo.lms.config import Container, LmsConfig, Person, ToolRegistration
from demo.lms.html_form import HtmlForm
from demo.lms.registration import registration_url
from demo.lms.running import FIRST_COURSE, Refused, RunningAcademy
from demo.lms.server import Server


class PretendPlatform(RunningAcademy):
    """One running academy. Use `start`; leaving the `with` block stops it."""

    @classmethod
    def start(
        cls,
        tmp_path: Path,
        academy: str = "northvale",
        host: str = "127.0.0.1",
        **config_overrides: Any,
    ) -> Self:
        """Serve the academy (northvale or southmere) on a free port of 127.0.0.1.

        `host` is the name browsers use, such as academy.localhost to be another site than the tool.
        `config_overrides` are fields of LmsConfig, such as `now` or `send_names`. The database
        lies in `tmp_path`, so starting twice with the same folder resumes.
        """
        server = Server()
        url = f"http://127.0.0.1:{server.port}"
        config = LmsConfig(
            name=NAMES[academy],
            slug=academy,
            public_url=f"http://{host}:{server.port}",
            service_url=url,
            database=tmp_path / f"{academy}.sqlite3",
            people=PEOPLE[academy],
            courses=COURSES[academy],
        )
        return cls(server, replace(config, **config_overrides))

    # What an administrator and a trainer do

    def register_tool(
        self,
        login_url: str,
        redirect_uris: list[str] | tuple[str, ...],
        target_link_uri: str,
        jwks_url: str,
        **more: Any,
    ) -> tuple[str, str]:
        """Configure a tool by hand; active at once. Returns (client_id, deployment_id).

        `more`: name, deep_linking_url, custom, client_id or deployment_id of ToolRegistration.
        """
        number = str(max([tool.id for tool in tools.tools(self.academy.store)], default=0) + 1)
        details = {"client_id": f"{self.config.slug}Tool{number}", "deployment_id": number, **more}
        tool = ToolRegistration(
            login_url=login_url,
            redirect_uris=tuple(redirect_uris),
            target_link_uri=target_link_uri,
            jwks_url=jwks_url,
            **details,
        )
        tools.add_configured(self.academy.store, tool)
        return tool.client_id, tool.deployment_id

    def add_activity(
        self,
        title: str,
        custom: Mapping[str, object] | None = None,
        *,
        graded: float | None = 100.0,
        container: Container = "iframe",
        course: int = FIRST_COURSE,
        **more: Any,
    ) -> str:
        """Add an activity of the newest tool. Returns its resource link id.

        `more`: description, url, resource_id, tag, review_url, review_custom of NewLink.
        """
        new = NewLink(title=title, custom=custom or {}, graded=graded, container=container, **more)
        return str(activities.add_link(self.academy.store, course, self._tool().id, new))

    def copy_course(self, course: int = FIRST_COURSE) -> dict[str, str]:
        """Copy a course with its activities. Returns {old resource link id: new one}."""
        new = activities.copy_course(self.academy.store, course)
        old_links = activities.links(self.academy.store, course)
        new_links = activities.links(self.academy.store, new)
        return {str(a.id): str(b.id) for a, b in zip(old_links, new_links, strict=True)}

    def tell_of_copy(self, new_course: int, old_course: int = FIRST_COURSE) -> str:
        """The signed notice that `new_course` is a copy, for a test to post itself."""
        course = roster.find_course(self.academy.store, new_course)
        if course is None:
            raise KeyError(new_course)
        return self.sign(notices.copy_notice(self.academy, self._tool(), course, old_course))

    def enrol(self, person: Person, course: int = FIRST_COURSE) -> None:
        """Give the person an account, if there is none, and a place in the course."""
        roster.add_person(self.academy.store, person)
        roster.enrol(self.academy.store, course, person)

    def unenrol(self, person: Person, course: int = FIRST_COURSE) -> None:
        roster.unenrol(self.academy.store, course, person)

    def start_registration(self, tool_registration_url: str) -> str:
        """The URL an administrator's browser opens to let a tool register itself."""
        return registration_url(self.academy, tool_registration_url)

    def activate(self, client_id: str) -> None:
        """Activate a tool that registered itself."""
        tool = tools.find_client(self.academy.store, client_id)
        if tool is None:
            raise KeyError(client_id)
        tools.activate(self.academy.store, tool.id)

    # What a browser does

    def browser(self, person: Person) -> Browser:
        """The person's own signed-in browser; it stays signed in until `reset`."""
        if person.sub not in self._browsers:
            self._browsers[person.sub] = Browser.signed_in(self.base_url, person.sub)
        return self._browsers[person.sub]

    def login_form(self, person: Person, resource_link_id: str) -> dict[str, str]:
        """Open an activity: the fields the browser posts to the tool's login URL."""
        return self._form(person, f"/mod/lti/launch.php?id={resource_link_id}").fields

    def review_form(self, person: Person, resource_link_id: str, of: Person) -> dict[str, str]:
        """Open a submission review: the login fields."""
        path = f"/mod/lti/grade.php?id={resource_link_id}&userid={of.sub}"
        return self._form(person, path).fields

    def privacy_form(self, person: Person, of: Person) -> dict[str, str]:
        """Ask the newest tool what it stores about somebody: the login fields."""
        path = f"/mod/lti/privacy.php?id={self.deployment_id}&userid={of.sub}"
        return self._form(person, path).fields

    def deep_linking_form(self, person: Person, course: int = FIRST_COURSE) -> dict[str, str]:
        """Press "Select content": the login fields."""
        path = f"/mod/lti/contentitem.php?id={self.deployment_id}&course={course}"
        return self._form(person, path).fields

    def authenticate(
        self, auth_request_url_or_params: str | Mapping[str, str], person: Person
    ) -> dict[str, str]:
        """Send the authentication request; the fields the browser then posts to the tool.

        Either id_token and state, or error, error_description and state. Raises Refused where
        Moodle shows its bare page "Invalid request".
        """
        params = auth_request_url_or_params
        if isinstance(params, str):
            params = dict(parse_qsl(urlsplit(params).query, keep_blank_values=True))
        return self._form(person, "/mod/lti/auth.php", params).fields

    def return_content(self, return_url: str, token: str, person: Person) -> list[str]:
        """Post a deep linking response and press Save. Returns the new resource link ids.

        Raises Refused if the LMS does not take the response.
        """
        browser = self.browser(person)
        before = self._link_ids()
        parts = urlsplit(return_url)
        answer = browser.post(f"{parts.path}?{parts.query}", {"JWT": token})
        if answer.status_code != 200:
            raise Refused(answer.status_code, answer.text)
        browser.save_selection(answer.text)
        return [str(link) for link in sorted(self._link_ids() - before)]

    # Tokens made by hand

    def claims_for(
        self, person: Person, resource_link_id: str, nonce: str = "nonce", **changes: Any
    ) -> dict[str, Any]:
        """The claims of a good launch, to alter and `sign`; `changes` replace whole claims."""
        link = activities.find_link(self.academy.store, int(resource_link_id))
        tool = tools.find_tool(self.academy.store, link.tool) if link else None
        course = roster.find_course(self.academy.store, link.course) if link else None
        if link is None or tool is None or course is None:
            raise KeyError(resource_link_id)
        kind = "LtiResourceLinkRequest"
        message = Message(kind, person, tool, course, nonce, "sesskey", link)
        return {**message_claims(self.academy, message), **changes}

    def sign(
        self,
        claims: Mapping[str, Any],
        *,
        alg: str = "RS256",
        kid: str | None = None,
        key: Any = None,
        headers: Mapping[str, Any] | None = None,
    ) -> str:
        """A JWT of any claims: by default as the LMS signs, else with another alg, kid or key.

        `kid=""` leaves the header out; with alg "none" there is no signature.
        """
        named = self.academy.keys.kid if kid is None else kid
        extra = {**({"kid": named} if named else {}), **(headers or {})}
        chosen = self.academy.keys.private if key is None and alg != "none" else key
        return jwt.encode(dict(claims), chosen, algorithm=alg, headers=extra)

    def _form(self, person: Person, path: str, params: Mapping[str, str] | None = None) -> HtmlForm:
        answer = self.browser(person).get(path, params)
        forms = self.browser(person).forms(answer)
        if answer.status_code != 200 or not forms:
            raise Refused(answer.status_code, answer.text)
        return forms[0]

    def _link_ids(self) -> set[int]:
        return {row["id"] for row in self.academy.store.all("SELECT id FROM activities")}
