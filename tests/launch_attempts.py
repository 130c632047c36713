"""Lena's login is under way; a test decides what the platform's answer says."""

from typing import Any

from django.test import Client

from academies.models import Learner
from courses.models import Attempt
from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchSession, ResourceLink
from tests import cast
from tests.launching import Page, begin, known, refusal_code, stored_state

LAUNCH = "/lti/launch/"
CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
Claims = dict[str, Any]


class Scene:
    """Lena's login is under way; a test decides what the platform's answer says."""

    def __init__(self, client: Client, lms: PretendPlatform, link: str) -> None:
        self.client, self.lms, self.link = client, lms, link
        self.begun = begin(client, lms, cast.LENA, link)
        login = stored_state(self.begun)
        self.state = login["state"]
        self.claims: Claims = lms.claims_for(known(cast.LENA), link, login["nonce"])

    def send(self, token: str) -> Page:
        form = {"state": self.state, "id_token": token}
        return self.client.post(LAUNCH, form)

    def send_claims(self, **changes: object) -> Page:
        """Sign the good claims with changes by short or full name; None takes a claim away."""
        claims = dict(self.claims)
        for name, value in changes.items():
            key = name if name in claims else CLAIM + name
            claims.pop(key, None)
            if value is not None:
                claims[key if CLAIM + name in self.claims else name] = value
        return self.send(self.lms.sign(claims))


def assert_refused(answer: Page, code: str = "message_refused") -> None:
    page = answer.content.decode()
    assert refusal_code(answer) == code, page
    assert 400 <= answer.status_code < 500
    assert answer.headers["X-Request-ID"] in page
    for model in (Learner, ResourceLink, Attempt, LaunchSession):
        assert not model.objects.exists()
