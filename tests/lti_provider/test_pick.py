"""Tomas opens the picker: what it shows, to whom, and at what price."""

import datetime as dt

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from academies.models import Academy
from courses import tickets
from courses.models import Attempt, Course, Edition, Entitlement, Module
from demo.lms.peer import PretendPlatform
from lti_provider.models import LaunchSession, Platform, PlatformUser
from tests import cast
from tests.launching import hand_over, launch, refusal_code
from tests.picking import (
    PICK,
    choose,
    count_in,
    open_picker,
    policy_of,
    select_content,
    shelve,
)

pytestmark = pytest.mark.usefixtures("content_platform")
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"
LOOK = "/lti/pick/look/"


@pytest.fixture
def scene(northvale: Academy) -> Module:
    return shelve(northvale, "Securing a phone", minutes=20, text="Flight mode and beyond.")


def test_he_sees_what_his_academy_may_open_and_nothing_else(
    client: Client, content_lms: PretendPlatform, northvale: Academy, scene: Module
) -> None:
    shelve(cast.make_academy("southmere"), "For Southmere only")
    draft = shelve(northvale, "A draft")
    Edition.objects.filter(module=draft).update(status=Edition.Status.DRAFT)
    over = shelve(northvale, "Expired yesterday")
    yesterday = timezone.now().date() - dt.timedelta(days=1)
    Entitlement.objects.filter(course=over.course).update(expires_on=yesterday)

    page, _token = open_picker(client, content_lms, cast.TOMAS)

    text = page.content.decode()
    assert count_in(page) == "1 module found"
    for shown in ("Securing a phone", "Flight mode and beyond.", "20 min", "English", "Basic"):
        assert shown in text
    for hidden in ("For Southmere only", "A draft", "Expired yesterday"):
        assert hidden not in text
    assert "Cybercrime for first responders" in text  # the course that he chooses for


def test_he_searches_and_filters_without_a_token_in_an_address(
    client: Client, content_lms: PretendPlatform, northvale: Academy, scene: Module
) -> None:
    shelve(northvale, "Récits de victimes", language="fr", keywords="fraud, École")
    _page, token = open_picker(client, content_lms, cast.TOMAS)

    assert count_in(choose(client, token, do="search", q="école fraud")) == "1 module found"
    assert count_in(choose(client, token, do="search", language="fr")) == "1 module found"
    assert count_in(choose(client, token, do="search", language="fr", q="phone")) == (
        "0 modules found"
    )
    page = choose(client, token, do="search", subject="gone", q="\x00")
    assert count_in(page) == "2 modules found"
    assert client.get(PICK, {"launch_token": token}).status_code == 405


def test_what_he_chose_is_kept_on_the_other_pages(
    client: Client, content_lms: PretendPlatform, northvale: Academy
) -> None:
    modules = [shelve(northvale, f"Module {number:02}") for number in range(14)]
    _page, token = open_picker(client, content_lms, cast.TOMAS)
    first = str(modules[0].public_id)

    page = choose(client, token, page="2", module=first, **{f"{first}-title": "Mine"})

    text = page.content.decode()
    assert "Chosen already" in text
    assert f'value="{first}" checked' in text
    assert 'value="Mine"' in text
    assert "Add 1 module<" in text
    assert "Page 2 of 2" in text
    assert "Module 13" in text
    assert "Module 05" not in text


def test_a_platform_that_takes_one_gets_no_boxes(
    client: Client, content_lms: PretendPlatform, scene: Module
) -> None:
    page, _token = open_picker(client, content_lms, cast.TOMAS, accept_multiple=False)

    text = page.content.decode()
    assert 'type="checkbox" name="module"' not in text
    assert 'value="add"' not in text
    assert "Add this module" in text


def test_options_that_the_platform_does_not_take_are_not_asked(
    client: Client, content_lms: PretendPlatform, scene: Module
) -> None:
    page, _token = open_picker(
        client,
        content_lms,
        cast.TOMAS,
        accept_lineitem=False,
        accept_presentation_document_targets=["iframe"],
    )

    text = page.content.decode()
    assert "-points" not in text
    assert "-target" not in text
    assert "-available_start" in text


def test_a_hostile_title_is_only_text(
    client: Client, content_lms: PretendPlatform, northvale: Academy
) -> None:
    shelve(northvale, '"><script>alert(1)</script>', text="</p><img src=x onerror=alert(2)>")

    page, token = open_picker(client, content_lms, cast.TOMAS)
    found = choose(client, token, do="search", q='"><script>')

    for text in (page.content.decode(), found.content.decode()):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text


def test_only_his_platform_may_frame_the_picker(
    client: Client, content_lms: PretendPlatform, scene: Module
) -> None:
    page, _token = open_picker(client, content_lms, cast.TOMAS)

    policy = policy_of(page)
    assert policy["frame-ancestors"] == f"'self' {content_lms.issuer}"
    assert policy["form-action"] == "'self'"
    assert page.headers["Cache-Control"] == "no-store"


def test_it_speaks_his_language_from_right_to_left_too(
    client: Client, content_lms: PretendPlatform, scene: Module
) -> None:
    _page, token = open_picker(client, content_lms, cast.TOMAS)
    LaunchSession.objects.update(locale="ar_SY")

    assert '<html lang="ar" dir="rtl">' in choose(client, token).content.decode()


