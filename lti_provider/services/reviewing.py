"""Let in a message that is about somebody: their work in an activity, or all that is stored."""

from django.utils.translation import gettext_lazy as _

from lti_provider import refusals
from lti_provider.claims import Message
from lti_provider.models import Deployment, LaunchSession, Platform
from lti_provider.services import links, people


def admit_to_review(platform: Platform, message: Message) -> LaunchSession:
    """LTI Submission Review 1.0: trainers may look at anybody of the class, others at themselves.

    Somebody who never came is no reason to refuse: the page says that there is nothing.
    """
    if not message.is_trainer and message.for_user != message.person.sub:
        raise _not_yours(_("Only a trainer of the course can see what others did."))
    link = links.find_link(platform, message)
    user = people.recognise(platform, message)
    return LaunchSession(
        platform_user=user,
        deployment=link.deployment,
        resource_link=link,
        context_id=link.context_id,
        for_user=people.find(platform, message.for_user),
    )


def admit_to_stored_data(platform: Platform, message: Message) -> LaunchSession:
    """Data privacy launch (draft): for oneself, or for others by an administrator of the platform.

    The message names no course and no activity. Looking somebody up stores nobody.
    """
    if not message.is_administrator and message.for_user != message.person.sub:
        raise _not_yours(
            _("Only an administrator of your learning platform can see what is stored of others.")
        )
    deployment = Deployment.objects.filter(
        platform=platform, deployment_id=message.deployment_id
    ).first()
    if deployment is None:
        raise refusals.unknown_platform("unknown deployment")
    user = people.recognise(platform, message)
    return LaunchSession(
        platform_user=user,
        deployment=deployment,
        for_user=people.find(platform, message.for_user),
    )


def _not_yours(why: refusals.Words) -> refusals.LaunchRefused:
    return refusals.LaunchRefused(
        "not_yours",
        what=_("This page is about somebody else."),
        why=why,
        to_do=_("Open your own work from your learning platform."),
        status=403,
    )
