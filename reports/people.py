"""Who a trainer may look at, one by one, and under which name."""

import uuid

from django.utils.translation import gettext

from academies.models import Learner
from courses.models import Attempt
from lti_provider.models import PlatformUser, ResourceLink, RosterMember


def learner_of(link: ResourceLink, pseudonym: str) -> Learner | None:
    """The learner of that pseudonym who has opened the activity for credit; else None.

    The pseudonym is what a page has posted. The activity's own offering is of one academy and one
    class, so nobody else's learners are found, however their pseudonym became known.
    """
    try:
        known = uuid.UUID(pseudonym)
    except ValueError:
        return None
    worked = Attempt.objects.filter(offering=link.offering_id, kind=Attempt.Kind.CREDIT)
    return Learner.objects.filter(
        pseudonym=known, pk__in=worked.values("learner"), academy=link.offering.academy_id
    ).first()


def names_of(link: ResourceLink, *, keeps_names: bool) -> dict[int, str]:
    """What everybody who opened the activity is called on a trainer's pages, by learner.

    keeps_names: whether the academy's policy lets names be shown; else it is the pseudonym.
    """
    worked = Attempt.objects.filter(offering=link.offering_id, kind=Attempt.Kind.CREDIT)
    learners = Learner.objects.filter(pk__in=worked.values("learner"))
    return _named(link, {learner.pk: learner for learner in learners}, keeps_names)


def name_of(link: ResourceLink, learner: Learner, *, keeps_names: bool) -> str:
    """The same of one learner."""
    return _named(link, {learner.pk: learner}, keeps_names)[learner.pk]


def _named(link: ResourceLink, learners: dict[int, Learner], keeps_names: bool) -> dict[int, str]:
    users = PlatformUser.objects.filter(learner__in=learners)
    anonymous = {user.learner_id for user in users if user.is_anonymous}
    listed = _listed(link, {user.sub: user.learner_id for user in users}) if keeps_names else {}
    return {
        key: gettext("Anonymous")
        if key in anonymous
        else learner.display_name or listed.get(key) or learner.shown_as
        for key, learner in learners.items()
    }


def _listed(link: ResourceLink, learners: dict[str, int]) -> dict[int, str]:
    """The names of the class list, which knows people by the platform's own numbers."""
    if link.context_id is None:
        return {}
    members = RosterMember.objects.filter(context=link.context_id, sub__in=learners)
    return {learners[member.sub]: member.display_name for member in members}
