"""Ada tests Northvale's LMS: everything is well, and then one thing after the other is not."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from academies.models import Academy
from courses.framing import origin_of
from demo.lms.cast import LENA as LENA_AT_LMS
from lti_provider.models import Context, Platform, PlatformEvent
from lti_provider.services import self_test
from lti_provider.services.self_test_steps import STEPS
from lti_provider.services.self_test_words import FOUND, shown
from tests.grade_scene import Graded, set_scene
from tests.lti_provider.small_server import Received, Reply, serving

pytestmark = pytest.mark.django_db
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
Found = dict[str, tuple[str, str]]


@pytest.fixture
def scene(graded: Graded, tool_jwks_url: str, settings: Settings) -> Graded:
    """A platform that has told us of its gradebook and its class list."""
    settings.TOOL_ORIGIN = origin_of(tool_jwks_url)
    claims = graded.lms.claims_for(LENA_AT_LMS, graded.link.resource_link_id)
    Context.objects.create(
        deployment=graded.link.deployment,
        context_id="2",
        title="Basic course",
        memberships_url=claims[NRPS]["context_memberships_url"],
    )
    return graded


def findings(platform: Platform) -> Found:
    """Run it; code and outcome of each step."""
    assert self_test.begin(platform)
    self_test.run(platform.pk)
    event = self_test.find(platform)
    assert event is not None
    assert event.report["state"] == self_test.DONE
    for step in event.report["steps"]:
        words = shown(step, is_moodle=True)
        assert "%(" not in words.what
        assert step["outcome"] == "ok" or step["outcome"] == "unknown" or words.to_do
    return {step["step"]: (step["code"], step["outcome"]) for step in event.report["steps"]}


def test_a_platform_that_is_well(scene: Graded) -> None:
    found = findings(scene.platform)
    assert list(found) == list(STEPS)
    # Plain http is what a test has; a real service is told.
    assert found.pop("https") == ("tool_http", "warning")
    assert {outcome for _, outcome in found.values()} == {"ok"}, found


def test_the_report_holds_numbers_and_no_people(scene: Graded) -> None:
    findings(scene.platform)
    event = PlatformEvent.objects.get(kind=PlatformEvent.Kind.SELF_TEST)
    text = json.dumps(event.report)
    assert "Lena" not in text
    assert "lena" not in text
    assert "Bearer" not in text
    assert "eyJ" not in text, "a signed token"
    assert event.detail == "8 ok, 1 warning"


@pytest.mark.parametrize("mode", ["500", "503", "429", "401", "hang", "html"])
@pytest.mark.parametrize(
    ("endpoint", "step"),
    [
        ("jwks", "key_set"),
        ("token", "tokens"),
        ("lineitems", "line_items"),
        ("memberships", "memberships"),
    ],
)
def test_each_fault_is_found_where_it_is(
    scene: Graded, settings: Settings, endpoint: str, step: str, mode: str
) -> None:
    settings.LTI_HTTP_TIMEOUT_SECONDS = (0.3, 0.3) if mode == "hang" else (5, 5)
    scene.lms.fail(endpoint, mode, seconds=2)
    found = findings(scene.platform)
    assert found[step][1] == ("warning" if step == "memberships" else "failed"), found
    others = {"key_set", "tokens", "framing", "own_keys"} - {step}
    assert {found[name][1] for name in others} == {"ok"}, found


def test_grades_that_the_platform_does_not_allow(
    graded: Graded, monkeypatch: pytest.MonkeyPatch
) -> None:
    def answer(request: Received) -> Reply:
        del request
        granted = {"access_token": "opaque", "token_type": "Bearer", "scope": "something else"}
        return Reply(parts=(json.dumps(granted).encode(),))

    with serving(answer) as server:
        graded.platform.token_url = server.url
        graded.platform.save()
        assert findings(graded.platform)["tokens"] == ("token_no_score", "failed")


def test_a_client_id_that_the_platform_does_not_know(scene: Graded) -> None:
    Platform.objects.update(client_id="a typing error")
    assert findings(scene.platform)["tokens"] == ("token_client", "failed")


def test_nothing_is_known_before_the_first_launch(grading_lms: Any, db: None) -> None:
    scene = set_scene(grading_lms, line_items_url="", line_item_url="")
    found = findings(scene.platform)
    assert found["line_items"] == ("line_items_unknown", "unknown")
    assert found["memberships"] == ("members_unknown", "unknown")


@pytest.mark.parametrize(
    ("ahead", "code"),
    [(0, "clock_ok"), (5, "clock_ok"), (-30, "clock_off"), (90, "clock_wrong")],
)
def test_clocks_that_differ(
    scene: Graded, monkeypatch: pytest.MonkeyPatch, ahead: int, code: str
) -> None:
    """Ours is ahead, or behind; the LMS's is right."""
    real = timezone.now
    monkeypatch.setattr(timezone, "now", lambda: real() + dt.timedelta(seconds=ahead))
    assert findings(scene.platform)["clock"][0] == code


