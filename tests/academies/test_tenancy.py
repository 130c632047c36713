"""One academy never sees another's rows, on any page of the staff admin, whoever registers it.

Southmere gets one row of as many models as the cast can fill. Then everybody who has no business
there asks every list, every detail page and every search for it.
"""

import datetime as dt
from typing import Any

import pytest
from django.contrib import admin
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from academies import audit
from academies.models import (
    Academy,
    AcademyInvitation,
    Agreement,
    Application,
    AuditEntry,
    Learner,
    StaffUser,
)
from courses.models import (
    Attempt,
    Course,
    Edition,
    Entitlement,
    Module,
    Programme,
    ProgrammeMembership,
)
from lti_provider.models import Passback, Platform, RegistrationInvitation, ResourceLink
from tests import cast
from tests.academies.staff import Role, ada, anton, make_staff, oscar, signed_in
from tests.academies.vetting import NEXT_YEAR, TODAY, publish_text
from tests.xapi.talking import Speaker, statement
from xapi.models import DeadLetter, Forwarding, Ledger, Statement

pytestmark = pytest.mark.django_db
# Rows of the owner's house, not of an academy: who may read them at all, reads them all.
OF_NO_ACADEMY = {
    "academies.agreementtext",
    "courses.importjob",
    "scorm.scormpackage",
}
# A word in whatever of Southmere's rows has a name, and in nothing else.
MARK = "Southmere"


@pytest.fixture
def southmere(northvale: Academy) -> Academy:
    return cast.make_academy("southmere")


@pytest.fixture
def theirs(southmere: Academy) -> dict[str, Model]:
    """Southmere's rows by the label of their model."""
    text = publish_text()
    module = cast.make_module(f"{MARK} module")
    edition = cast.make_edition(module)
    platform = cast.make_platform(southmere)
    deployment = cast.make_deployment(platform)
    offering = cast.make_offering(southmere, module)
    link = cast.make_resource_link(deployment, offering)
    sami = cast.make_platform_user(cast.SAMI, platform)
    attempt = cast.make_attempt(sami.learner, edition, offering)
    programme = Programme.objects.create(slug="south", name=f"{MARK} programme")
    programme.courses.add(module.course)
    days = {"starts_on": TODAY, "expires_on": NEXT_YEAR}
    soon = timezone.now() + dt.timedelta(days=1)
    invitation = AcademyInvitation.objects.create(
        token_hash="a" * 64, organisation=MARK, academy=southmere, country="XS", expires_at=soon
    )
    rows: list[Model] = [
        southmere,
        *[module.course, module, edition, platform, link, sami.learner, attempt, programme],
        invitation,
        anton(southmere),
        cast.make_entitlement(southmere, module),
        ProgrammeMembership.objects.create(programme=programme, academy=southmere, **days),
        Agreement.objects.create(academy=southmere, text=text, accepted_by=MARK, **days),
        Application.objects.create(
            invitation=invitation, organisation=MARK, country="XS", text=text, academy=southmere
        ),
        Passback.objects.create(
            resource_link=link,
            platform_user=sami,
            attempt=attempt,
            score_given=1,
            score_maximum=1,
            timestamp=timezone.now(),
        ),
        RegistrationInvitation.objects.create(
            academy=southmere, token_hash="b" * 64, expires_at=soon
        ),
        audit.record(None, "thing.done", southmere, {}, {}, southmere),
        *record_store(southmere),
    ]
    return {row._meta.label_lower: row for row in rows}


def record_store(southmere: Academy) -> list[Model]:
    """A key, the store, where it is forwarded to, and what was refused there."""
    speaker = Speaker(southmere)
    speaker.credential.label = MARK
    speaker.credential.save()
    speaker.tell(statement(cast.SAMI))
    row = Forwarding.objects.create(academy=southmere, endpoint=f"https://{MARK}.example/")
    letter = DeadLetter.objects.create(
        forwarding=row, statement=Statement.objects.get(), why=f"{MARK} refused it."
    )
    return [speaker.credential, Ledger.objects.get(), row, letter]


def pages() -> dict[str, Any]:
    """Every page that any room has registered, by the label of its model."""
    return {model._meta.label_lower: page for model, page in admin.site._registry.items()}


