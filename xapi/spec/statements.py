"""A whole statement (Data 2.4): its shape, and the rules between its parts."""

from typing import Any

import msgspec
from msgspec import UNSET, Struct, UnsetType

from xapi.spec.actors import Agent, Group
from xapi.spec.contexts import Context
from xapi.spec.objects import Activity, StatementRef
from xapi.spec.refused import Refused
from xapi.spec.types import (
    WORDS,
    Duration,
    Extensions,
    Iri,
    LanguageMap,
    MediaType,
    Scaled,
    Sha2,
    Size,
    Uuid,
    moment,
)

VOIDED = "http://adlnet.gov/expapi/verbs/voided"


class Verb(Struct, forbid_unknown_fields=True):
    """Data 2.4.3."""

    id: Iri
    display: LanguageMap | UnsetType = UNSET


class Score(Struct, forbid_unknown_fields=True):
    """Data 2.4.5.1: raw lies between min and max, scaled between -1 and 1."""

    scaled: Scaled | UnsetType = UNSET
    raw: float | UnsetType = UNSET
    min: float | UnsetType = UNSET
    max: float | UnsetType = UNSET

    def __post_init__(self) -> None:
        low = -float("inf") if self.min is UNSET else self.min
        high = float("inf") if self.max is UNSET else self.max
        if self.min is not UNSET and self.max is not UNSET and low >= high:
            raise ValueError("min is not less than max")
        if self.raw is not UNSET and not low <= self.raw <= high:
            raise ValueError("raw is not between min and max")


class Result(Struct, forbid_unknown_fields=True):
    """Data 2.4.5."""

    score: Score | UnsetType = UNSET
    success: bool | UnsetType = UNSET
    completion: bool | UnsetType = UNSET
    response: str | UnsetType = UNSET
    duration: Duration | UnsetType = UNSET
    extensions: Extensions | UnsetType = UNSET


class Attachment(Struct, forbid_unknown_fields=True):
    """Data 2.4.11."""

    usageType: Iri  # noqa: N815 - as the standard writes it, beside names it writes otherwise
    display: LanguageMap
    contentType: MediaType  # noqa: N815
    length: Size
    sha2: Sha2
    description: LanguageMap | UnsetType = UNSET
    fileUrl: Iri | UnsetType = UNSET  # noqa: N815


class _Telling(Struct, forbid_unknown_fields=True):
    """What statements and sub-statements share."""

    actor: Agent | Group
    verb: Verb
    result: Result | UnsetType = UNSET
    context: Context | UnsetType = UNSET
    timestamp: str | UnsetType = UNSET
    attachments: list[Attachment] | UnsetType = UNSET

    def _check(self, about: object) -> None:
        if self.timestamp is not UNSET:
            moment("timestamp", self.timestamp)
        context = self.context
        if context is UNSET or isinstance(about, Activity):
            return
        # Data 2.4.6: both say something about an activity only.
        if context.revision is not UNSET or context.platform is not UNSET:
            raise ValueError("context.revision and context.platform need an activity as object")


class SubStatement(
    _Telling, forbid_unknown_fields=True, kw_only=True, tag_field="objectType", tag="SubStatement"
):
    """Data 2.4.4.3: a statement that is not asserted. It holds no further one."""

    object: Activity | Agent | Group | StatementRef

    def __post_init__(self) -> None:
        self._check(self.object)


class Statement(_Telling, forbid_unknown_fields=True, kw_only=True):
    """Data 2.4."""

    object: Activity | Agent | Group | StatementRef | SubStatement
    id: Uuid | UnsetType = UNSET
    stored: str | UnsetType = UNSET
    authority: Agent | Group | UnsetType = UNSET
    version: str | UnsetType = UNSET

    def __post_init__(self) -> None:
        self._check(self.object)
        if self.stored is not UNSET:
            moment("stored", self.stored)
        self._check_authority()
        if self.verb.id == VOIDED and not isinstance(self.object, StatementRef):
            raise ValueError("a voiding statement's object is a StatementRef (Data 2.3.2)")

    def _check_authority(self) -> None:
        """Data 2.4.9: an agent, or the two members of three-legged OAuth, without identifier."""
        group = self.authority
        if not isinstance(group, Group):
            return
        if group.identifiers() or group.member is UNSET or len(group.member) != 2:
            raise ValueError("as authority, a group is anonymous and has exactly two members")


def validate(statement: Any, version: str) -> Statement:
    """Check one parsed statement against `version` ("1.0.x" or "2.0.0").

    Raises Refused with the path of what is wrong.
    """
    if not isinstance(statement, dict):
        raise Refused("a statement is a JSON object")
    try:
        checked = msgspec.convert(_with_types(statement), Statement)
    except msgspec.ValidationError as wrong:
        raise _refusal(str(wrong)) from wrong
    _check_version(checked, version)
    return checked


def _refusal(message: str) -> Refused:
    why, _at, path = message.partition(" - at ")
    expected, pattern, _rest = why.partition(" matching regex")
    for shape, words in WORDS.items():
        if pattern and repr(shape)[1:-1] in why.replace('\\"', '"'):
            return Refused(f"expected {words}", path.replace("`", "") or "$")
    return Refused(expected.strip(), path.replace("`", "") or "$")


def _check_version(statement: Statement, version: str) -> None:
    stated = statement.version
    # Data 2.4.10: 1.0.x of a 1.0 client; 2.0 (4.2.4.3) takes both.
    if stated is not UNSET:
        allowed = ("1.0",) if version.startswith("1.0") else ("1.0", "2.0")
        if not any(stated == each or stated.startswith(f"{each}.") for each in allowed):
            raise Refused(f"{stated[:20]!r} is not a version that is accepted here", "$.version")
    inner = statement.object
    for context in (statement.context, getattr(inner, "context", UNSET)):
        if context is UNSET or not isinstance(context, Context) or version.startswith("2."):
            continue
        if context.context_agents is not UNSET or context.context_groups is not UNSET:
            raise Refused("contextAgents and contextGroups came with xAPI 2.0", "$.context")


def _typed(value: Any, kind: str) -> Any:
    """With the objectType that its absence means (Data 2.4.2, 2.4.4), on a copy."""
    return {"objectType": kind, **value} if isinstance(value, dict) else value


def _with_types(statement: dict[str, Any], *, outer: bool = True) -> dict[str, Any]:
    filled = dict(statement)
    for name, kind in (("actor", "Agent"), ("object", "Activity"), ("authority", "Agent")):
        if name in filled:
            filled[name] = _typed(filled[name], kind)
    context = filled.get("context")
    if isinstance(context, dict):
        filled["context"] = {
            name: _typed(value, "Agent") if name in {"instructor", "team"} else value
            for name, value in context.items()
        }
    inner = filled.get("object")
    if outer and isinstance(inner, dict) and inner.get("objectType") == "SubStatement":
        # Once only: a sub-statement inside is refused by its type.
        filled["object"] = _with_types(inner, outer=False)
    return filled
