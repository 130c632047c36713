"""The small types that statements are made of (Data 4.0), as msgspec sees them."""

import datetime as dt
import re
from typing import Annotated, Any

from msgspec import Meta

_IRI = r"^[A-Za-z][A-Za-z0-9+.\-]*:[^\s<>\"{}|\\^`]+\Z"
_UUID = r"^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\Z"
# RFC 5646 2.1: language, extlang, script, region, variants, extensions, private use.
_LANGUAGE = (
    r"^(?:(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4}|[A-Za-z]{5,8})"
    r"(?:-[A-Za-z]{4})?(?:-(?:[A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[A-Za-z0-9]{5,8}|[0-9][A-Za-z0-9]{3}))*"
    r"(?:-[0-9A-WY-Za-wy-z](?:-[A-Za-z0-9]{2,8})+)*(?:-x(?:-[A-Za-z0-9]{1,8})+)?"
    r"|x(?:-[A-Za-z0-9]{1,8})+|i-[a-z]{2,8}|en-GB-oed|sgn-(?:BE-FR|BE-NL|CH-DE))\Z"
)
# ISO 8601:2004 4.4.3.2: weeks alone, or the designators in order and at least one of them. The
# digits are ASCII's, which \d is not.
_DURATION = (
    r"^P(?:[0-9]+(?:[.,][0-9]+)?W|(?=[0-9]|T[0-9])(?:[0-9]+(?:[.,][0-9]+)?Y)?"
    r"(?:[0-9]+(?:[.,][0-9]+)?M)?(?:[0-9]+(?:[.,][0-9]+)?D)?(?:T(?=[0-9])"
    r"(?:[0-9]+(?:[.,][0-9]+)?H)?(?:[0-9]+(?:[.,][0-9]+)?M)?(?:[0-9]+(?:[.,][0-9]+)?S)?)?)\Z"
)
_TIMESTAMP = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)[Tt ](\d\d):?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?"
    r"(Z|z|[+-]\d\d(?::?\d\d)?)?",
    re.ASCII,
)

_MAILTO = r"^mailto:[^@\s]+@[^@\s]+\Z"
_SHA1 = r"^[0-9A-Fa-f]{40}\Z"
_SHA2 = r"^[0-9A-Fa-f]{56,128}\Z"
_MEDIA_TYPE = r"^[A-Za-z0-9_!#$&^.+\-]+/[A-Za-z0-9_!#$&^.+\-*]+[ \t]*(;[ -~]*)?\Z"
# What a pattern means, for whoever reads the refusal.
WORDS = {
    _IRI: "an absolute IRI such as https://example.org/thing",
    _UUID: "a UUID in its usual form, such as 6690e6c9-3ef0-4ed3-8b37-7f3964730bee",
    _LANGUAGE: "a language tag such as en or fr-BE (RFC 5646)",
    _DURATION: "an ISO 8601 duration such as PT1H30M",
    _MAILTO: "an address such as mailto:somebody@example.org",
    _SHA1: "a SHA-1 digest in 40 hexadecimal digits",
    _SHA2: "a SHA-2 digest in hexadecimal digits",
    _MEDIA_TYPE: "a media type such as text/plain",
}

# Longer ones nobody can ask for: a filter is in the request line, which servers end at 4 to 8 KB.
LONGEST_IRI = 4_000
# Longer than any that a clock made; what is no time at all would be reckoned with for seconds.
LONGEST_DURATION = 100
# More languages than any activity is translated into. A reader is given the best of them, which
# means to look at each.
MOST_LANGUAGES = 500
Iri = Annotated[str, Meta(pattern=_IRI, max_length=LONGEST_IRI)]
Uuid = Annotated[str, Meta(pattern=_UUID)]
LanguageTag = Annotated[str, Meta(pattern=_LANGUAGE)]
Duration = Annotated[str, Meta(pattern=_DURATION, max_length=LONGEST_DURATION)]
Mailto = Annotated[str, Meta(pattern=_MAILTO)]
Sha1 = Annotated[str, Meta(pattern=_SHA1)]
# SHA-224 to SHA-512 in hexadecimal (Data 2.4.11).
Sha2 = Annotated[str, Meta(pattern=_SHA2)]
MediaType = Annotated[str, Meta(pattern=_MEDIA_TYPE)]
Size = Annotated[int, Meta(ge=0)]
Scaled = Annotated[float, Meta(ge=-1, le=1)]
LanguageMap = Annotated[dict[LanguageTag, str], Meta(max_length=MOST_LANGUAGES)]
Extensions = dict[Iri, Any]

IRI = re.compile(_IRI)
UUID = re.compile(_UUID)
LANGUAGE = re.compile(_LANGUAGE)


def instant(text: str) -> dt.datetime:
    """The moment of an ISO 8601 timestamp (Data 4.5); without an offset it is UTC.

    Raises ValueError, which says what is wrong.
    """
    found = _TIMESTAMP.fullmatch(text)
    if found is None:
        raise ValueError("not an ISO 8601 timestamp such as 2026-11-24T09:30:00.000Z")
    year, month, day, hour, minute, second, fraction, offset = found.groups()
    leap = second == "60"  # RFC 3339 5.6 allows it; Python has no such second.
    try:
        moment = dt.datetime(
            int(year),
            int(month),
            int(day),
            int(hour),
            int(minute),
            59 if leap else int(second or 0),
            int((fraction or "0")[:6].ljust(6, "0")),
            tzinfo=_offset(offset),
        )
        return (moment + dt.timedelta(seconds=leap)).astimezone(dt.UTC)
    except OverflowError as broken:
        raise ValueError("a moment outside the years 1 to 9999") from broken


def _offset(text: str | None) -> dt.timezone:
    if text is None or text in "Zz":
        return dt.UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    if text[0] == "-" and digits == "0000":
        # Data 4.5: a negative offset of zero (RFC 3339: "unknown") is refused.
        raise ValueError("the offset -00:00 is not allowed")
    if int(digits[:2]) > 23 or int(digits[2:]) > 59:
        raise ValueError("an offset that no place on earth has")
    minutes = int(digits[:2]) * 60 + int(digits[2:])
    return dt.timezone(dt.timedelta(minutes=-minutes if text[0] == "-" else minutes))


def moment(name: str, text: str) -> dt.datetime:
    """`instant`, with the name of the property in the error."""
    try:
        return instant(text)
    except ValueError as wrong:
        raise ValueError(f"{name}: {wrong}") from wrong


def written(moment: dt.datetime) -> str:
    """A moment as statements carry it: UTC, microseconds, `Z`."""
    # strftime writes the year 5 as "5", and takes longer.
    return moment.astimezone(dt.UTC).isoformat(timespec="microseconds")[: -len("+00:00")] + "Z"
