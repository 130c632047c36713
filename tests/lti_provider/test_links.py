"""A trainer has the activity point to another module, and the class opens it."""

import threading
import time

import pytest
from django.db import connection, transaction

from courses.models import Module, Offering
from demo.lms.peer import PretendPlatform
from lti_provider.claims import Message, read_message
from lti_provider.models import Platform, ResourceLink
from lti_provider.services.links import find_link
from tests import cast
from tests.launching import known

CUSTOM = "https://purl.imsglobal.org/spec/lti/claim/custom"


@pytest.fixture
def another(registered: Platform) -> Module:
    module = cast.make_module("First contact with a victim")
    cast.make_edition(module)
    cast.make_entitlement(registered.academy, module)
    return module


def launch_of(lms: PretendPlatform, activity: str, module: Module | None = None) -> Message:
    claims = lms.claims_for(known(cast.LENA), activity, "nonce")
    if module is not None:
        claims[CUSTOM] = {**claims[CUSTOM], "module": str(module.public_id)}
    return read_message(claims)


@pytest.mark.django_db
def test_the_activity_offers_the_other_module_from_the_next_launch_on(
    lms: PretendPlatform, registered: Platform, activity: str, another: Module
) -> None:
    before = find_link(registered, launch_of(lms, activity))
    after = find_link(registered, launch_of(lms, activity, another))

    assert after.pk == before.pk
    assert after.offering.module == another
    assert Offering.objects.filter(pk=before.offering_id).exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_open_it_at_once_are_offered_the_same(
    lms: PretendPlatform, registered: Platform, activity: str, another: Module
) -> None:
    find_link(registered, launch_of(lms, activity))
    message = launch_of(lms, activity, another)
    found: list[int] = []

    def open_it() -> None:
        try:
            found.append(find_link(registered, message).offering_id)
        finally:
            connection.close()

    other = threading.Thread(target=open_it)
    with transaction.atomic():
        found.append(find_link(registered, message).offering_id)
        other.start()
        time.sleep(0.5)  # long enough that the other one has read the activity as it was
    other.join()

    assert len(found) == 2
    assert set(found) == {ResourceLink.objects.get().offering_id}
    assert Offering.objects.filter(module=another).count() == 1