def test_the_scene_has_a_row_for_every_page(theirs: dict[str, Model]) -> None:
    """A new page of the staff admin has to take part in this test, or to say why not."""
    assert set(pages()) - OF_NO_ACADEMY - set(theirs) == set()
    assert {Learner, Attempt, AuditEntry} <= {type(row) for row in theirs.values()}
    assert {Platform, ResourceLink, Edition} <= {type(row) for row in theirs.values()}
    assert {Course, Module, Entitlement, StaffUser} <= {type(row) for row in theirs.values()}


def strangers(northvale: Academy) -> dict[str, StaffUser]:
    """Those who have no business in Southmere."""
    return {
        "ada": ada(northvale),
        "oscar": oscar(),
        "nils, approver of the other country": make_staff(
            "nils", Role.NATIONAL_APPROVER, country="XN"
        ),
        "nobody's approver": make_staff("nemo", Role.NATIONAL_APPROVER),
        "an auditor of Northvale": make_staff("aud2", Role.AUDITOR, northvale),
        "Northvale's officer": make_staff("dora2", Role.DATA_PROTECTION_OFFICER, northvale),
    }


def without_echo(page: str) -> str:
    """Without what was asked for: in the field, and in the link that adds a row and comes back."""
    for echo in (f"q={MARK}", f"q%3D{MARK}", f'value="{MARK}"'):
        page = page.replace(echo, "")
    return page


def asked(client: Client, label: str, row: Model) -> list[str]:
    """The pages of the model that told or did something, of list, search, filter and details."""
    base = f"admin:{label.replace('.', '_')}"
    told = []
    for query in ("", f"?q={MARK}", "?academy__id__exact=2", f"?academy={row.pk}"):
        answer = client.get(reverse(f"{base}_changelist") + query, follow=True)
        page = without_echo(answer.content.decode())
        if MARK in page or f"/{row.pk}/change/" in page:
            told.append(f"list {query}")
    for page_name in ("change", "history", "delete"):
        url = reverse(f"{base}_{page_name}", args=[row.pk])
        if client.get(url).status_code == 200:
            told.append(page_name)
        if client.post(url, {"post": "yes"}).status_code == 200:
            told.append(f"POST {page_name}")
    for name in pages()[label].actions_detail:
        act = pages()[label].get_unfold_action(name)
        url = reverse(f"admin:{act.action_name}", args=[row.pk])
        if client.post(url, {"reason": "mine"}).status_code in (200, 302):
            told.append(f"act {name}")
    return told


def test_a_stranger_gets_nothing_of_southmere_anywhere(
    northvale: Academy, theirs: dict[str, Model]
) -> None:
    found = {}
    for name, user in strangers(northvale).items():
        client = signed_in(user)
        for label in set(pages()) - OF_NO_ACADEMY:
            if told := asked(client, label, theirs[label]):
                found[f"{name}: {label}"] = told
    assert found == {}
    assert all(type(row)._default_manager.filter(pk=row.pk).exists() for row in theirs.values())


def test_anton_sees_his_own(southmere: Academy, theirs: dict[str, Model]) -> None:
    """The counterpart: what a stranger does not see is there to be seen."""
    client = signed_in(StaffUser.objects.get(username="anton"))
    seen = {
        label
        for label, row in theirs.items()
        if label in pages()
        and client.get(
            reverse(f"admin:{label.replace('.', '_')}_change", args=[row.pk])
        ).status_code
        == 200
    }
    assert {
        "academies.academy",
        "academies.agreement",
        "academies.auditentry",
        "academies.learner",
        "courses.attempt",
        "courses.programme",
        "lti_provider.platform",
        "xapi.credential",
        "xapi.deadletter",
        "xapi.forwarding",
        "xapi.ledger",
    } <= seen
    assert not seen & {"academies.application", "academies.academyinvitation"}


def test_oscar_and_the_pages_of_the_house(northvale: Academy) -> None:
    client = signed_in(oscar())
    for label in OF_NO_ACADEMY & set(pages()):
        answer = client.get(reverse(f"admin:{label.replace('.', '_')}_changelist"))
        assert answer.status_code in (200, 302, 403)
        assert "/change/" not in answer.content.decode()
