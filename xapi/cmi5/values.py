"""The values of a course structure: IRIs, texts per language, numbers and words (cmi5 13.1).

Each function raises ManifestRefused at the element whose value is wrong.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, get_args

from lxml import etree

from courses.packages.manifests import ManifestRefused, refused_at
from courses.packages.refusal import shown
from xapi.cmi5.remarks import Remarks
from xapi.cmi5.schema import own_children
from xapi.cmi5.structure import LaunchMethod, MoveOn, Texts
from xapi.spec.types import IRI, LANGUAGE

# xs:language (XML Schema 2, 3.3.3).
_XS_LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*")
# xs:decimal (XML Schema 2, 3.2.3), short enough to be a score.
_XS_DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,50}(?:\.[0-9]{0,50})?|\.[0-9]{1,50})")
# 13.1.4: "with up to 4 decimal places of precision".
_MASTERY_STEP: Final = Decimal("0.0001")
UNDETERMINED = "und"
_MOVE_ON: Final[tuple[MoveOn, ...]] = get_args(MoveOn)
_LAUNCH_METHOD: Final[tuple[LaunchMethod, ...]] = get_args(LaunchMethod)


def text(element: etree._Element) -> str:
    """The text within an element, without white space around it."""
    return "".join(str(part) for part in element.itertext()).strip()


def iri(element: etree._Element, name: str) -> str:
    """An attribute that has to be a fully qualified IRI (3.0)."""
    value = (element.get(name) or "").strip()
    if not IRI.fullmatch(value):
        raise refused_at(
            element,
            "relative-iri",
            f"The {name} {shown(value)} is not a fully qualified IRI.",
            "Every IRI of a course structure has its scheme, such as https: (cmi5 3.0).",
            "Write it whole, such as https://example.org/courses/first-aid.",
        )
    return value


def optional_iri(element: etree._Element, name: str) -> str | None:
    """The same where it may be absent; an empty value is none."""
    return iri(element, name) if (element.get(name) or "").strip() else None


def language_map(parent: etree._Element, name: str, remarks: Remarks) -> Texts:
    """The texts of <title> or <description> by language tag, in the order of the document.

    What has no tag, or one that is not of RFC 5646, has "und": xAPI (Data 4.2) wants a tag.
    """
    element = next(own_children(parent, name))
    found: Texts = {}
    for string in own_children(element, "langstring"):
        language = _language(string, remarks)
        if language in found:
            message = f"<{name}> has {shown(language)} twice; the first is taken."
            remarks.at(string, "language-twice", message)
        found.setdefault(language, text(string))
    if not any(found.values()):
        remarks.at(element, "empty-text", f"<{name}> holds no text.")
    return found


def _language(string: etree._Element, remarks: Remarks) -> str:
    written = (string.get("lang") or "").strip()
    if not written:
        remarks.at(string, "language-missing", "A <langstring> does not say its language.")
        return UNDETERMINED
    if not _XS_LANGUAGE.fullmatch(written):
        raise refused_at(
            string,
            "invalid-language",
            f"The lang {shown(written)} is not a language tag.",
            "It is one such as en or fr-BE (cmi5 13.2, xs:language).",
            "Write the tag of the language of the text.",
        )
    if not LANGUAGE.fullmatch(written):
        message = f"The language {shown(written)} is none of RFC 5646; taken as undetermined."
        remarks.at(string, "language-unknown", message)
        return UNDETERMINED
    return written


def move_on(element: etree._Element) -> MoveOn:
    """13.1.4; absent: NotApplicable."""
    written = _stripped(element, "moveOn", "NotApplicable")
    for word in _MOVE_ON:
        if word == written:
            return word
    raise _not_one_of(element, "moveOn", written, _MOVE_ON)


def launch_method(element: etree._Element) -> LaunchMethod:
    """13.1.4; absent: AnyWindow."""
    written = _stripped(element, "launchMethod", "AnyWindow")
    for word in _LAUNCH_METHOD:
        if word == written:
            return word
    raise _not_one_of(element, "launchMethod", written, _LAUNCH_METHOD)


def mastery_score(element: etree._Element, remarks: Remarks) -> Decimal | None:
    """13.1.4: a scaled score, 0 to 1; None where absent."""
    written = element.get("masteryScore")
    if written is None:
        return None
    written = written.strip()
    score = Decimal(written) if _XS_DECIMAL.fullmatch(written) else None
    if score is None or not 0 <= score <= 1:
        raise refused_at(
            element,
            "mastery-score",
            f"The masteryScore is {shown(written)}.",
            "It is a scaled score from 0 to 1 (cmi5 13.1.4).",
            "Write 80 percent as 0.8.",
        )
    if score != score.quantize(_MASTERY_STEP):
        message = f"The masteryScore {shown(written)} has more than four decimal places."
        remarks.at(element, "mastery-score-digits", message)
    return abs(score.normalize())


def _stripped(element: etree._Element, name: str, default: str) -> str:
    written = element.get(name)
    return default if written is None else written.strip()


def _not_one_of(
    element: etree._Element, name: str, written: str, words: tuple[str, ...]
) -> ManifestRefused:
    return refused_at(
        element,
        "unknown-word",
        f"The {name} is {shown(written)}.",
        "That is none of the words that the specification has (cmi5 13.1.4).",
        f"Write one of {', '.join(words)}.",
    )
