"""Tomas the trainer opens the activity and sees his class; nobody else sees it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from academies.models import Academy
from courses.attempt_policy import Counting
from courses.models import Attempt, Module
from courses.outcomes import Completion, Success
from lti_provider.models import LaunchSession, Passback, Platform, PlatformUser, ResourceLink
from lti_provider.services.launching import hash_token
from tests import cast
from tests.launching import Page, refusal_code

PAGE = "/reports/class/"
TOKEN = "the-token-of-tomas's-tab"


def open_session(person: cast.Person, link: ResourceLink, **values: object) -> LaunchSession:
    platform = link.deployment.platform
    user = PlatformUser.objects.filter(platform=platform, sub=person.sub).first()
    defaults: dict[str, object] = {
        "token_hash": hash_token(TOKEN),
        "is_trainer": True,
        "expires_at": timezone.now() + dt.timedelta(hours=1),
        "message_type": "LtiResourceLinkRequest",
    }
    return LaunchSession.objects.create(
        platform_user=user or cast.make_platform_user(person, platform),
        deployment=link.deployment,
        resource_link=link,
        **{**defaults, **values},
    )


@pytest.fixture
def tomas(resource_link: ResourceLink) -> LaunchSession:
    return open_session(cast.TOMAS, resource_link)


def show(client: Client, token: str = TOKEN) -> Page:
    return client.post(PAGE, {"launch_token": token})


def test_a_class_that_nobody_has_opened_says_so(client: Client, tomas: LaunchSession) -> None:
    page = show(client).content.decode()

    assert "Nobody has opened this activity yet" in page
    assert 'name="launch_token"' in page


def test_he_sees_progress_result_and_the_state_of_the_grade(
    client: Client,
    tomas: LaunchSession,
    attempt: Attempt,
    resource_link: ResourceLink,
    lena_at_platform: PlatformUser,
) -> None:
    Attempt.objects.update(
        completion=Completion.COMPLETED, success=Success.PASSED, score=Decimal("0.85"), progress=1
    )
    Passback.objects.create(
        resource_link=resource_link,
        platform_user=lena_at_platform,
        attempt=attempt,
        score_given=85,
        score_maximum=100,
        timestamp=timezone.now(),
        state=Passback.State.FAILED,
        last_answer="The platform says this person cannot be graded.",
    )

    page = show(client).content.decode()

    assert "Passed" in page
    assert "85 %" in page
    assert "The platform says this person cannot be graded." in page


def test_it_speaks_his_language_and_the_title_keeps_its_own(
    client: Client, tomas: LaunchSession, attempt: Attempt
) -> None:
    Attempt.objects.update(total_centiseconds=3 * 6000, score=Decimal("0.85"))
    LaunchSession.objects.update(locale="ar")

    page = show(client).content.decode()

    assert '<html lang="ar" dir="rtl">' in page
    assert f'<bdi lang="en">{attempt.edition.module.title}</bdi>' in page
    assert f"<bdi>متعلّم {str(attempt.learner.pseudonym)[:8]}</bdi>" in page
    assert "3 دقائق" in page
    assert "85%" in page

    Module.objects.update(other_titles="fr: Le téléphone\nar: تأمين هاتف")
    assert '<h1><bdi lang="ar">تأمين هاتف</bdi></h1>' in show(client).content.decode()


def test_a_name_is_shown_only_where_the_academy_keeps_it(
    client: Client, tomas: LaunchSession, attempt: Attempt
) -> None:
    assert str(attempt.learner.pseudonym)[:8] in show(client).content.decode()

    attempt.learner.display_name = "Lena <Lund>"
    attempt.learner.save()

    assert "Lena &lt;Lund&gt;" in show(client).content.decode()


def test_the_newest_attempt_counts_and_previews_do_not(
    client: Client, tomas: LaunchSession, attempt: Attempt
) -> None:
    cast.make_attempt(attempt.learner, attempt.edition, attempt.offering, number=2)
    preview = Attempt.Kind.PREVIEW
    cast.make_attempt(attempt.learner, attempt.edition, attempt.offering, kind=preview)

    assert show(client).content.decode().count('data-testid="class-row"') == 1


@pytest.mark.parametrize(
    ("counting", "shown"), [(Counting.BEST, "90 %"), (Counting.AVERAGE, "60 %")]
)
def test_the_attempt_that_counts_is_the_owners_choice(
    client: Client, tomas: LaunchSession, attempt: Attempt, counting: Counting, shown: str
) -> None:
    Module.objects.update(counted_attempt=counting)
    over = {"completion": Completion.COMPLETED, "progress": 1}
    Attempt.objects.filter(pk=attempt.pk).update(score=Decimal("0.9"), success="passed", **over)
    for number, values in enumerate(
        ({"score": Decimal("0.3"), "success": "failed", **over}, {}), 2
    ):
        again = {"number": number, **values}
        cast.make_attempt(attempt.learner, attempt.edition, attempt.offering, **again)

    page = show(client).content.decode()

    assert shown in page
    assert "✓ Passed" in page
    assert "3 attempts" in page


def test_thirty_learners_cost_no_more_queries_than_one(
    client: Client,
    tomas: LaunchSession,
    attempt: Attempt,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(30):
        person = cast.Person(str(100 + number), "Somebody", "northvale")
        user = cast.make_platform_user(person, tomas.platform_user.platform)
        cast.make_attempt(user.learner, attempt.edition, attempt.offering)

    with django_assert_num_queries(4):
        page = show(client).content.decode()

    assert page.count('data-testid="class-row"') == 31


def test_the_other_academys_class_is_not_in_it(
    client: Client, tomas: LaunchSession, attempt: Attempt
) -> None:
    southmere = cast.make_academy("southmere")
    platform = cast.make_platform(southmere)
    sami = cast.make_platform_user(cast.SAMI, platform)
    offering = cast.make_offering(southmere, attempt.edition.module)
    cast.make_attempt(sami.learner, attempt.edition, offering)

    page = show(client).content.decode()

    assert str(sami.learner.pseudonym)[:8] not in page


@pytest.mark.parametrize("token", ["", "guessed", "x" * 5000])
def test_oscar_without_a_token_sees_nothing(
    client: Client, tomas: LaunchSession, attempt: Attempt, token: str
) -> None:
    answer = show(client, token)

    assert refusal_code(answer) == "session_over"
    assert str(attempt.learner.pseudonym)[:8] not in answer.content.decode()


def test_a_learners_token_opens_no_class(client: Client, resource_link: ResourceLink) -> None:
    open_session(cast.LENA, resource_link, is_trainer=False)

    assert refusal_code(show(client)) == "session_over"


def test_what_was_withdrawn_is_withdrawn_at_once(client: Client, tomas: LaunchSession) -> None:
    LaunchSession.objects.update(revoked_at=timezone.now())
    assert refusal_code(show(client)) == "session_over"
    LaunchSession.objects.update(revoked_at=None)

    Platform.objects.update(status=Platform.Status.SUSPENDED)
    assert refusal_code(show(client)) == "session_over"
    Platform.objects.update(status=Platform.Status.ACTIVE)

    Academy.objects.update(status=Academy.Status.SUSPENDED)
    assert refusal_code(show(client)) == "session_over"


def test_a_session_ends(client: Client, tomas: LaunchSession) -> None:
    LaunchSession.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))

    assert refusal_code(show(client)) == "session_over"


def test_somebody_without_a_name_is_called_anonymous(
    client: Client, tomas: LaunchSession, attempt: Attempt
) -> None:
    PlatformUser.objects.filter(learner=attempt.learner).update(is_anonymous=True)

    page = show(client).content.decode()

    assert "Anonymous" in page
    assert attempt.learner.shown_as not in page
