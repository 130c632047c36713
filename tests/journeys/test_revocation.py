"""Access is withdrawn while people are inside: every way is closed at its next request.

Lena plays a module, Tomas looks at his class. Whatever the owner withdraws, and whichever page
they are on, the next request ends there; what was completed stays on record.
"""

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from academies.models import Academy, StaffUser
from academies.services import agreements, standing
from courses.models import Attempt, Edition, Entitlement, Programme, ProgrammeMembership
from courses.outcomes import Completion
from courses.services import access
from courses.tickets import AssetToken, read_ticket, sign_asset_token
from demo.lms.peer import PretendPlatform
from lti_provider.models import Platform
from tests import cast
from tests.academies.staff import olga
from tests.academies.vetting import NEXT_YEAR, TODAY, publish_text
from tests.launching import hand_over, known, launch, refusal_code
from tests.scorm.playing import LearnersBrowser, one_part

pytestmark = pytest.mark.django_db


@dataclass
class Inside:
    """Lena and Tomas have come in. Each check is one request; True: it is served."""

    lms: PretendPlatform
    activity: str
    attempt: Attempt
    ticket: str
    lenas: LearnersBrowser
    launch_token: str
    client: Client = field(default_factory=Client)

    def launched(self) -> bool:
        form = self.lms.login_form(known(cast.LENA), self.activity)
        if Client().post("/lti/login/", form).status_code != 200:
            return False  # a platform that is not active does not get as far as the launch
        return not refusal_code(launch(Client(), self.lms, cast.LENA, self.activity))

    def player(self) -> bool:
        answer = self.client.post("/scorm/player/", {"ticket": self.ticket})
        return answer.status_code == 200

    def sco(self) -> bool:
        return self.lenas.post("/scorm/sco/", {"sco": "only"}).status_code == 200

    def commit(self) -> bool:
        message = self.lenas.message(core__lesson_location="7")
        return self.lenas.post("/scorm/commit/", message).status_code == 200

    def file(self) -> bool:
        ticket = read_ticket(self.ticket)
        digest = self.attempt.edition.content_digest
        right = AssetToken(
            academy=self.attempt.learner.academy_id, digest=digest, source=ticket.source
        )
        host = {"host": settings.CONTENT_HOST}
        path = f"/c/{sign_asset_token(right)}/{digest}/only.html"
        answer = self.client.get(path, headers=host)
        b"".join(answer)  # read to its end, as a browser does, so that the file is closed
        return answer.status_code == 200

    def grade_status(self) -> bool:
        bearer = {"authorization": f"Bearer {self.ticket}"}
        return self.client.get("/lti/grade-status/", headers=bearer).status_code == 200

    def class_page(self) -> bool:
        answer = self.client.post("/reports/class/", {"launch_token": self.launch_token})
        return answer.status_code == 200

    def preview(self) -> bool:
        answer = self.client.post("/lti/preview/", {"launch_token": self.launch_token})
        if refusal_code(answer):
            return False
        _url, fields = hand_over(answer)
        opened = self.client.post("/scorm/player/", {"ticket": fields["ticket"]})
        return opened.status_code == 200


# The class page and the state of a grade are records, which a withdrawn course does not close.
PLAYING: tuple[Callable[[Inside], bool], ...] = (
    Inside.launched,
    Inside.player,
    Inside.sco,
    Inside.commit,
    Inside.file,
    Inside.preview,
)
EVERYTHING = (*PLAYING, Inside.grade_status, Inside.class_page)


@pytest.fixture
def inside(lms: PretendPlatform, activity: str, edition: Edition) -> Inside:
    one_part(edition)
    answer = launch(Client(), lms, cast.LENA, activity)
    _player, fields = hand_over(answer)
    ticket = fields["ticket"]
    attempt = Attempt.objects.select_related("learner", "edition").get()
    lenas = LearnersBrowser(attempt)
    lenas.ticket = ticket
    lenas.open("only")
    _page, fields = hand_over(launch(Client(), lms, cast.TOMAS, activity))
    token = fields["launch_token"]
    return Inside(lms, activity, attempt, ticket, lenas, token)


@pytest.fixture
def owner(db: None) -> StaffUser:
    return olga()


def suspend(owner: StaffUser) -> None:
    standing.suspend(owner, Academy.objects.get(), "Under inquiry.")


