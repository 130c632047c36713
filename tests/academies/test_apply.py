"""GET and POST /apply/<token>/: the form of an invited organisation."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone

from academies.models import AcademyInvitation, AgreementText, Application, AuditEntry, StaffUser
from academies.services import invitations
from tests import cast
from tests.academies.staff import olga
from tests.academies.vetting import answers, path_of, publish_text

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(db: None) -> StaffUser:
    return olga()


@pytest.fixture
def text(db: None) -> AgreementText:
    return publish_text()


@pytest.fixture
def link(owner: StaffUser, text: AgreementText) -> str:
    return path_of(invitations.invite(owner, "Southmere Police College")[1])


def test_southmere_applies(client: Client, link: str, text: AgreementText) -> None:
    page = client.get(link)
    assert "Invented agreement (en)" in page.content.decode()
    assert page.headers["Cache-Control"].startswith("max-age=0")
    assert page.headers["Referrer-Policy"] == "same-origin", "the token goes to nobody else"

    thanks = client.post(link, answers(text)).content.decode()

    assert "The application of <bdi>Southmere Police College</bdi> is stored" in thanks
    application = Application.objects.get()
    assert (application.country, application.contact_name) == ("XS", "Anton Sarr")
    assert application.text == text
    assert application.state == Application.State.WAITING
    entry = AuditEntry.objects.get(action="application.received")
    assert (entry.actor, entry.country) == (None, "XS")
    assert "anton" not in str(entry.after).lower(), "no contact data in the log"


def test_the_link_works_once(client: Client, link: str, text: AgreementText) -> None:
    client.post(link, answers(text))
    for again in (client.get(link), client.post(link, answers(text))):
        assert again.status_code == 404
        assert 'data-code="link_void"' in again.content.decode()
    assert Application.objects.count() == 1


@pytest.mark.parametrize("field", ["expires_at", "withdrawn_at", "used_at"])
def test_a_link_that_is_void_says_so_and_no_more(client: Client, link: str, field: str) -> None:
    AcademyInvitation.objects.update(**{field: timezone.now() - dt.timedelta(seconds=1)})
    page = client.get(link).content.decode()
    assert "This link was used already, has expired or was withdrawn." in page
    assert "Southmere" not in page


@pytest.mark.parametrize("token", ["guessed", "x" * 500, "../../admin", "%00", "é"])
def test_a_guessed_token_opens_nothing(client: Client, link: str, token: str) -> None:
    assert client.get(f"/apply/{token}/").status_code == 404


def test_the_token_is_not_in_the_database(link: str) -> None:
    token = link.strip("/").split("/")[1]
    assert token not in str(AcademyInvitation.objects.values().get())


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"accepts": ""}, "Without the agreement nobody can be let in."),
        ({"country": "Southmere"}, "Two capital letters, such as FR."),
        ({"contact_email": "nobody"}, "Enter a valid email address."),
        ({"organisation": " "}, "This field is required."),
        ({"purpose": "x" * 4001}, "Ensure this value has at most 4000 characters"),
        ({"text": "one"}, "Not sent yet"),
        ({"contact_name": "\x00"}, "Null characters are not allowed."),
    ],
)
def test_a_wrong_answer_is_named_and_the_link_stays_good(
    client: Client, link: str, text: AgreementText, changes: dict[str, str], said: str
) -> None:
    answer = client.post(link, answers(text, **changes))
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert not Application.objects.exists()
    assert client.post(link, answers(text)).status_code == 200


def test_markup_is_shown_as_text(client: Client, link: str, text: AgreementText) -> None:
    bad = client.post(link, answers(text, organisation="<script>x</script>", accepts=""))
    assert "<script>x" not in bad.content.decode()


def test_the_text_that_was_read_is_the_text_that_is_accepted(
    client: Client, link: str, text: AgreementText
) -> None:
    """A newer version is published while Anton reads: he reads that one before he accepts."""
    newer = publish_text("2026-2", body="Newer words.")
    answer = client.post(link, answers(text))
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "The agreement has changed meanwhile." in page
    assert "Newer words." in page
    assert not Application.objects.exists()
    assert client.post(link, answers(newer)).status_code == 200


def test_the_agreement_comes_in_the_reader_s_language(client: Client, link: str) -> None:
    publish_text(language="fr")
    french = client.get(link, headers={"accept-language": "fr-BE, fr;q=0.9"}).content.decode()
    assert "Invented agreement (fr)" in french
    english = client.get(link, headers={"accept-language": "ar"}).content.decode()
    assert "Invented agreement (en)" in english, "the closest there is"


def test_an_academy_that_is_here_cannot_apply_as_another(
    client: Client, owner: StaffUser, text: AgreementText
) -> None:
    northvale = cast.make_academy("northvale")
    link = path_of(invitations.invite(owner, "", academy=northvale)[1])
    client.post(link, answers(text, organisation="Somebody else", country="XS"))
    application = Application.objects.get()
    assert application.academy == northvale
    assert (application.organisation, application.country) == (northvale.name, "XN")


def test_before_any_agreement_is_published_the_link_waits(client: Client, owner: StaffUser) -> None:
    link = path_of(invitations.invite(owner, "Southmere")[1])
    assert 'data-code="no_agreement_text"' in client.get(link).content.decode()
    text = publish_text()
    assert client.post(link, answers(text)).status_code == 200


def test_a_form_of_another_site_is_refused(link: str, text: AgreementText) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert strict.post(link, answers(text)).status_code == 403
    assert not Application.objects.exists()
