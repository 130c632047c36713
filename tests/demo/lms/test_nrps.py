"""The tool asks who is in the course."""

from pathlib import Path
from typing import Any

import pytest
import requests

from demo.lms import scopes
from demo.lms.cast import LEO
from demo.lms.config import Person
from demo.lms.peer import PretendPlatform
from tests.demo.lms.throwaway_tool import ThrowAwayTool

NILS = Person("8", "Nils", "Nord", "assistant")


def members(lms: PretendPlatform, tool: ThrowAwayTool, **params: str) -> requests.Response:
    token = tool.token(lms, scopes.MEMBERSHIP_READONLY)
    url = lms.memberships_url()
    return tool.call("GET", url, token, scopes.MEMBERSHIP_CONTAINER_TYPE, params=params)


def roles(answer: requests.Response) -> dict[str, Any]:
    return {member["user_id"]: member["roles"] for member in answer.json()["members"]}


def test_everyone_enrolled_and_nobody_else(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    answer = members(lms, tool)
    assert answer.headers["Content-Type"].startswith(scopes.MEMBERSHIP_CONTAINER_TYPE)
    assert roles(answer) == {"4": ["Learner"], "5": ["Learner"], "3": ["Instructor"]}
    body = answer.json()
    assert body["id"] == lms.memberships_url()
    assert body["context"]["id"] == "2"
    lena = next(member for member in body["members"] if member["user_id"] == "4")
    assert lena == {
        "status": "Active",
        "roles": ["Learner"],
        "user_id": "4",
        "lis_person_sourcedid": "NO-0004",
        "name": "Lena Lund",
        "given_name": "Lena",
        "family_name": "Lund",
        "ext_user_username": "lena.lund",
        "email": "lena.lund@northvale.invalid",
    }


def test_who_has_left_is_not_listed(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    lms.unenrol(LEO)
    assert set(roles(members(lms, tool))) == {"3", "4"}


def test_a_non_editing_teacher_is_a_learner_here(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    lms.enrol(NILS)
    assert roles(members(lms, tool))["8"] == ["Learner"]


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("Learner", {"4", "5"}),
        ("Instructor", {"3"}),
        ("http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor", {"3"}),
        ("Mentor", {"3", "4", "5"}),
    ],
)
def test_the_role_filter(
    lms: PretendPlatform, tool: ThrowAwayTool, role: str, expected: set[str]
) -> None:
    assert set(roles(members(lms, tool, role=role))) == expected


def test_pages_follow_each_other_and_forget_the_role(
    lms: PretendPlatform, tool: ThrowAwayTool
) -> None:
    first = members(lms, tool, role="Learner", limit="1")
    assert len(first.json()["members"]) == 1
    following = first.links["next"]["url"]
    assert "role" not in following
    rest = tool.call("GET", following, tool.token(lms), scopes.MEMBERSHIP_CONTAINER_TYPE)
    assert len(rest.json()["members"]) == 1


def test_the_last_page_has_no_next(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    assert "next" in members(lms, tool, limit="2").links
    assert members(lms, tool, limit="3").links == {}


def test_a_resource_link_adds_a_message(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    (message,) = members(lms, tool, rlid=scene).json()["members"][0]["message"]
    assert "https://purl.imsglobal.org/spec/lti-bo/claim/basicoutcome" in message
    assert members(lms, tool, rlid="999").status_code == 404


def test_names_and_mail_can_be_switched_off(tmp_path: Path, tool: ThrowAwayTool) -> None:
    with PretendPlatform.start(tmp_path, send_names=False, send_emails=False) as quiet:
        tool.register(quiet)
        member = members(quiet, tool).json()["members"][0]
    assert set(member) == {"status", "roles", "user_id", "lis_person_sourcedid"}


def test_other_scopes_may_not_read(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    token = tool.token(lms, scopes.SCORE)
    answer = tool.call("GET", lms.memberships_url(), token, scopes.MEMBERSHIP_CONTAINER_TYPE)
    assert answer.status_code == 401


def test_another_tools_binding_is_closed(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    token = tool.token(lms, scopes.MEMBERSHIP_READONLY)
    url = lms.memberships_url().replace("/bindings/1/", "/bindings/2/")
    answer = tool.call("GET", url, token, scopes.MEMBERSHIP_CONTAINER_TYPE)
    assert answer.status_code == 401
