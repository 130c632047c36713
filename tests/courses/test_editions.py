"""Olga releases an edition and withdraws it."""

import pytest

from courses.models import Attempt, Edition, Module
from courses.services.editions import WrongStatus, release, withdraw
from tests import cast

pytestmark = pytest.mark.django_db
Status = Edition.Status


def test_a_draft_is_released(module: Module) -> None:
    draft = cast.make_edition(module, status=Status.DRAFT)
    release(draft)
    draft.refresh_from_db()
    assert draft.status == Status.RELEASED
    assert draft.released_at is not None


def test_a_withdrawn_edition_may_be_released_again(edition: Edition) -> None:
    withdraw(edition)
    release(edition)
    edition.refresh_from_db()
    assert edition.status == Status.RELEASED


def test_releasing_twice_is_said_and_keeps_the_first_date(module: Module) -> None:
    edition = cast.make_edition(module, status=Status.DRAFT)
    release(edition)
    first = edition.released_at
    with pytest.raises(WrongStatus, match="released already"):
        release(edition)
    edition.refresh_from_db()
    assert edition.released_at == first


def test_what_lena_did_stays_when_the_edition_is_withdrawn(attempt: Attempt) -> None:
    withdraw(attempt.edition)
    attempt.refresh_from_db()
    assert attempt.edition.status == Status.WITHDRAWN


def test_a_draft_cannot_be_withdrawn(module: Module) -> None:
    draft = cast.make_edition(module, status=Status.DRAFT)
    with pytest.raises(WrongStatus, match="nothing to withdraw"):
        withdraw(draft)