def revoke(owner: StaffUser) -> None:
    standing.revoke(owner, Academy.objects.get(), "Closed down.")


def let_expire(owner: StaffUser) -> None:
    del owner
    Academy.objects.update(agreement_expires_on=TODAY - dt.timedelta(days=1))


def suspend_platform(owner: StaffUser) -> None:
    del owner
    platform = Platform.objects.get()
    platform.status = Platform.Status.SUSPENDED
    platform.save()


def withdraw_course(owner: StaffUser) -> None:
    access.withdraw(owner, Entitlement.objects.get(), "Not for this academy.")


def leave_programme(owner: StaffUser) -> None:
    access.withdraw(owner, ProgrammeMembership.objects.get(), "The project is over.")


def test_before_anything_is_withdrawn_everything_is_served(inside: Inside) -> None:
    assert [ask.__name__ for ask in EVERYTHING if not ask(inside)] == []


@pytest.mark.parametrize("act", [suspend, revoke, let_expire, suspend_platform])
@pytest.mark.parametrize("ask", EVERYTHING, ids=lambda ask: ask.__name__)
def test_whoever_is_inside_is_out_at_the_next_request(
    inside: Inside,
    owner: StaffUser,
    act: Callable[[StaffUser], None],
    ask: Callable[[Inside], bool],
) -> None:
    act(owner)
    assert not ask(inside)


@pytest.mark.parametrize("ask", PLAYING, ids=lambda ask: ask.__name__)
def test_a_withdrawn_course_is_closed_too(
    inside: Inside, owner: StaffUser, ask: Callable[[Inside], bool]
) -> None:
    withdraw_course(owner)
    assert not ask(inside)
    assert inside.class_page(), "the record is still reported"


@pytest.mark.parametrize("ask", PLAYING, ids=lambda ask: ask.__name__)
def test_and_so_is_the_course_of_a_programme_that_is_left(
    inside: Inside, owner: StaffUser, edition: Edition, ask: Callable[[Inside], bool]
) -> None:
    withdraw_course(owner)
    programme = Programme.objects.create(slug="joint", name="Joint project")
    programme.courses.add(edition.module.course)
    academy = Academy.objects.get()
    access.open_courses(owner, academy, [], [programme], starts_on=TODAY)
    assert ask(inside), "open by the programme"
    leave_programme(owner)
    assert not ask(inside)


def test_what_is_reinstated_goes_on_where_it_was(inside: Inside, owner: StaffUser) -> None:
    suspend(owner)
    assert not inside.commit()
    standing.reinstate(owner, Academy.objects.get(), "Cleared.")
    assert inside.commit()
    suspend_platform(owner)
    assert not inside.commit()
    platform = Platform.objects.get()
    platform.status = Platform.Status.ACTIVE
    platform.save()
    assert inside.commit()


def test_a_new_agreement_opens_a_revoked_academy(inside: Inside, owner: StaffUser) -> None:
    revoke(owner)
    terms = agreements.Terms(publish_text("2027-1"), "Ada Aas", TODAY, NEXT_YEAR)
    agreements.agree(owner, Academy.objects.get(), terms)
    assert inside.launched()


def test_the_record_stays(inside: Inside, owner: StaffUser) -> None:
    Attempt.objects.filter(pk=inside.attempt.pk).update(
        completion=Completion.COMPLETED, completed_at=timezone.now()
    )
    revoke(owner)
    withdraw_course(owner)
    attempt = Attempt.objects.get(pk=inside.attempt.pk)
    assert attempt.completion == Completion.COMPLETED
    client = Client()
    client.force_login(owner)
    page = client.get("/admin/courses/attempt/").content.decode()
    assert str(attempt.learner.pseudonym)[:8] in page


def test_the_other_platform_of_the_academy_stays_open(inside: Inside, owner: StaffUser) -> None:
    """Only who came by the suspended platform is out."""
    del owner
    second = cast.make_platform(Academy.objects.get(), "https://second.example")
    second.status = Platform.Status.SUSPENDED
    second.save()
    assert inside.commit()


def test_a_refused_commit_says_why_in_the_learner_s_words(inside: Inside, owner: StaffUser) -> None:
    suspend_platform(owner)
    answer = inside.lenas.post("/scorm/commit/", inside.lenas.message())
    said = json.loads(answer.content)
    assert (answer.status_code, said["code"]) == (403, "source_closed")
