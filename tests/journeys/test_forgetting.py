"""A person whose data was erased opens the activity again: somebody new, and no link to before."""

import pytest
from django.test import Client

from academies.models import Learner
from academies.services.erasure import erase
from courses.models import Attempt
from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchSession
from tests import cast
from tests.academies.vetting import dora
from tests.launching import launch

pytestmark = pytest.mark.django_db


def test_who_comes_back_is_somebody_new(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    launch(client, lms, cast.LENA, activity)
    first = Learner.objects.get()
    erase(dora(), first, "Asked.")
    assert not LaunchSession.objects.exists()
    launch(client, lms, cast.LENA, activity)
    second = Learner.objects.exclude(pk=first.pk).get()
    assert Attempt.objects.filter(learner=first).exists()
    assert Attempt.objects.filter(learner=second).exists()
