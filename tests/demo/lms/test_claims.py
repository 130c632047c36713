"""The claims of an id_token, held against the messages of a real Moodle 4.5.6."""

import json
from pathlib import Path
from typing import Any

import pytest

from demo.lms.cast import ADA, LENA, SAMI, TOMAS
from demo.lms.config import Person
from demo.lms.peer import PretendPlatform
from tests.demo.lms.throwaway_tool import (
    LTI,
    ThrowAwayTool,
    authentication_request,
    claims_of,
)

AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
DEEP_LINKING_SETTINGS = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
PROBE = {  # the custom parameters the tool of the samples registered
    "ctxhist": "$Context.id.history",
    "rlid": "$ResourceLink.id",
    "uname": "$User.username",
    "groups": "$Moodle.Person.userGroupIds",
    "userid": "$User.id",
    "tf": "$CourseSection.timeFrame.end",
    "rl_end": "$ResourceLink.submission.endDateTime",
    "tz": "$Person.address.timezone",
    "mr": "$Membership.role",
    "sid": "$CourseSection.sourcedId",
    "psid": "$Person.sourcedId",
}
SHAPES: dict[str, Any] = json.loads(Path(__file__).with_name("moodle_shapes.json").read_text())


def shape(value: object) -> object:
    """Names and types of a JSON value, its content left out."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [shape(inner) for inner in value]
    return type(value).__name__


def launch(
    lms: PretendPlatform, tool: ThrowAwayTool, person: Person, login: dict[str, str]
) -> dict[str, Any]:
    fields = lms.authenticate(authentication_request(tool, login), person)
    return claims_of(lms, fields["id_token"])


@pytest.fixture
def probe(lms: PretendPlatform) -> Any:
    with ThrowAwayTool() as tool:
        tool.register(lms, custom=PROBE)
        yield tool


def test_a_resource_link_launch_has_moodles_shape(
    lms: PretendPlatform, probe: ThrowAwayTool
) -> None:
    claims = launch(lms, probe, LENA, lms.login_form(LENA, lms.add_activity("Scene")))
    assert shape(claims) == SHAPES["LtiResourceLinkRequest"]


def test_a_deep_linking_launch_has_moodles_shape(
    lms: PretendPlatform, probe: ThrowAwayTool
) -> None:
    claims = launch(lms, probe, TOMAS, lms.deep_linking_form(TOMAS))
    assert shape(claims) == SHAPES["LtiDeepLinkingRequest"]
    settings = claims[DEEP_LINKING_SETTINGS]
    assert settings["accept_types"] == ["ltiResourceLink"]
    assert settings["accept_multiple"] is True
    assert settings["auto_create"] is False
    assert "data" not in settings


def test_a_submission_review_has_moodles_shape(lms: PretendPlatform, probe: ThrowAwayTool) -> None:
    link = lms.add_activity("Scene", {"module": "scene"})
    claims = launch(lms, probe, TOMAS, lms.review_form(TOMAS, link, LENA))
    assert shape(claims) == SHAPES["LtiSubmissionReviewRequest"]
    assert claims[LTI + "for_user"] == {"user_id": "4"}
    assert claims[LTI + "message_type"] == "LtiSubmissionReviewRequest"
    assert claims["sub"] == "3"


def test_variables_are_replaced_as_seen_live(lms: PretendPlatform, probe: ThrowAwayTool) -> None:
    link = lms.add_activity("Scene")
    custom = launch(lms, probe, LENA, lms.login_form(LENA, link))[LTI + "custom"]
    assert custom["rlid"] == link
    assert custom["uname"] == "lena.lund"
    assert custom["tz"] == "99"
    assert custom["mr"] == "Learner"
    assert custom["ctxhist"] == ""
    assert custom["rl_end"] == "$ResourceLink.submission.endDateTime"
    asked = launch(lms, probe, TOMAS, lms.deep_linking_form(TOMAS))[LTI + "custom"]
    assert asked["rlid"] is None


def test_the_registrations_custom_parameters_override_the_items(lms: PretendPlatform) -> None:
    with ThrowAwayTool() as tool:
        tool.register(lms, custom={"module": "from the registration"})
        link = lms.add_activity("Scene", {"module": "from the item", "Part-2": "b"})
        custom = launch(lms, tool, LENA, lms.login_form(LENA, link))[LTI + "custom"]
    assert custom["module"] == "from the registration"
    assert custom["Part-2"] == custom["part_2"] == "b"


def test_the_token_lives_sixty_seconds(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    claims = launch(lms, tool, LENA, lms.login_form(LENA, scene))
    assert claims["exp"] - claims["iat"] == 60


@pytest.mark.parametrize(
    ("person", "roles"),
    [
        (LENA, [MEMBERSHIP + "Learner"]),
        (TOMAS, [MEMBERSHIP + "Instructor"]),
        (
            ADA,
            [
                "http://purl.imsglobal.org/vocab/lis/v2/institution/person#Administrator",
                MEMBERSHIP + "Instructor",
                "http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator",
            ],
        ),
        (Person("8", "Nils", "Nord", "assistant"), [MEMBERSHIP + "Instructor"]),
    ],
)
def test_roles(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str, person: Person, roles: list[str]
) -> None:
    lms.enrol(person)
    assert launch(lms, tool, person, lms.login_form(person, scene))[LTI + "roles"] == roles


def test_names_and_mail_can_be_switched_off(tmp_path: Path, tool: ThrowAwayTool) -> None:
    with PretendPlatform.start(tmp_path, send_names=False, send_emails=False) as quiet:
        tool.register(quiet, custom={"uname": "$User.username"})
        claims = launch(quiet, tool, LENA, quiet.login_form(LENA, quiet.add_activity("Scene")))
    assert not {"name", "given_name", "family_name", "email"} & set(claims)
    assert claims[LTI + "ext"] == {"lms": "moodle-2"}
    # What privacy settings do not stop in Moodle either:
    assert claims[LTI + "custom"]["uname"] == "lena.lund"
    assert claims[LTI + "lis"]["person_sourcedid"] == "NO-0004"


def test_an_ungraded_activity_names_no_line_item(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    link = lms.add_activity("Reading", graded=None)
    claims = launch(lms, tool, LENA, lms.login_form(LENA, link))
    assert "lineitems" in claims[AGS]
    assert "lineitem" not in claims[AGS]
    assert "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome" not in claims


def test_a_new_window_is_another_document_target(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    link = lms.add_activity("Scene", container="window")
    presentation = launch(lms, tool, LENA, lms.login_form(LENA, link))[LTI + "launch_presentation"]
    assert presentation["document_target"] == "window"
    assert "launch_container=4" in presentation["return_url"]


def test_lena_and_sami_share_a_number_but_no_issuer(
    lms: PretendPlatform, tmp_path: Path, tool: ThrowAwayTool, scene: str
) -> None:
    lena = launch(lms, tool, LENA, lms.login_form(LENA, scene))
    with PretendPlatform.start(tmp_path, academy="southmere") as southmere:
        tool.register(southmere)
        link = southmere.add_activity("Scene")
        sami = launch(southmere, tool, SAMI, southmere.login_form(SAMI, link))
    for claim in ("sub", LTI + "deployment_id"):
        assert lena[claim] == sami[claim]
    assert lena[LTI + "resource_link"]["id"] == sami[LTI + "resource_link"]["id"]
    assert lena[LTI + "context"]["id"] == sami[LTI + "context"]["id"]
    assert lena["iss"] != sami["iss"]


def test_a_copied_course_has_new_ids_and_the_same_custom_parameters(
    lms: PretendPlatform, tool: ThrowAwayTool
) -> None:
    custom = {"module": "scene", "history": "$Context.id.history"}
    old = lms.add_activity("Scene", custom, resource_id="scene")
    new = lms.copy_course()[old]
    before = launch(lms, tool, LENA, lms.login_form(LENA, old))
    after = launch(lms, tool, LENA, lms.login_form(LENA, new))
    assert new != old
    assert before[LTI + "context"]["id"] != after[LTI + "context"]["id"]
    assert after[LTI + "custom"]["module"] == "scene"
    assert after[LTI + "custom"]["history"] == before[LTI + "context"]["id"]
    assert before[AGS]["lineitem"] != after[AGS]["lineitem"]
