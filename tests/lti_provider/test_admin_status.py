"""Ada looks how her academy's LMS stands; Anton and Oscar see nothing of it."""

import pytest
from django.test import Client
from django.urls import reverse

from academies.models import Academy
from lti_provider.models import Passback, Platform, PlatformEvent
from lti_provider.services import self_test
from tests import cast
from tests.academies.staff import ada, anton, aud, olga, oscar, signed_in
from tests.grade_scene import Graded
from tests.launch_attempts import Scene
from tests.launching import Page, launch

pytestmark = pytest.mark.django_db


@pytest.fixture
def southmere(northvale: Academy) -> Academy:
    return cast.make_academy("southmere")


def page_of(client: Client, platform: Platform, name: str = "status") -> Page:
    path = reverse(f"admin:lti_provider_platform_{name}", args=[platform.pk])
    answer: Page = client.get(path)
    return answer


def press(client: Client, platform: Platform) -> int:
    path = reverse("admin:lti_provider_platform_self_test", args=[platform.pk])
    return client.post(path).status_code


def test_a_new_platform_has_nothing_to_tell(platform: Platform, northvale: Academy) -> None:
    text = page_of(signed_in(ada(northvale)), platform).content.decode()
    assert "None yet" in text
    assert "None: nobody can come in" in text
    assert "Test now" in text


def test_the_newest_launch_and_the_newest_refusal(
    client: Client, scene: Scene, registered: Platform, activity: str, northvale: Academy
) -> None:
    launch(client, scene.lms, cast.LENA, activity)
    refused = scene.send_claims(iss="https://elsewhere.example")
    text = page_of(signed_in(ada(northvale)), registered).content.decode()
    assert "could not be accepted" in text
    assert refused.headers["X-Request-ID"] in text
    assert "None yet" in text.split("Grade sent")[1].split("</dd>")[0]
    assert "None yet" not in text.split("Launch</dt>")[1].split("</dd>")[0]
    assert "Lena" not in text


def test_a_refused_launch_without_a_login_belongs_to_no_platform(
    client: Client, registered: Platform
) -> None:
    client.post("/lti/launch/", {"state": "invented", "id_token": "x", "binding": "y"})
    assert not PlatformEvent.objects.exists()


def test_the_newest_grade_that_was_not_taken(graded: Graded) -> None:
    row = graded.wish()
    Passback.objects.filter(pk=row.pk).update(
        state=Passback.State.FAILED, last_answer="The platform refused the grade (400)."
    )
    text = page_of(signed_in(ada(graded.platform.academy)), graded.platform).content.decode()
    assert "The platform refused the grade (400)." in text


def test_ada_runs_the_self_test_and_reads_it(graded: Graded) -> None:
    client = signed_in(ada(graded.platform.academy))
    assert press(client, graded.platform) == 302
    running = page_of(client, graded.platform).content.decode()
    assert 'id="self-test"' in running
    assert "Test again" not in running
    progress = page_of(client, graded.platform, "progress")
    assert b'"finished": false' in progress.content
    self_test.run(graded.platform.pk)
    text = page_of(client, graded.platform).content.decode()
    assert "Test again" in text
    assert "The key set was fetched and has" in text
    assert b'"finished": true' in page_of(client, graded.platform, "progress").content


@pytest.mark.parametrize("product", ["moodle", "ilias"])
def test_advice_names_moodle_s_menus_for_moodle_only(graded: Graded, product: str) -> None:
    Platform.objects.update(client_id="a typing error", product_family=product)
    self_test.begin(graded.platform)
    self_test.run(graded.platform.pk)
    text = page_of(signed_in(ada(graded.platform.academy)), graded.platform).content.decode()
    assert ("External tool → Manage tools" in text) == (product == "moodle")
    assert ("Ask your LMS administrator" in text) == (product != "moodle")


def test_nobody_sees_or_tests_the_platform_of_another_academy(
    platform: Platform, southmere: Academy
) -> None:
    for stranger in (anton(southmere), oscar()):
        client = signed_in(stranger)
        for name in ("status", "progress"):
            assert page_of(client, platform, name).status_code == 403
        assert press(client, platform) == 403
    assert page_of(Client(), platform).status_code == 302


def test_an_auditor_reads_and_does_not_test(platform: Platform) -> None:
    client = signed_in(aud())
    text = page_of(client, platform).content.decode()
    assert "Test now" not in text
    assert press(client, platform) == 403
    assert not PlatformEvent.objects.exists()


def test_an_owner_finds_the_page_in_the_list(platform: Platform) -> None:
    client = signed_in(olga())
    listed = client.get(reverse("admin:lti_provider_platform_changelist")).content.decode()
    assert reverse("admin:lti_provider_platform_status", args=[platform.pk]) in listed
    change = client.get(reverse("admin:lti_provider_platform_change", args=[platform.pk]))
    assert "Status and self-test" in change.content.decode()
