"""What makes a launch a data privacy launch (1EdTech draft). Moodle 4.5 has none; others do."""

from __future__ import annotations

from typing import Any

_LTI = "https://purl.imsglobal.org/spec/lti/claim/"
_OF_A_COURSE = ("context", "resource_link", "custom", "lis")


def privacy_claims(claims: dict[str, Any], for_user: str) -> dict[str, Any]:
    """`claims` about a person instead of a course: no context, no link, no services of one."""
    kept = {
        name: value
        for name, value in claims.items()
        if name.removeprefix(_LTI) not in _OF_A_COURSE and "/claim/" not in name.removeprefix(_LTI)
    }
    return {**kept, f"{_LTI}for_user": {"user_id": for_user}}