def test_a_key_set_without_keys(graded: Graded) -> None:
    with serving(lambda request: Reply(parts=(b'{"keys": []}',))) as server:
        graded.platform.jwks_url = server.url
        graded.platform.save()
        assert findings(graded.platform)["key_set"] == ("keys_none", "failed")


def test_keys_of_another_installation_at_our_address(scene: Graded, settings: Settings) -> None:
    settings.TOOL_ORIGIN = scene.lms.issuer.replace("academy.localhost", "127.0.0.1")
    assert findings(scene.platform)["own_keys"][0] in ("own_keys_other", "own_keys_unreachable")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"status": Platform.Status.PENDING}, "not_active"),
        ({"frame_origins": ["no origin"]}, "frames_none"),
        ({"frame_origins": ["https://lms.example"]}, "frames_ok"),
    ],
)
def test_what_this_side_has_to_mend(scene: Graded, change: dict[str, Any], code: str) -> None:
    Platform.objects.update(**change)
    found = findings(scene.platform)
    assert code in {found["admission"][0], found["framing"][0]}


def test_a_closed_academy_and_a_missing_deployment(scene: Graded) -> None:
    Academy.objects.update(status=Academy.Status.SUSPENDED)
    assert findings(scene.platform)["admission"][0] == "academy_closed"
    Academy.objects.update(status=Academy.Status.APPROVED)
    scene.link.passbacks.all().delete()
    scene.attempt.delete()
    scene.platform.deployments.all().delete()
    assert findings(scene.platform)["admission"][0] == "no_deployment"


def test_one_run_at_a_time_and_a_lost_one_is_replaced(scene: Graded) -> None:
    assert self_test.begin(scene.platform)
    assert not self_test.begin(scene.platform)
    event = self_test.find(scene.platform)
    assert event is not None
    event.report["began"] = (timezone.now() - self_test.LOST_AFTER).isoformat()
    event.save()
    assert self_test.is_lost(event)
    assert self_test.begin(scene.platform)
    self_test.run(scene.platform.pk)
    done = self_test.find(scene.platform)
    self_test.run(scene.platform.pk)  # a bell that rings twice
    again = self_test.find(scene.platform)
    assert done is not None
    assert again is not None
    assert (done.at, done.report) == (again.at, again.report)


def test_no_step_begins_after_the_time_is_up(
    scene: Graded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(self_test, "SECONDS", -1.0)
    assert set(findings(scene.platform).values()) == {("no_time", "unknown")}


def test_a_tool_without_keys_says_so_without_naming_its_files(
    scene: Graded, settings: Settings, tmp_path: Path
) -> None:
    settings.KEYS_DIR = tmp_path
    found = findings(scene.platform)
    assert found["own_keys"][0] == found["tokens"][0] == "own_keys_broken"
    event = self_test.find(scene.platform)
    assert event is not None
    assert str(tmp_path) not in json.dumps(event.report)


def test_every_finding_has_words() -> None:
    for code, said in FOUND.items():
        assert str(said.what), code
