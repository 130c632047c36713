"""What the roles of a message make of a person (LTI 5.3.7 and A.2). Pure Python."""

from typing import Any

import msgspec

from lti_provider.claims.reading import CLAIM, ClaimsRefused

_CONTEXT = "http://purl.imsglobal.org/vocab/lis/v2/membership"
_INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person#"
_SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person#"
# LTI A.2.2: the principal context roles, and the sub-role that platforms write as one of them.
_TRAINERS = frozenset(
    {"Instructor", "TeachingAssistant", "ContentDeveloper", "Administrator", "Manager", "Mentor"}
)
_PRINCIPAL = _TRAINERS | {"Learner", "Member", "Officer"}
_TEACHING_STAFF = frozenset({_INSTITUTION + name for name in ("Instructor", "Faculty", "Staff")})
_ADMINISTRATORS = frozenset(
    {_INSTITUTION + "Administrator", _SYSTEM + "Administrator", _SYSTEM + "SysAdmin"}
)


class Roles(msgspec.Struct, frozen=True):
    """is_trainer: of the class that was launched. is_administrator: of the platform, or there."""

    is_trainer: bool = False
    is_administrator: bool = False


def read_roles(claims: dict[str, Any]) -> Roles:
    """The roles claim, required but possibly empty (LTI 5.3.7). Raises ClaimsRefused.

    Context roles decide who is a trainer. Only where a message has none at all, as outside of any
    course, do the institution's teaching staff count; administrators of the institution or the
    system are no trainers by that alone.
    """
    named = _texts(claims)
    in_context = {role for role in map(_context_role, named) if role}
    teaches = bool(in_context & _TRAINERS) or (not in_context and bool(_TEACHING_STAFF & named))
    administers = "Administrator" in in_context or bool(_ADMINISTRATORS & named)
    return Roles(is_trainer=teaches, is_administrator=administers)


def _texts(claims: dict[str, Any]) -> set[str]:
    roles = claims.get(CLAIM + "roles")
    if roles is None:
        raise ClaimsRefused("roles", "is missing")
    if not isinstance(roles, list) or not all(isinstance(role, str) for role in roles):
        raise ClaimsRefused("roles", "must be a list of texts")
    return {role for role in roles if len(role) <= 255}


def _context_role(role: str) -> str:
    """The principal context role, "" for any other role.

    Short names are context roles (LTI A.2). A sub-role reads `membership/Instructor#Grader`
    (A.2.3), and its principal role is what counts.
    """
    if role.startswith((_CONTEXT + "#", _CONTEXT + "/")):
        principal, _, name = role.removeprefix(_CONTEXT).partition("#")
        return principal.removeprefix("/") or name
    return role if role in _PRINCIPAL else ""
