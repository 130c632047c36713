"""The tool registry: who may be launched, with which services and which privacy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from demo.lms import scopes
from demo.lms.config import ToolRegistration
from demo.lms.store import Row, Store


@dataclass(frozen=True)
class Tool:
    """One row of the registry. `id` is the deployment id, as in Moodle.

    `grade_service` is 0 (none), 1 (scores and reading) or 2 (line items too). A pending tool
    (`active` false) is never offered to anybody. `custom` holds `name=value` lines.
    """

    id: int
    client_id: str
    name: str
    description: str
    active: bool
    login_url: str
    redirect_uris: tuple[str, ...]
    target_link_uri: str
    jwks_url: str
    domain: str
    deep_linking: bool
    deep_linking_url: str
    custom: str
    grade_service: int
    memberships: bool
    send_name: bool
    send_email: bool
    logo_uri: str

    @property
    def deployment_id(self) -> str:
        return str(self.id)

    @property
    def permitted_scopes(self) -> list[str]:
        """What a token of this tool may contain, in Moodle's order."""
        granted: list[str] = []
        if self.grade_service:
            granted += [scopes.LINEITEM_READONLY, scopes.RESULT_READONLY, scopes.SCORE]
        if self.grade_service == 2:
            granted.insert(0, scopes.LINEITEM)
        if self.memberships:
            granted.append(scopes.MEMBERSHIP_READONLY)
        return granted


def custom_lines(custom: Mapping[str, object]) -> str:
    """`name=value` lines, the form in which Moodle keeps custom parameters."""
    return "\n".join(f"{name}={value}" for name, value in custom.items())


def custom_values(lines: str) -> dict[str, str]:
    """The opposite of custom_lines. A line without a name or `=` is dropped, as Moodle does."""
    pairs = [line.partition("=") for line in lines.splitlines()]
    return {name.strip(): value.strip() for name, mark, value in pairs if mark and name.strip()}


def domain_of(url: str) -> str:
    """Host and, where given, port: what Moodle compares tools by. Empty for what is no URL."""
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""


def is_web_address(url: str) -> bool:
    """An absolute http or https URL with a host."""
    return url.lower().startswith(("http://", "https://")) and bool(domain_of(url))


def _tool(row: Row) -> Tool:
    values = {name: row[name] for name in row.keys()}  # noqa: SIM118
    values["redirect_uris"] = tuple(json.loads(row["redirect_uris"]))
    for name in ("active", "deep_linking", "memberships", "send_name", "send_email"):
        values[name] = bool(row[name])
    return Tool(**values)


def tools(store: Store) -> list[Tool]:
    return [_tool(row) for row in store.all("SELECT * FROM tools ORDER BY id")]


def find_tool(store: Store, tool_id: int) -> Tool | None:
    row = store.one("SELECT * FROM tools WHERE id = ?", tool_id)
    return _tool(row) if row else None


def find_client(store: Store, client_id: str) -> Tool | None:
    row = store.one("SELECT * FROM tools WHERE client_id = ?", client_id)
    return _tool(row) if row else None


def add_configured(store: Store, tool: ToolRegistration) -> None:
    """Add a tool of the configuration, or bring its addresses up to date. It is active at once."""
    store.run(
        "DELETE FROM tools WHERE id = ? AND client_id != ?", int(tool.deployment_id), tool.client_id
    )
    known = find_client(store, tool.client_id)
    if known is None:
        store.add("tools", id=int(tool.deployment_id), **_row(tool))
        return
    sets = ", ".join(f"{name} = ?" for name in _row(tool))
    store.run(f"UPDATE tools SET {sets} WHERE id = ?", *_row(tool).values(), known.id)  # noqa: S608


def _row(tool: ToolRegistration) -> dict[str, str | int]:
    return {
        "client_id": tool.client_id,
        "name": tool.name,
        "description": "",
        "active": 1,
        "login_url": tool.login_url,
        "redirect_uris": json.dumps(list(tool.redirect_uris)),
        "target_link_uri": tool.target_link_uri,
        "jwks_url": tool.jwks_url,
        "domain": domain_of(tool.target_link_uri),
        "deep_linking": 1,
        "deep_linking_url": tool.deep_linking_url,
        "custom": custom_lines(tool.custom),
        "grade_service": 2,
        "memberships": 1,
        "send_name": 1,
        "send_email": 1,
        "logo_uri": "",
    }


def activate(store: Store, tool_id: int) -> None:
    store.run("UPDATE tools SET active = 1 WHERE id = ?", tool_id)


def remove(store: Store, tool_id: int) -> None:
    """Delete the registration. Its activities stay and can no longer be launched."""
    store.run("DELETE FROM tools WHERE id = ?", tool_id)
    store.run("DELETE FROM access_tokens WHERE tool = ?", tool_id)
