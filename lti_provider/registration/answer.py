"""Read the platform's answer to the registration (Dynamic Registration 1.0, 3.6)."""

from dataclasses import dataclass
from typing import Any

from lti_provider.registration.request import TOOL_CONFIGURATION

_LONGEST_ID = 255


class AnswerRefused(Exception):
    """The answer names no usable client id; the message says what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Registered:
    """What the platform decided. deployment_id: "" where it will be known later only."""

    client_id: str
    deployment_id: str


def read_answer(document: Any) -> Registered:
    """Give the answer its shape. Raises AnswerRefused.

    Nothing else of it is read: it may carry secrets (`registration_access_token`) that we have no
    use for.
    """
    if not isinstance(document, dict):
        raise AnswerRefused("the answer is no object")
    configuration = document.get(TOOL_CONFIGURATION)
    configuration = configuration if isinstance(configuration, dict) else {}
    deployment_id = configuration.get("deployment_id")
    return Registered(
        client_id=_identifier(document.get("client_id"), "client_id"),
        # 3.6: optional, for a platform that deploys the tool along with its registration.
        deployment_id=(
            "" if deployment_id in (None, "") else _identifier(deployment_id, "deployment_id")
        ),
    )


def _identifier(value: Any, member: str) -> str:
    """A text; numbers are seen, since ids are numbers inside most platforms."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not value:
        raise AnswerRefused(f"the answer has no {member}")
    if len(value) > _LONGEST_ID or not value.isascii() or not value.isprintable():
        raise AnswerRefused(f"{member} has more than {_LONGEST_ID} characters, or odd ones")
    return value
