"""The values that connect an LMS by hand, as its fields want them."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from lti_provider.guides import Guide
from lti_provider.services.registering import this_tool


@dataclass(frozen=True, slots=True)
class FilledField:
    """A field of the LMS; `copied`: an address of ours, which is worth a button to copy it."""

    label: str
    value: str
    copied: bool


def values_of_this_tool() -> dict[str, str]:
    """The words that a guide's fields are written with."""
    tool = this_tool()
    return {
        "name": tool.names["en"],
        "origin": tool.origin,
        "domain": tool.domain,
        "launch": tool.launch_url,
        "login": tool.login_url,
        "jwks": tool.jwks_url,
        "canvas": settings.TOOL_ORIGIN + reverse("lti_provider:canvas"),
    }


def written(guide: Guide, values: dict[str, str]) -> list[FilledField]:
    """The guide's fields with the values of this tool."""
    return [
        FilledField(label, value.format_map(values), "{" in value) for label, value in guide.fields
    ]
