"""Tomas looks at the module as a learner; nothing of it is reported."""

from django.test import Client

from courses import tickets
from courses.models import Attempt, Edition
from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchSession
from tests import cast
from tests.launching import hand_over, launch, refusal_code

PREVIEW = "/lti/preview/"


def class_token(client: Client, lms: PretendPlatform, activity: str) -> str:
    return hand_over(launch(client, lms, cast.TOMAS, activity))[1]["launch_token"]


def test_the_preview_is_an_attempt_of_its_own_kind(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    token = class_token(client, lms, activity)

    path, fields = hand_over(client.post(PREVIEW, {"launch_token": token}))

    attempt = Attempt.objects.get(pk=tickets.read_ticket(fields["ticket"]).attempt)
    assert path == "/scorm/player/"
    assert attempt.kind == Attempt.Kind.PREVIEW


def test_where_nothing_is_released_there_is_nothing_to_see(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    token = class_token(client, lms, activity)
    Edition.objects.update(status=Edition.Status.WITHDRAWN)
    LaunchSession.objects.update(locale="ar")

    answer = client.post(PREVIEW, {"launch_token": token})

    assert refusal_code(answer) == "nothing_released"
    assert '<html lang="ar" dir="rtl">' in answer.content.decode()


def test_a_page_left_open_too_long_is_told_so_in_its_frame(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    token = class_token(client, lms, activity)
    LaunchSession.objects.update(expires_at="2026-01-01T00:00:00Z", locale="fr")

    for path in (PREVIEW, "/reports/class/"):
        answer = client.post(path, {"launch_token": token})
        policy = answer.headers["Content-Security-Policy"]
        assert refusal_code(answer) == "session_over"
        assert f"frame-ancestors 'self' {lms.issuer}" in policy
        assert "Cette activité ne peut pas être ouverte" in answer.content.decode()


def test_lenas_session_opens_no_preview(
    client: Client, lms: PretendPlatform, activity: str
) -> None:
    launch(client, lms, cast.LENA, activity)

    for token in ("", "guessed"):
        assert refusal_code(client.post(PREVIEW, {"launch_token": token})) == "session_over"
    assert not Attempt.objects.filter(kind=Attempt.Kind.PREVIEW).exists()