def test_titles_are_in_his_language_and_found_by_it(
    client: Client, content_lms: PretendPlatform, scene: Module
) -> None:
    Module.objects.update(other_titles="fr: Mettre un téléphone à l'abri\nar: تأمين هاتف")
    page, token = open_picker(client, content_lms, cast.TOMAS)
    assert '<h3><bdi lang="en">Securing a phone</bdi></h3>' in page.content.decode()

    LaunchSession.objects.update(locale="ar_SY")
    page = choose(client, token, q="تأمين", do="search")

    text = page.content.decode()
    assert '<h3><bdi lang="ar">تأمين هاتف</bdi></h3>' in text
    assert 'value="تأمين هاتف"' in text  # what the activity will be called, unless he changes it
    assert "Securing a phone</bdi></h3>" not in text


def test_a_course_of_the_same_name_is_not_said_twice(
    client: Client, content_lms: PretendPlatform, scene: Module
) -> None:
    under_it = '<p class="soft"><bdi lang="en">{}</bdi></p>'
    page, token = open_picker(client, content_lms, cast.TOMAS)
    assert under_it.format(scene.course.title) in page.content.decode()

    Course.objects.update(title=scene.title)
    assert under_it.format(scene.title) not in choose(client, token).content.decode()


def test_a_learner_is_told_that_trainers_choose(
    client: Client, content_lms: PretendPlatform, scene: Module
) -> None:
    answer = select_content(client, content_lms, cast.TOMAS, roles=[LEARNER])

    assert answer.status_code == 403
    assert refusal_code(answer) == "trainers_only"
    assert not PlatformUser.objects.exists()
    assert not LaunchSession.objects.exists()


@pytest.mark.parametrize("path", [PICK, LOOK])
def test_no_other_session_opens_it(
    client: Client, content_lms: PretendPlatform, scene: Module, path: str
) -> None:
    activity = content_lms.add_activity("Scene", {"module": str(scene.public_id)})
    class_token = hand_over(launch(client, content_lms, cast.TOMAS, activity))[1]["launch_token"]
    _page, token = open_picker(client, content_lms, cast.TOMAS)
    LaunchSession.objects.filter(deep_linking={}).update(is_trainer=True)

    for wrong in ("", "guessed", "x" * 5000, class_token):
        assert refusal_code(client.post(path, {"launch_token": wrong})) == "session_over"
    LaunchSession.objects.update(is_trainer=False)
    assert refusal_code(client.post(path, {"launch_token": token})) == "session_over"


def test_what_was_withdrawn_is_withdrawn_at_once(
    client: Client, content_lms: PretendPlatform, scene: Module
) -> None:
    _page, token = open_picker(client, content_lms, cast.TOMAS)
    one = str(scene.public_id)

    for model, name, value in (
        (LaunchSession, "expires_at", timezone.now() - dt.timedelta(seconds=1)),
        (LaunchSession, "revoked_at", timezone.now()),
        (Platform, "status", Platform.Status.SUSPENDED),
        (Academy, "status", Academy.Status.SUSPENDED),
    ):
        before = model.objects.values_list(name, flat=True).get()
        model.objects.update(**{name: value})
        assert refusal_code(choose(client, token, one=one)) == "session_over", name
        model.objects.update(**{name: before})
    assert choose(client, token).status_code == 200


def test_five_hundred_modules_cost_no_more_queries_than_one(
    client: Client,
    content_lms: PretendPlatform,
    northvale: Academy,
    scene: Module,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    _page, token = open_picker(client, content_lms, cast.TOMAS)
    more = [Module(course=scene.course, title=f"Part {n}", position=n + 1) for n in range(499)]
    for module in Module.objects.bulk_create(more):
        cast.make_edition(module)

    with django_assert_num_queries(4):  # session, filters, count, page
        page = choose(client, token)
    with django_assert_num_queries(5):  # and the one that was chosen on another page
        choose(client, token, do="search", q="Part", module=str(scene.public_id))

    assert count_in(page) == "500 modules found"
    assert page.content.decode().count('data-testid="module"') == 12
    assert len(page.content) < 100_000


def test_he_looks_inside_and_nothing_of_it_is_reported(
    client: Client, content_lms: PretendPlatform, scene: Module
) -> None:
    _page, token = open_picker(client, content_lms, cast.TOMAS)
    fields = {"launch_token": token, "look": str(scene.public_id)}

    path, given = hand_over(client.post(LOOK, fields))
    client.post(LOOK, fields)

    assert path == "/scorm/player/"
    attempt = Attempt.objects.get()  # the second look goes on with the first
    assert attempt.pk == tickets.read_ticket(given["ticket"]).attempt
    assert attempt.kind == Attempt.Kind.PREVIEW
    assert not attempt.offering.resource_links.exists()


@pytest.mark.parametrize("look", ["", "no id", "00000000-0000-4000-8000-000000000000"])
def test_he_looks_inside_nothing_that_is_not_open(
    client: Client, content_lms: PretendPlatform, scene: Module, look: str
) -> None:
    _page, token = open_picker(client, content_lms, cast.TOMAS)

    answer = client.post(LOOK, {"launch_token": token, "look": look})

    assert refusal_code(answer) == "not_entitled"
    assert not Attempt.objects.exists()


def test_nor_into_the_other_academys_module(client: Client, content_lms: PretendPlatform) -> None:
    foreign = shelve(cast.make_academy("southmere"), "For Southmere only")
    _page, token = open_picker(client, content_lms, cast.TOMAS)

    answer = client.post(LOOK, {"launch_token": token, "look": str(foreign.public_id)})

    assert refusal_code(answer) == "not_entitled"


def test_an_empty_catalogue_says_so(client: Client, content_lms: PretendPlatform) -> None:
    page, _token = open_picker(client, content_lms, cast.TOMAS)

    assert count_in(page) == "0 modules found"
    assert not Course.objects.exists()
