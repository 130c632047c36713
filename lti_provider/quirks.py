"""Where product families depart from the specifications, or from each other. Pure Python.

What Moodle 4.5 does was observed and is what the rest of the room expects, so Moodle has no row;
nor has a product for which no source says that it needs one. Each row names its sources.
"""

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quirks:
    """What to do differently for one family.

    token_audience: `aud` of the client assertion, where it is not the token's address.
    throttle_phrase: in the body of a 403 that means "too many requests", in lower case.
    subsecond_times: write times with fractions of a second.
    unknown_person_is_404: the score service's 404 may be about the person, not the column.
    largest_class: the platform gives no class list for more people.
    sources: where each of them is written, for whoever doubts it.
    """

    token_audience: str = ""
    throttle_phrase: str = ""
    subsecond_times: bool = False
    unknown_person_is_404: bool = False
    largest_class: int | None = None
    sources: tuple[str, ...] = ()


NONE = Quirks()
_CANVAS = Quirks(
    throttle_phrase="rate limit exceeded",
    subsecond_times=True,
    sources=(
        "developerdocs.instructure.com/services/canvas/readme_basics/throttling (403, try later)",
        "developerdocs.instructure.com/services/canvas/resources/score (subsecond precision)",
    ),
)
_BRIGHTSPACE = Quirks(
    token_audience="https://api.brightspace.com/auth/token",  # noqa: S106  # no secret
    sources=(
        "github.com/sakaiproject/sakai plus/docs/INSTALL-BRIGHTSPACE.md: LMS Token Audience",
        "github.com/Brightspace/D2L.Security.OAuth2 Constants.ASSERTION_AUDIENCE",
    ),
)
_ILIAS = Quirks(
    unknown_person_is_404=True,
    sources=(
        "github.com/ILIAS-eLearning/ILIAS class.ilLTIConsumerGradeServiceScores.php (checkScore)",
    ),
)
_OPEN_EDX = Quirks(
    largest_class=1000,
    sources=(
        "github.com/openedx/xblock-lti-consumer docs/decisions: LTI_NRPS_ACTIVE_ENROLLMENT_LIMIT",
    ),
)
# By the product_family_code of the tool_platform claim (LTI 1.3 core 5.4.3), letters and digits.
_BY_FAMILY = {
    "canvas": _CANVAS,
    "brightspace": _BRIGHTSPACE,
    "desire2learn": _BRIGHTSPACE,
    "ilias": _ILIAS,
    "openedx": _OPEN_EDX,
}
_SPELLING = re.compile(r"[^a-z0-9]")


def quirks_of(product_family: str) -> Quirks:
    """The family's quirks, whatever the spelling; none for a family that is not known."""
    return _BY_FAMILY.get(_SPELLING.sub("", product_family.lower()), NONE)
