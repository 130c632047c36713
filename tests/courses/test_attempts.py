"""Lena opens a module: she resumes her own attempt, on the edition she began."""

import pytest
from pytest_django import DjangoAssertNumQueries

from academies.models import Learner
from courses.models import Attempt, Edition, Module, Offering
from courses.services.attempts import NothingReleased, open_attempt
from lti_provider.models import Platform
from tests import cast


def test_lena_begins_on_the_newest_released_edition(
    lena: Learner, offering: Offering, edition: Edition, module: Module
) -> None:
    second = cast.make_edition(module, number=2)
    cast.make_edition(module, number=3, status=Edition.Status.DRAFT)

    attempt = open_attempt(lena, offering)

    assert (attempt.edition, attempt.number) == (second, 1)


def test_lena_finishes_on_the_edition_she_began(
    attempt: Attempt, lena: Learner, offering: Offering, module: Module
) -> None:
    cast.make_edition(module, number=2)

    assert open_attempt(lena, offering) == attempt


def test_a_withdrawn_edition_is_left_and_its_record_stays(
    attempt: Attempt, lena: Learner, offering: Offering, edition: Edition, module: Module
) -> None:
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.WITHDRAWN)
    second = cast.make_edition(module, number=2)

    opened = open_attempt(lena, offering)

    assert (opened.edition, opened.number) == (second, 2)
    assert Attempt.objects.filter(pk=attempt.pk).exists()


def test_nothing_opens_where_nothing_is_released(
    lena: Learner, offering: Offering, edition: Edition
) -> None:
    Edition.objects.filter(pk=edition.pk).update(status=Edition.Status.DRAFT)

    with pytest.raises(NothingReleased):
        open_attempt(lena, offering)


def test_leo_has_an_attempt_of_his_own(
    attempt: Attempt, platform: Platform, offering: Offering
) -> None:
    leo = cast.make_platform_user(cast.LEO, platform).learner

    assert open_attempt(leo, offering) != attempt


def test_a_preview_is_another_attempt(attempt: Attempt, lena: Learner, offering: Offering) -> None:
    preview = open_attempt(lena, offering, Attempt.Kind.PREVIEW)

    assert preview != attempt
    assert preview.kind == Attempt.Kind.PREVIEW


def test_resuming_asks_the_database_once(
    attempt: Attempt,
    lena: Learner,
    offering: Offering,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        resumed = open_attempt(lena, offering)
        assert resumed.edition.number == 1
