"""Southmere's people, with everything they rightly hold, ask every page for something of Northvale.

Both LMSs are registered. Sami has Lena's number and Tessa has Tomas's, the courses have the same
ids, and so have the activities: only the platform tells them apart.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from academies.models import Learner
from courses.models import Attempt, Edition
from courses.services.progress import record_outcome
from courses.tickets import AssetToken, Ticket, read_ticket, sign_asset_token, sign_ticket
from demo.lms.peer import PretendPlatform
from lti_provider.models import Platform
from scorm.models import Commit
from tests import cast
from tests.cast import Person
from tests.launching import Page, hand_over, launch, refusal_code, register_tool
from tests.lti_provider.test_people import PASSED
from tests.lti_provider.test_privacy import ask as ask_privacy
from tests.picking import choose, open_picker
from tests.reports.test_review import open_review
from tests.scorm.playing import LearnersBrowser, one_part


@dataclass
class Both:
    """Northvale's module with Lena's passed attempt, and Southmere with a module of its own."""

    lms: PretendPlatform
    link: str
    lenas: Attempt
    samis: Attempt
    lenas_edition: Edition

    def token(self, person: Person = cast.TESSA) -> str:
        return hand_over(launch(Client(), self.lms, person, self.link))[1]["launch_token"]

    def ticket(self) -> str:
        return hand_over(launch(Client(), self.lms, cast.SAMI, self.link))[1]["ticket"]

    def tells(self, page: Page) -> bool:
        """Whether a page says anything of Northvale."""
        text = page.content.decode()
        theirs = (str(self.lenas.learner.pseudonym), "Lena Lund", "Northvale")
        module = self.lenas_edition.module
        return any(mark in text for mark in (*theirs, module.title, str(module.public_id)))


@pytest.fixture
def both(lms: PretendPlatform, activity: str, edition: Edition, tmp_path: Path) -> Iterator[Both]:
    one_part(edition)
    launch(Client(), lms, cast.LENA, activity)
    launch(Client(), lms, cast.TOMAS, activity)
    lenas = Attempt.objects.get()
    record_outcome(lenas, PASSED)
    southmere = cast.make_academy("southmere", keeps_names=True)
    module = cast.make_module("A module of the south")
    cast.make_entitlement(southmere, module)
    one_part(cast.make_edition(module))
    with PretendPlatform.start(tmp_path, academy="southmere") as theirs:
        register_tool(theirs, southmere)
        link = theirs.add_activity("Scene", {"module": str(module.public_id)})
        assert link == activity
        launch(Client(), theirs, cast.SAMI, link)
        samis = Attempt.objects.exclude(pk=lenas.pk).get()
        yield Both(theirs, link, lenas, samis, edition)


def test_the_same_numbers_are_other_people(both: Both) -> None:
    assert Learner.objects.count() == 3  # Lena, Tomas and Sami
    assert both.samis.learner.academy.slug == "southmere"


def test_a_launch_names_a_module_that_is_not_theirs(both: Both) -> None:
    stolen = both.lms.add_activity("Stolen", {"module": str(both.lenas_edition.module.public_id)})
    for person in (cast.SAMI, cast.TESSA):
        answer = launch(Client(), both.lms, person, stolen)
        assert refusal_code(answer)
        assert not both.tells(answer)


def test_class_page_review_and_stored_data(both: Both) -> None:
    class_page = Client().post("/reports/class/", {"launch_token": both.token()})
    assert cast.SAMI.name in class_page.content.decode()
    path, fields = hand_over(open_review(both.lms, cast.TESSA, both.link, cast.SAMI))
    review = Client().post(path, fields)
    named = {"launch_token": both.token(), "learner": str(both.lenas.learner.pseudonym)}
    pages = [
        Client().post(f"/reports/{page}/", named) for page in ("learner", "answers", "questions")
    ]
    path, fields = hand_over(ask_privacy(both.lms, cast.ANTON, cast.SAMI))
    stored = Client().post(path, fields)
    file = Client().post(path, {**fields, "format": "json"})

    for page in (class_page, *pages, review, stored, file):
        assert page.status_code == 200
        assert not both.tells(page)
        assert str(both.lenas.learner.pseudonym)[:8] not in page.content.decode()


def test_picker_and_preview(both: Both) -> None:
    theirs = str(both.lenas_edition.module.public_id)
    page, token = open_picker(Client(), both.lms, cast.TESSA)
    assert "A module of the south" in page.content.decode()
    assert not both.tells(page)

    chosen = choose(Client(), token, one=theirs)
    assert b'name="JWT"' not in chosen.content
    look = Client().post("/lti/pick/look/", {"launch_token": token, "look": theirs})
    assert refusal_code(look)

    _path, fields = hand_over(Client().post("/lti/preview/", {"launch_token": both.token()}))
    previewed = Attempt.objects.get(pk=read_ticket(fields["ticket"]).attempt)
    assert previewed.learner.academy.slug == "southmere"


def bearer(ticket: str) -> dict[str, str]:
    return {"authorization": f"Bearer {ticket}"}


def test_player_part_commit_and_grade_speak_for_the_tickets_own_attempt(both: Both) -> None:
    """There is no other place to name an attempt; what a message adds is not listened to."""
    sami = LearnersBrowser(both.samis)
    sami.ticket = both.ticket()
    sami.open("only")
    message: dict[str, Any] = sami.message(core__lesson_location="7")
    named = {**message, "attempt": both.lenas.pk, "learner": both.lenas.learner_id}
    answer = sami.post("/scorm/commit/", named)

    assert answer.status_code in (200, 400, 422)
    assert not Commit.objects.filter(attempt=both.lenas).exists()
    player = Client().post("/scorm/player/", {"ticket": sami.ticket, "attempt": both.lenas.pk})
    assert player.status_code == 200
    assert not both.tells(player)
    status = Client().get("/lti/grade-status/", headers=bearer(sami.ticket))
    assert json.loads(status.content)["state"] == "none"  # Lena's is waiting


@pytest.mark.parametrize("place", [0, 1, 5, -1])
def test_a_ticket_that_was_turned_to_her_attempt_is_none(both: Both, place: int) -> None:
    """Her attempt signed with another key, and his own ticket with one character changed."""
    with pytest.MonkeyPatch.context() as elsewhere:
        elsewhere.setattr(settings, "SECRET_KEY", "another installation's")
        forged = sign_ticket(Ticket(attempt=both.lenas.pk, session="x"))
    real = both.ticket()
    other = "A" if real[place] != "A" else "B"
    changed = real[:place] + other + (real[place + 1 :] if place != -1 else "")

    for ticket in (forged, changed):
        assert Client().post("/scorm/player/", {"ticket": ticket}).status_code == 403
        for path in ("/scorm/sco/", "/scorm/commit/"):
            answer = Client().post(path, {}, "application/json", headers=bearer(ticket))
            assert answer.status_code in (401, 403)
        status = Client().get("/lti/grade-status/", headers=bearer(ticket))
        assert status.status_code in (401, 403)


def test_a_file_of_their_package_with_the_right_to_ones_own(both: Both) -> None:
    own, theirs = (a.edition.content_digest for a in (both.samis, both.lenas))
    southmere = both.samis.learner.academy_id
    source = Platform.objects.get(academy_id=southmere).source
    token = sign_asset_token(AssetToken(academy=southmere, digest=own, source=source))

    def status(digest: str) -> int:
        host = {"host": settings.CONTENT_HOST}
        answer = Client().get(f"/c/{token}/{digest}/only.html", headers=host)
        b"".join(answer)
        return int(answer.status_code)

    assert status(own) == 200
    assert status(theirs) == 403
