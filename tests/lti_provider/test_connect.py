"""Olga invites Northvale, approves its platform and suspends it; the values for other LMSs."""

import json
import re

import pytest
from django.test import Client
from django.urls import reverse

from academies.models import Academy
from courses.models import Edition
from demo.lms.peer import PretendPlatform
from lti_provider.guides import GUIDES
from lti_provider.models import Platform, RegistrationInvitation
from lti_provider.services.connecting import values_of_this_tool, written
from tests import cast
from tests.academies.staff import ada, aud, olga, oscar, signed_in
from tests.launching import known, launch, refusal_code, register_tool, tool_url

pytestmark = pytest.mark.django_db
ADD = "admin:lti_provider_registrationinvitation_add"
BY_HAND = "admin:lti_provider_registrationinvitation_by_hand"


def test_olga_invites_and_sees_the_address_once(northvale: Academy) -> None:
    client = signed_in(olga())
    assert "Northvale Police Academy" in client.get(reverse(ADD)).content.decode()

    page = client.post(reverse(ADD), {"academy": northvale.pk, "lifetime": "1"})

    found = re.search(r'value="([^"]+/lti/register/([^"/]+)/)"', page.content.decode())
    assert found, page.content.decode()
    assert found[1].startswith(tool_url("/lti/register/"))
    assert page.headers["Cache-Control"] == "no-store"
    invitation = RegistrationInvitation.objects.get()
    assert invitation.academy == northvale
    assert invitation.created_by is not None
    assert (invitation.expires_at - invitation.created_at).days in (0, 1)
    for path in (
        reverse("admin:lti_provider_registrationinvitation_changelist"),
        reverse("admin:lti_provider_registrationinvitation_change", args=[invitation.pk]),
    ):
        shown = client.get(path).content.decode()
        assert found[2] not in shown
        assert invitation.token_hash not in shown


@pytest.mark.parametrize("sent", [{}, {"academy": "0", "lifetime": "7"}, {"lifetime": "900"}])
def test_a_form_that_is_not_filled_in_invites_nobody(
    northvale: Academy, sent: dict[str, str]
) -> None:
    page = signed_in(olga()).post(reverse(ADD), sent)
    assert page.status_code == 200
    assert not RegistrationInvitation.objects.exists()


def test_only_who_may_invite_invites(northvale: Academy) -> None:
    for user in (ada(northvale), aud(), oscar()):
        client = signed_in(user)
        answer = client.post(reverse(ADD), {"academy": northvale.pk, "lifetime": "7"})
        assert answer.status_code == 403
    assert Client().post(reverse(ADD)).status_code == 302
    assert not RegistrationInvitation.objects.exists()


def test_olga_approves_and_suspends_with_effect_at_once(
    client: Client, lms: PretendPlatform, northvale: Academy, edition: Edition
) -> None:
    platform = register_tool(lms, northvale)
    Platform.objects.update(status=Platform.Status.PENDING)
    link = lms.add_activity("Scene", {"module": str(edition.module.public_id)})
    staff = signed_in(olga())
    listed = reverse("admin:lti_provider_platform_changelist")

    def act(name: str) -> str:
        chosen = {"action": name, "_selected_action": [str(platform.pk)]}
        return staff.post(listed, chosen, follow=True).content.decode()

    assert "Pending" in staff.get(listed).content.decode()
    refused = client.post("/lti/login/", lms.login_form(known(cast.LENA), link))
    assert refusal_code(refused) == "platform_pending"

    assert "Approved" in act("approve_chosen")
    assert refusal_code(launch(client, lms, cast.LENA, link)) == ""

    assert "Suspended" in act("suspend_chosen")
    refused = client.post("/lti/login/", lms.login_form(known(cast.LENA), link))
    assert refusal_code(refused) == "unknown_platform"


def test_approving_says_what_is_still_missing(northvale: Academy, platform: Platform) -> None:
    Academy.objects.update(agreement_starts_on=None)
    Platform.objects.update(status=Platform.Status.PENDING)

    page = (
        signed_in(olga())
        .post(
            reverse("admin:lti_provider_platform_changelist"),
            {"action": "approve_chosen", "_selected_action": [str(platform.pk)]},
            follow=True,
        )
        .content.decode()
    )

    assert "has no agreement" in page
    assert "deployment id" in page


def test_ada_cannot_approve_her_own_platform(northvale: Academy, platform: Platform) -> None:
    Platform.objects.update(status=Platform.Status.PENDING)
    signed_in(ada(northvale)).post(
        reverse("admin:lti_provider_platform_changelist"),
        {"action": "approve_chosen", "_selected_action": [str(platform.pk)]},
    )
    assert Platform.objects.get().status == Platform.Status.PENDING


def test_a_hostile_name_is_text_on_the_staff_pages(northvale: Academy, platform: Platform) -> None:
    Platform.objects.update(name="<script>alert(1)</script>", product_family="<img src=x>")
    client = signed_in(olga())
    for path in (
        reverse("admin:lti_provider_platform_changelist"),
        reverse("admin:lti_provider_platform_change", args=[platform.pk]),
    ):
        page = client.get(path).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x>" not in page


def test_every_guide_has_the_exact_addresses(db: None) -> None:
    page = signed_in(olga()).get(reverse(BY_HAND)).content.decode()

    for guide in GUIDES:
        assert f'id="{guide.key}"' in page
        values = {field.value for field in written(guide, values_of_this_tool())}
        expected = {"canvas": [tool_url("/lti/canvas.json")]}.get(
            guide.key, [tool_url("/lti/login/"), tool_url("/lti/jwks/")]
        )
        assert set(expected) <= values
        assert any(tool_url("/lti/launch/") in value for value in values)
    assert [g.lms for g in GUIDES] == [
        "Moodle",
        "ILIAS",
        "Canvas",
        "Blackboard",
        "Brightspace",
        "Sakai",
        "Open edX",
    ]


def test_only_moodles_rules_are_called_tested(db: None) -> None:
    tested = [guide.key for guide in GUIDES if "Not tested" not in str(guide.source)]
    assert tested == ["moodle"]


def test_what_nobody_compared_with_the_vendors_words_says_so(db: None) -> None:
    confirmed = [guide.key for guide in GUIDES if str(guide.source).startswith("From the vendor")]
    assert confirmed == ["canvas", "blackboard", "brightspace", "sakai"]


def test_who_sees_no_invitations_sees_no_values(db: None) -> None:
    assert signed_in(oscar()).get(reverse(BY_HAND)).status_code == 403
    assert signed_in(aud()).get(reverse(BY_HAND)).status_code == 200


def test_canvas_reads_its_configuration(client: Client) -> None:
    answer = client.get("/lti/canvas.json")

    assert answer.headers["Content-Type"] == "application/json"
    configuration = json.loads(answer.content)
    assert configuration["oidc_initiation_url"] == tool_url("/lti/login/")
    assert configuration["target_link_uri"] == tool_url("/lti/launch/")
    assert configuration["public_jwk_url"] == tool_url("/lti/jwks/")
    extension = configuration["extensions"][0]
    assert (extension["privacy_level"], extension["domain"]) == ("anonymous", "tool.localhost:8000")
    assert {p["placement"] for p in extension["settings"]["placements"]} == {
        "assignment_selection",
        "link_selection",
    }
    assert client.post("/lti/canvas.json").status_code == 405


def test_the_logo_is_where_platforms_are_told(client: Client) -> None:
    answer = client.get("/static/lti_provider/logo.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    answer.close()
