"""What one pretend academy is made of: read once at start, never changed afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from demo.lms import scopes

Role = Literal["learner", "assistant", "trainer", "administrator", "outsider"]
Container = Literal["iframe", "window"]
ROLES: tuple[Role, ...] = ("learner", "assistant", "trainer", "administrator", "outsider")
CONTAINERS: tuple[Container, ...] = ("iframe", "window")


class ConfigError(ValueError):
    """The configuration cannot be used; the message says which value and what to write instead."""


def utc_now() -> datetime:
    """The real time: an aware datetime in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Person:
    """One user of the academy. `sub` is a small number, unique within this academy only.

    An assistant is Moodle's non-editing teacher. An administrator may enter every course without
    being enrolled. An outsider has an account and is enrolled in nothing.
    """

    sub: str
    given_name: str
    family_name: str
    role: Role
    locale: str = "en"

    def __post_init__(self) -> None:
        if not (self.sub.isascii() and self.sub.isdigit()):
            raise ConfigError(f"person sub {self.sub!r}: Moodle's user ids are numbers, write one")
        if self.role not in ROLES:
            raise ConfigError(f"person {self.sub}: role {self.role!r} is none of {ROLES}")

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def username(self) -> str:
        return f"{self.given_name}.{self.family_name}".lower()


@dataclass(frozen=True)
class Course:
    """One course. `id` becomes the LTI context id, `idnumber` its sourced id."""

    id: int
    label: str
    title: str
    idnumber: str = ""
    summary: str = ""


@dataclass(frozen=True)
class ToolRegistration:
    """A tool known from the start, as if an administrator had configured it by hand.

    `deployment_id` is Moodle's tool type id, so a number. `jwks_url` is fetched by this server,
    the other URLs are visited by the browser. `deep_linking_url` empty means target_link_uri.
    """

    client_id: str
    deployment_id: str
    login_url: str
    redirect_uris: tuple[str, ...]
    target_link_uri: str
    jwks_url: str
    name: str = "Cybercrime courses"
    deep_linking_url: str = ""
    custom: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not (self.deployment_id.isascii() and self.deployment_id.isdigit()):
            raise ConfigError(f"deployment_id {self.deployment_id!r}: must be a number, like '1'")
        if not self.redirect_uris:
            raise ConfigError("redirect_uris must be a list with at least one URL")


@dataclass(frozen=True)
class Activity:
    """One External tool activity. `graded` is the maximum grade, None means no column.

    `client_id` names its tool (empty: the first one), `course` its course (0: the first one).
    """

    title: str
    description: str = ""
    container: Container = "iframe"
    custom: Mapping[str, str] = field(default_factory=dict)
    graded: float | None = 100.0
    resource_id: str = ""
    tag: str = ""
    url: str = ""
    client_id: str = ""
    course: int = 0

    def __post_init__(self) -> None:
        if self.container not in CONTAINERS:
            raise ConfigError(f"activity {self.title!r}: container is one of {CONTAINERS}")


@dataclass(frozen=True)
class Group:
    """Some people of a course, by their subs."""

    id: str
    name: str
    course: int
    members: tuple[str, ...]


@dataclass(frozen=True)
class LmsConfig:
    """Everything the pretend LMS needs.

    `public_url` is the issuer and what browsers visit, `service_url` is where the tool's server
    reaches the token, grade and membership services; both without a trailing slash. `database`
    is an sqlite3 file. With an empty `control_secret` there is no control endpoint.

    What Moodle 4.5 has not, and other platforms have, is off: the course groups service (on with
    the first group), the notification service, and platform storage (on with the
    name of the frame that keeps it, "_parent" being the activity's page).
    """

    name: str
    slug: str
    public_url: str
    service_url: str
    database: Path
    people: tuple[Person, ...]
    courses: tuple[Course, ...]
    tools: tuple[ToolRegistration, ...] = ()
    activities: tuple[Activity, ...] = ()
    control_secret: str = ""
    send_names: bool = True
    send_emails: bool = True
    groups: tuple[Group, ...] = ()
    sends_notices: bool = False
    storage_target: str = ""
    now: Callable[[], datetime] = utc_now

    def __post_init__(self) -> None:
        for url in (self.public_url, self.service_url):
            parts = urlsplit(url)
            if parts.scheme not in ("http", "https") or not parts.hostname or url.endswith("/"):
                raise ConfigError(f"{url!r}: write an http(s) URL without a slash at the end")
        if not self.courses:
            raise ConfigError("an academy needs at least one course")
        if len({person.sub for person in self.people}) != len(self.people):
            raise ConfigError("two people share a sub; give each their own number")

    @property
    def more_scopes(self) -> list[str]:
        """The scopes of the services that are switched on beyond Moodle's."""
        groups = [scopes.GROUP_READONLY] if self.groups else []
        return groups + ([scopes.NOTICE_HANDLERS] if self.sends_notices else [])

    def email(self, person: Person) -> str:
        """The person's invented address; `.invalid` never resolves (RFC 2606)."""
        return f"{person.username}@{self.slug}.invalid"

    def idnumber(self, person: Person) -> str:
        """The person's invented service number."""
        return f"{self.slug[:2].upper()}-{int(person.sub):04d}"
