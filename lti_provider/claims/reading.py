"""Read one claim at a time: type, length, presence. Pure Python."""

import re
from typing import Any

# What no database keeps in a text: NUL, and halves of characters, which JSON can spell.
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"


class ClaimsRefused(Exception):
    """A required claim is missing or malformed; `claim` names it by its short name."""

    def __init__(self, claim: str, why: str) -> None:
        super().__init__(f"{claim}: {why}")
        self.claim = claim
        self.why = why


def required(claims: dict[str, Any], name: str, longest: int) -> str:
    """A text claim of LTI, by its short name, that has to be there. Raises ClaimsRefused."""
    value = text(claims, name, longest)
    if not value:
        raise ClaimsRefused(name, "is missing")
    return value


def text(claims: dict[str, Any], name: str, longest: int) -> str:
    """A text claim of LTI, by its short name; "" where it is absent. Raises ClaimsRefused."""
    value = claims.get(CLAIM + name, "")
    if not isinstance(value, str):
        raise ClaimsRefused(name, "must be a text")
    if len(value) > longest:
        raise ClaimsRefused(name, f"has more than {longest} characters")
    if UNSTORABLE.search(value):
        raise ClaimsRefused(name, "holds what is no text")
    return value


def claim_object(claims: dict[str, Any], name: str) -> dict[str, Any]:
    """An object claim of LTI, by its short name; empty where it is absent."""
    return whole_object(claims, CLAIM + name)


def whole_object(claims: dict[str, Any], name: str) -> dict[str, Any]:
    """An object by its full name; empty where it is absent. Raises ClaimsRefused."""
    value = claims.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ClaimsRefused(name.rsplit("/", 1)[-1], "must be an object")
    return value


def own_text(parent: dict[str, Any], name: str, longest: int) -> str:
    """An optional text for people to read: cut at `longest`, and "" when it is no text."""
    value = parent.get(name)
    return storable(value)[:longest] if isinstance(value, str) else ""


def storable(value: str) -> str:
    """`value` without what no database keeps."""
    return UNSTORABLE.sub("", value)


def web_address(parent: dict[str, Any], name: str) -> str:
    """An optional http(s) address; a malformed one is refused, not cut: half a URL is another."""
    value = parent.get(name)
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or not is_web_address(value):
        raise ClaimsRefused(name, "must be an http(s) address of at most 500 characters")
    return value


def texts(parent: dict[str, Any], name: str, *, most: int = 50) -> tuple[str, ...]:
    """An optional list of texts. Raises ClaimsRefused."""
    values = parent.get(name)
    if values is None:
        return ()
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise ClaimsRefused(name, "must be a list of texts")
    return tuple(storable(value) for value in values if len(value) <= 255)[:most]


def switched_on(parent: dict[str, Any], name: str, *, default: bool = False) -> bool:
    """An optional switch; some platforms write "true" instead of true."""
    value = parent.get(name, default)
    return value is True or (isinstance(value, str) and value.lower() == "true")


def identifier(parent: dict[str, Any], name: str, shown: str) -> str:
    """An id of at most 255 ASCII characters that has to be there. Raises ClaimsRefused."""
    value = parent.get(name)
    if not isinstance(value, str) or not value:
        raise ClaimsRefused(shown, "is missing")
    if len(value) > 255 or not value.isascii() or "\0" in value:
        raise ClaimsRefused(shown, "has more than 255 characters, or others than ASCII")
    return value


def is_web_address(value: str) -> bool:
    """Whether `value` is an http(s) address that may be stored and shown."""
    return (
        value.startswith(("https://", "http://"))
        and len(value) <= 500
        and value.isprintable()
        and " " not in value
    )
