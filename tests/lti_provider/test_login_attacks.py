"""Attacks on the login itself: replayed, stolen, taken to another browser, invented, or late."""

import pytest
from django.test import Client

from lti_provider.models import LaunchSession, LaunchState, Platform
from tests import cast
from tests.launch_attempts import LAUNCH, Scene, assert_refused
from tests.launching import answer_of, begin, refusal_code, stored_state


def test_an_answer_is_accepted_once(scene: Scene, client: Client) -> None:
    form = answer_of(scene.lms, scene.begun, cast.LENA)
    again = {**form, "binding": scene.begun.secret}
    assert refusal_code(client.post(LAUNCH, form)) == ""

    replayed = client.post(LAUNCH, again)

    assert refusal_code(replayed) == "state_used"
    assert LaunchSession.objects.count() == 1


def test_a_token_cannot_be_used_in_another_login(scene: Scene, client: Client) -> None:
    stolen = answer_of(scene.lms, scene.begun, cast.LENA)["id_token"]
    other = begin(client, scene.lms, cast.LENA, scene.link)

    answer = client.post(LAUNCH, {"state": stored_state(other)["state"], "id_token": stolen})

    assert_refused(answer)


def test_another_browser_cannot_finish_the_login_and_does_not_spoil_it(scene: Scene) -> None:
    form = answer_of(scene.lms, scene.begun, cast.LENA)
    victim = Client()

    assert_refused(victim.post(LAUNCH, {**form, "binding": "guessed"}), "browser_not_bound")
    assert_refused(victim.post(LAUNCH, {**form, "binding": "none"}), "browser_not_bound")

    assert refusal_code(scene.client.post(LAUNCH, form)) == ""


def test_a_state_that_was_never_given_out(scene: Scene) -> None:
    form = {"state": "invented", "id_token": "x", "binding": "x"}
    assert_refused(scene.client.post(LAUNCH, form), "state_unknown")


def test_a_login_that_took_too_long(scene: Scene) -> None:
    form = answer_of(scene.lms, scene.begun, cast.LENA)
    LaunchState.objects.update(expires_at="2026-01-01T00:00:00Z")
    assert_refused(scene.client.post(LAUNCH, form), "state_expired")


def test_the_platform_says_that_nobody_is_signed_in(scene: Scene) -> None:
    form = {"state": scene.state, "error": "login_required", "error_description": "<b>no</b>"}
    answer = scene.client.post(LAUNCH, form)
    assert_refused(answer, "platform_error")
    assert "<b>no</b>" not in answer.content.decode()


def test_what_is_refused_in_her_lmss_frame_is_said_there(scene: Scene) -> None:
    """Back and reload in the frame bring a spent answer once more."""
    form = answer_of(scene.lms, scene.begun, cast.LENA)
    scene.client.post(LAUNCH, form)
    spent = scene.client.post(LAUNCH, {**form, "binding": scene.begun.secret})
    signed_out = scene.client.post(LAUNCH, {"state": scene.state, "error": "login_required"})
    unbound = Client().post(LAUNCH, {**form, "binding": "none"})

    for answer, code in (
        (spent, "state_used"),
        (signed_out, "platform_error"),
        (unbound, "browser_not_bound"),
    ):
        policy = answer.headers["Content-Security-Policy"]
        assert refusal_code(answer) == code
        assert f"frame-ancestors 'self' {scene.lms.issuer}" in policy


@pytest.mark.parametrize("state", ["\0", "invented", "x" * 65])
def test_a_refusal_of_no_known_login_is_framed_by_nobody(scene: Scene, state: str) -> None:
    for form in ({"state": state, "id_token": "x", "binding": "x"}, {"state": state, "error": "x"}):
        answer = scene.client.post(LAUNCH, form)
        assert 400 <= answer.status_code < 500
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_no_refusal_tells_the_log_or_the_page_a_token_or_a_name(
    scene: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    token = scene.lms.sign({**scene.claims, "nonce": "another"})
    page = scene.send(token).content.decode()

    for secret in (token, "Lena", "Lund", scene.begun.secret):
        assert secret not in page
        assert secret not in caplog.text


def test_a_platform_whose_key_set_cannot_be_had(scene: Scene) -> None:
    scene.lms.fail("jwks", "html")
    assert_refused(scene.send_claims())
    assert Platform.objects.get().jwks == {}
