"""Reads an LmsConfig from a JSON file."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from demo.lms.cast import COURSES, PEOPLE
from demo.lms.config import Activity, ConfigError, Course, LmsConfig, Person, ToolRegistration

Entry = TypeVar("Entry", Person, Course, ToolRegistration, Activity)

KNOWN = {item.name for item in fields(LmsConfig)} - {"now"}
REQUIRED = {"name", "slug", "public_url", "service_url", "database"}


def load_config(path: Path) -> LmsConfig:
    """Read a JSON object whose names are those of LmsConfig (all but `now`).

    A relative `database` starts at the file's folder. `people` and `courses` may be left out for
    the academies of the named cast (slug northvale or southmere). Raises ConfigError for anything
    unknown, missing or of the wrong shape.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"cannot read {path}: {error}") from error
    if not isinstance(raw, dict):
        raise ConfigError(f"{path}: the file must hold one JSON object")
    if unknown := set(raw) - KNOWN:
        raise ConfigError(f"{path}: unknown {sorted(unknown)}; known are {sorted(KNOWN)}")
    if missing := REQUIRED - set(raw):
        raise ConfigError(f"{path}: missing {sorted(missing)}")
    return LmsConfig(**{**raw, "database": path.parent / raw["database"], **_lists(raw)})


def _lists(raw: dict[str, Any]) -> dict[str, Any]:
    slug = raw["slug"]
    if slug not in PEOPLE and not {"people", "courses"} <= set(raw):
        raise ConfigError(f"academy {slug!r} has no cast of its own: give it people and courses")
    for tool in raw.get("tools", []):
        if isinstance(tool, dict) and not isinstance(tool.get("redirect_uris"), list):
            raise ConfigError("tools: redirect_uris must be a list with at least one URL")
    return {
        "people": _entries(Person, raw["people"]) if "people" in raw else PEOPLE[slug],
        "courses": _entries(Course, raw["courses"]) if "courses" in raw else COURSES[slug],
        "tools": _entries(ToolRegistration, raw.get("tools", [])),
        "activities": _entries(Activity, raw.get("activities", [])),
    }


def _entries(kind: type[Entry], rows: object) -> tuple[Entry, ...]:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(f"{kind.__name__}: write a list of JSON objects")
    try:
        return tuple(kind(**{name: _frozen(value) for name, value in row.items()}) for row in rows)
    except TypeError as error:
        raise ConfigError(f"{kind.__name__}: {error}") from error


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
