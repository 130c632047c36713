"""What Moodle 4.5 has not and the pretend LMS can: groups, notices, stored data, storage."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from demo.lms import activities, notices, roster
from demo.lms.cast import ADA, LENA, LEO
from demo.lms.config import Group
from demo.lms.peer import PretendPlatform
from demo.lms.running import Refused
from tests.demo.lms.throwaway_tool import ThrowAwayTool

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
GS = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
GROUPS = tuple(Group(str(n), f"Watch {n}", 2, (LENA.sub,)) for n in (1, 2, 3))


@pytest.fixture
def more(tmp_path: Path) -> Iterator[PretendPlatform]:
    with PretendPlatform.start(
        tmp_path, groups=GROUPS, sends_notices=True, storage_target="_parent"
    ) as lms:
        yield lms


@pytest.fixture
def its_tool(more: PretendPlatform) -> Iterator[ThrowAwayTool]:
    with ThrowAwayTool() as tool:
        tool.register(more)
        yield tool


def test_like_moodle_it_offers_none_of_it_unless_asked(lms: PretendPlatform, scene: str) -> None:
    claims = lms.claims_for(LENA, scene)

    assert GS not in claims
    assert LTI + "platformnotificationservice" not in claims
    assert "lti_storage_target" not in lms.login_form(LENA, scene)


def test_groups_come_in_pages_of_two(more: PretendPlatform, its_tool: ThrowAwayTool) -> None:
    claims = more.claims_for(LENA, more.add_activity("Scene"))
    url, scopes = claims[GS]["context_groups_url"], claims[GS]["scope"]
    bearer = {"Authorization": f"Bearer {its_tool.token(more, *scopes)}"}

    first = requests.get(url, headers=bearer, timeout=5)
    second = requests.get(first.links["next"]["url"], headers=bearer, timeout=5)

    named = [group["id"] for page in (first, second) for group in page.json()["groups"]]
    assert named == ["1", "2", "3"]
    assert "next" not in second.links
    assert requests.get(url, timeout=5).status_code == 401


def test_a_handler_has_to_be_at_the_tools_own_domain(
    more: PretendPlatform, its_tool: ThrowAwayTool
) -> None:
    claims = more.claims_for(LENA, more.add_activity("Scene"))
    service = claims[LTI + "platformnotificationservice"]
    url = service["platform_notification_service_url"]
    bearer = {"Authorization": f"Bearer {its_tool.token(more, *service['scope'])}"}

    def subscribe(handler: str) -> int:
        body = {"notice_type": notices.CONTEXT_COPY, "handler": handler}
        return requests.put(url, json=body, headers=bearer, timeout=5).status_code

    assert subscribe("http://elsewhere.example/notices") == 400
    assert subscribe(f"{its_tool.url}/notices") == 200
    tool = more._tool()
    assert notices.handler_of(more.academy, tool) == f"{its_tool.url}/notices"
    assert requests.put(url, json={}, timeout=5).status_code == 401


def test_stored_data_is_asked_for_by_oneself_or_an_administrator(
    more: PretendPlatform, its_tool: ThrowAwayTool
) -> None:
    assert more.privacy_form(LENA, LENA)["login_hint"] == LENA.sub
    assert more.privacy_form(ADA, LENA)["login_hint"] == ADA.sub
    with pytest.raises(Refused) as refused:
        more.privacy_form(LEO, LENA)
    assert refused.value.status == 403


def test_a_login_names_the_frame_that_keeps_data(
    more: PretendPlatform, its_tool: ThrowAwayTool
) -> None:
    link = more.add_activity("Scene")

    assert more.login_form(LENA, link)["lti_storage_target"] == "_parent"
    page = more.browser(LENA).get(f"/mod/lti/view.php?id={link}")
    assert "/static/storage.js" in page.text


def test_whoever_asked_for_it_is_told_of_a_copied_course(
    more: PretendPlatform, its_tool: ThrowAwayTool
) -> None:
    """The throw-away tool has no such page and says so; the LMS does not mind."""
    new = roster.find_course(more.academy.store, activities.copy_course(more.academy.store, 2))
    assert new
    assert notices.announce_copy(more.academy, new, 2) == []

    more.academy.store.run(
        "INSERT INTO notice_handlers (tool, type, handler) VALUES (?, ?, ?)",
        *(more._tool().id, notices.CONTEXT_COPY, f"{its_tool.url}/notices"),
    )
    assert len(notices.announce_copy(more.academy, new, 2)) == 1
    more.academy.store.run("UPDATE notice_handlers SET handler = 'http://127.0.0.1:1/'")
    assert notices.announce_copy(more.academy, new, 2) == [0]
