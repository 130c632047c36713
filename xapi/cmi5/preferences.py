"""cmi5LearnerPreferences (11): what a learner prefers, kept with the agent."""

from typing import Any, Final

from xapi.spec import strict_json
from xapi.spec.refused import Refused
from xapi.spec.types import LANGUAGE

# No list of languages that somebody reads is longer.
_LONGEST: Final = 500
Json = dict[str, Any]


def default_preferences(language: str) -> Json:
    """Of a learner of whom nothing is known but, perhaps, a language (BCP 47, or "")."""
    known = language if LANGUAGE.match(language) else ""
    return {"languagePreference": known, "audioPreference": "on"}


def check_preferences(content_type: str, body: bytes) -> None:
    """Refuse what is no document of 11. Raises Refused, which names the property."""
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise Refused("the learner preferences are application/json (cmi5 11)")
    value = strict_json.read(body)
    if not isinstance(value, dict):
        raise Refused("the learner preferences are a JSON object (cmi5 11)")
    for name in ("languagePreference", "audioPreference"):
        if not isinstance(value.get(name), str):
            raise Refused("this property is required, as text (cmi5 11)", f"$.{name}")
    _check_languages(value["languagePreference"])
    if value["audioPreference"] not in ("on", "off"):
        raise Refused("neither on nor off (cmi5 11.2)", "$.audioPreference")


def _check_languages(given: str) -> None:
    # Nothing preferred: as it is before somebody has chosen.
    tags = given.split(",") if given else []
    if len(given) > _LONGEST or not all(LANGUAGE.match(tag) for tag in tags):
        raise Refused(
            "not a list of language tags with commas between, such as en-US,fr-FR (cmi5 11.1)",
            "$.languagePreference",
        )
