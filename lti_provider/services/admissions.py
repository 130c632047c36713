"""What each message lets a person in to, and the page on which they land.

A new message type is one row of ADMISSIONS: a function that finds where it belongs, and a page.
"""

from collections.abc import Callable
from dataclasses import dataclass

from courses.models import Attempt
from courses.services.attempts import NothingReleased, open_attempt
from lti_provider import refusals
from lti_provider.claims import Message, MessageType
from lti_provider.models import LaunchSession, Platform, PlatformUser, ResourceLink
from lti_provider.services import links, people
from lti_provider.services.picking import admit_to_picker
from lti_provider.services.reviewing import admit_to_review, admit_to_stored_data


@dataclass(frozen=True, slots=True)
class Admission:
    """How a message type is let in.

    admit: gives a LaunchSession that is not saved: who came, and where (launching adds token and
    times); raises LaunchRefused, and then has stored nobody. landing: URL name of the page that
    gets the launch token; a learner with an attempt goes to the player instead.
    """

    admit: Callable[[Platform, Message], LaunchSession]
    landing: str


def _to_activity(platform: Platform, message: Message) -> LaunchSession:
    """LTI 1.3 core 5.3: a learner gets an attempt, a trainer the class page."""
    link = links.find_link(platform, message)
    user = people.recognise(platform, message)
    return LaunchSession(
        platform_user=user,
        deployment=link.deployment,
        resource_link=link,
        context_id=link.context_id,
        attempt=None if message.is_trainer else _attempt(user, link),
    )


def _attempt(user: PlatformUser, link: ResourceLink) -> Attempt:
    try:
        return open_attempt(user.learner, link.offering)
    except NothingReleased as nothing:
        raise refusals.module_gone("nothing_released", str(nothing)) from nothing


ADMISSIONS: dict[str, Admission] = {
    MessageType.RESOURCE_LINK: Admission(_to_activity, landing="reports:class"),
    MessageType.DEEP_LINKING: Admission(admit_to_picker, landing="lti_provider:pick"),
    MessageType.SUBMISSION_REVIEW: Admission(admit_to_review, landing="reports:review"),
    MessageType.DATA_PRIVACY: Admission(admit_to_stored_data, landing="lti_provider:privacy"),
}
