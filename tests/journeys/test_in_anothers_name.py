"""Oscar has Lena's browser post what is his: she must not come in, or work, in his name.

He holds all of it himself: his own login's secret and answer, his own ticket, his own launch
token. His page makes her browser post it (login CSRF).
"""

import pytest
from django.test import Client
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from courses.models import Edition
from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchSession
from tests import cast
from tests.launch_attempts import LAUNCH, Scene, assert_refused
from tests.launching import answer_of, hand_over, launch, refusal_code
from tests.scorm.playing import one_part

FROM_HIS_PAGE = {"sec-fetch-site": "cross-site", "origin": "https://evil.example"}
FROM_OURS = {"sec-fetch-site": "same-origin", "origin": "null"}
# Views to which another site's page may post without a csrf token, and why.
NOT_GUARDED = {
    "login": "begins a login, which binds the browser that it comes to",
    "launch": "the platform posts it; the secret in it is guarded by itself",
    "register": "whoever knows the address may use it, from wherever",
    "notices": "from server to server, signed",
    **dict.fromkeys(("sco", "commit"), "a header that no other site's page may set"),
    **dict.fromkeys(("navigate", "commit2004"), "as above"),
    # The record store: its credentials stand in that header too.
    **dict.fromkeys(("statements", "state", "about", "activities", "activity_profile"), "as above"),
    **dict.fromkeys(("agents", "agent_profile", "root"), "as above"),
    **dict.fromkeys(("cmi5-launch", "cmi5-standing"), "as above"),
    "cmi5-fetch": "the token in its address is good once, and for the origin of its AU",
}


def test_her_browser_does_not_finish_his_login(scene: Scene) -> None:
    form = answer_of(scene.lms, scene.begun, cast.LENA)
    bound = {**form, "binding": scene.begun.secret}
    her_browser = Client()

    assert_refused(her_browser.post(LAUNCH, bound, headers=FROM_HIS_PAGE), "browser_not_bound")

    # The same from the page that looked the secret up in the browser's own storage.
    assert refusal_code(her_browser.post(LAUNCH, bound, headers=FROM_OURS)) == ""
    assert LaunchSession.objects.count() == 1


def test_her_browser_does_not_open_his_attempt(
    lms: PretendPlatform, activity: str, edition: Edition
) -> None:
    one_part(edition)
    path, fields = hand_over(launch(Client(), lms, cast.LEO, activity))
    her_browser = Client()

    assert her_browser.post(path, fields, headers=FROM_HIS_PAGE).status_code == 403
    assert her_browser.post(path, fields, headers=FROM_OURS).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        *("/reports/class/", "/reports/learner/", "/reports/answers/", "/reports/questions/"),
        *("/lti/preview/", "/lti/roster/", "/lti/resend/"),
    ],
)
def test_his_browser_does_not_show_anothers_class(
    lms: PretendPlatform, activity: str, path: str
) -> None:
    _path, fields = hand_over(launch(Client(), lms, cast.TOMAS, activity))

    assert Client().post(path, fields, headers=FROM_HIS_PAGE).status_code == 403
    assert Client().post(path, fields, headers=FROM_OURS).status_code != 403


def exempt(resolver: URLResolver) -> dict[str, bool]:
    """Our views that ask for no csrf token, by name: whether only our own pages post to them."""
    found: dict[str, bool] = {}
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            found |= exempt(entry)
        elif getattr(entry.callback, "csrf_exempt", False):
            found[str(entry.name)] = getattr(entry.callback, "is_for_own_pages", False)
    return found


def test_a_view_without_a_csrf_token_is_guarded_or_says_why_not() -> None:
    views = exempt(get_resolver("config.urls"))

    assert {"player", "class", "review", "pick", "privacy"} <= {
        n for n, own in views.items() if own
    }
    assert {name for name, own in views.items() if not own} <= set(NOT_GUARDED)
