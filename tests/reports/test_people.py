"""Names are shown where the academy keeps them; else people are their pseudonyms."""

import pytest

from courses.models import Attempt
from lti_provider.models import Context, PlatformUser, ResourceLink, RosterMember
from reports.people import learner_of, name_of, names_of
from tests import cast


@pytest.fixture
def listed(resource_link: ResourceLink, lena_at_platform: PlatformUser) -> Context:
    """The class list of the course has a name for Lena."""
    context = cast.make_context(resource_link.deployment)
    ResourceLink.objects.update(context=context)
    resource_link.refresh_from_db()
    RosterMember.objects.create(context=context, sub=cast.LENA.sub, display_name="Lena Lund")
    return context


def test_by_pseudonym_where_no_names_are_kept(
    resource_link: ResourceLink, attempt: Attempt, listed: Context
) -> None:
    learner = attempt.learner

    assert name_of(resource_link, learner, keeps_names=False) == learner.shown_as
    assert name_of(resource_link, learner, keeps_names=True) == "Lena Lund"
    assert names_of(resource_link, keeps_names=True) == {learner.pk: "Lena Lund"}


def test_without_a_class_list_and_without_a_name(
    resource_link: ResourceLink, attempt: Attempt, lena_at_platform: PlatformUser
) -> None:
    learner = attempt.learner
    assert name_of(resource_link, learner, keeps_names=True) == learner.shown_as

    PlatformUser.objects.update(is_anonymous=True)
    assert name_of(resource_link, learner, keeps_names=True) == "Anonymous"


def test_a_preview_makes_nobody_part_of_the_class(
    resource_link: ResourceLink, attempt: Attempt
) -> None:
    pseudonym = str(attempt.learner.pseudonym)
    assert learner_of(resource_link, pseudonym) == attempt.learner

    Attempt.objects.update(kind=Attempt.Kind.PREVIEW)
    assert learner_of(resource_link, pseudonym) is None
