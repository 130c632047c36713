"""What people see, and what they do not."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from demo.lms.browser import Browser
from demo.lms.cast import ADA, LENA, LEO, OSCAR, TOMAS
from demo.lms.html_form import read_forms
from demo.lms.peer import PretendPlatform
from tests.demo.lms.test_scores import LATER, Column
from tests.demo.lms.throwaway_tool import ThrowAwayTool, authentication_request, claims_of

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148"


@pytest.fixture
def stranger(lms: PretendPlatform) -> Iterator[Browser]:
    browser = Browser(lms.base_url)
    yield browser
    browser.close()


def test_a_stranger_is_asked_to_sign_in_and_gets_where_they_wanted(stranger: Browser) -> None:
    page = stranger.get("/course/2")
    assert "Lena Lund" in page.text
    wanted = next(form.fields["next"] for form in read_forms(page.text) if "next" in form.fields)
    assert wanted == "/course/2"
    assert stranger.post("/sign-in", {"person": "4", "next": wanted}).url.endswith("/course/2")


@pytest.mark.parametrize("target", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_signing_in_leads_nowhere_else(stranger: Browser, target: str) -> None:
    assert stranger.post("/sign-in", {"person": "4", "next": target}).url.endswith("/")
    assert "evil" not in stranger.get("/").url


def test_signing_out(lms: PretendPlatform) -> None:
    browser = Browser.signed_in(lms.base_url, "4")
    browser.post("/sign-out", {"sesskey": browser.sesskey()})
    assert "Choose who you are" in browser.get("/").text
    browser.close()


def test_lena_prefers_a_language_and_tools_are_told(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    browser = lms.browser(LENA)
    asked = {"language": "ar", "sesskey": browser.sesskey()}
    page = browser.post("/language", asked).text
    assert '<option value="ar" lang="ar" selected>' in page
    assert "you prefer العربية" in page
    form = lms.authenticate(authentication_request(tool, lms.login_form(LENA, scene)), LENA)
    presentation = claims_of(lms, form["id_token"])[f"{LTI}launch_presentation"]
    assert presentation["locale"] == "ar"
    assert browser.post("/language", {**asked, "language": "xx"}).status_code == 400


def test_oscar_sees_no_course(lms: PretendPlatform) -> None:
    browser = lms.browser(OSCAR)
    assert "not enrolled in any course" in browser.get("/").text
    for path in ("/course/2", "/course/2/gradebook", "/course/2/add"):
        assert browser.get(path).status_code == 403


def test_the_course_page_opens_activities_in_frames_and_windows(
    lms: PretendPlatform, tool: ThrowAwayTool
) -> None:
    framed = lms.add_activity("Framed")
    window = lms.add_activity("Window", container="window")
    page = lms.browser(LENA).get("/course/2").text
    assert f'href="/mod/lti/view.php?id={framed}"' in page
    assert f'href="/mod/lti/launch.php?id={window}" target="_blank" rel="opener"' in page


def test_the_frame_is_moodles(lms: PretendPlatform, tool: ThrowAwayTool, scene: str) -> None:
    page = lms.browser(LENA).get(f"/mod/lti/view.php?id={scene}").text
    frame = page.partition("<iframe")[2].partition(">")[0]
    assert 'height="600"' in frame
    assert f"microphone {tool.url}; camera {tool.url}; geolocation {tool.url}" in frame
    assert f"autoplay {tool.url}" in frame
    assert "allowfullscreen" in frame
    assert "sandbox" not in frame
    assert "clipboard" not in frame


def test_a_phone_gets_the_whole_page(lms: PretendPlatform, tool: ThrowAwayTool, scene: str) -> None:
    cookies = {cookie.name: str(cookie.value) for cookie in lms.browser(LENA).cookies}
    answer = requests.get(
        f"{lms.base_url}/mod/lti/view.php?id={scene}",
        headers={"User-Agent": PHONE},
        cookies=cookies,
        timeout=30,
    )
    assert answer.url.endswith(f"/mod/lti/launch.php?id={scene}&replace=1")
    login = read_forms(answer.text)[0].fields
    request = {
        "scope": "openid",
        "response_type": "id_token",
        "response_mode": "form_post",
        "client_id": login["client_id"],
        "redirect_uri": tool.launch_url,
        "login_hint": "4",
        "lti_message_hint": login["lti_message_hint"],
        "nonce": "n",
    }
    claims = claims_of(lms, lms.authenticate(request, LENA)["id_token"])
    presentation = claims["https://purl.imsglobal.org/spec/lti/claim/launch_presentation"]
    assert presentation["document_target"] == "frame"
    assert "launch_container=5" in presentation["return_url"]


def test_the_gradebook_for_those_who_teach(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    Column(lms, tool, scene).post(scoreGiven=45, comment="<i>Well done</i>")
    for person in (TOMAS, ADA):
        page = lms.browser(person).get("/course/2/gradebook").text
        assert "Lena Lund" in page
        assert "Leo Lind" in page
        assert "45.00" in page
        assert "90 %" in page
        assert "&lt;i&gt;Well done" in page
        assert f"/mod/lti/grade.php?id={scene}&amp;userid=4" in page


def test_lena_sees_her_own_grades_only(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    column = Column(lms, tool, scene)
    column.post(scoreGiven=45)
    column.post(userId="5", scoreGiven=13)
    page = lms.browser(LENA).get("/course/2/gradebook").text
    assert "45.00" in page
    assert "13.00" not in page
    assert "Leo" not in page
    column.post(gradingProgress="Pending", timestamp=LATER)
    assert "No grade" in lms.browser(LENA).get("/course/2/gradebook").text


def test_lena_reviews_herself_and_nobody_else(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    assert lms.review_form(LENA, scene, LENA)["login_hint"] == "4"
    path = f"/mod/lti/grade.php?id={scene}&userid={LEO.sub}"
    assert lms.browser(LENA).get(path).status_code == 403


def test_tomas_adds_an_activity_by_hand(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    browser = lms.browser(TOMAS)
    fields = {
        "sesskey": browser.sesskey(),
        "tool": lms.deployment_id,
        "title": "By hand",
        "graded": "1",
        "maximum": "12.5",
        "container": "window",
        "custom": "module=scene\nlevel = 2\nnonsense",
    }
    assert "By hand has been added" in browser.post("/course/2/add", fields).text
    claims = lms.claims_for(LENA, "1")
    custom = claims["https://purl.imsglobal.org/spec/lti/claim/custom"]
    assert (custom["module"], custom["level"]) == ("scene", "2")
    assert lms.gradebook()["4"] == {"By hand": None}


@pytest.mark.parametrize(
    "change",
    [
        {"title": " "},
        {"maximum": "0"},
        {"maximum": "many"},
        {"tool": "77"},
        {"url": "javascript:alert(1)"},
    ],
)
def test_activities_that_cannot_be_added(
    lms: PretendPlatform, tool: ThrowAwayTool, change: dict[str, str]
) -> None:
    browser = lms.browser(TOMAS)
    fields = {"sesskey": browser.sesskey(), "tool": "1", "title": "T", "graded": "1"}
    assert browser.post("/course/2/add", {**fields, **change}).status_code == 400


def test_every_form_needs_its_sesskey(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    fields = {"tool": "1", "title": "Forged", "sesskey": "guess"}
    assert lms.browser(TOMAS).post("/course/2/add", fields).status_code == 403
    assert lms.browser(ADA).post("/admin/faults", {"action": "clear"}).status_code == 403


@pytest.mark.parametrize("path", ["/admin/tools", "/admin/faults", "/admin/log"])
def test_administration_is_for_administrators(lms: PretendPlatform, path: str) -> None:
    assert lms.browser(ADA).get(path).status_code == 200
    for person in (TOMAS, LENA, OSCAR):
        assert lms.browser(person).get(path).status_code == 403


def test_ada_switches_a_fault_on_and_off(lms: PretendPlatform) -> None:
    browser = lms.browser(ADA)
    fault = {"endpoint": "scores", "mode": "503", "times": "3", "seconds": "5"}
    fields = {"sesskey": browser.sesskey(), **fault}
    page = browser.post("/admin/faults", {**fields, "action": "switch_on"}).text
    assert "for the next 3 requests" in page
    kid = lms.academy.keys.kid
    browser.post("/admin/faults", {**fields, "action": "rotate_keys"})
    assert lms.academy.keys.kid != kid
    assert browser.post("/admin/faults", {**fields, "action": "x"}).status_code == 400
    bad = {**fields, "action": "switch_on", "times": "-1"}
    assert browser.post("/admin/faults", bad).status_code == 400
    browser.post("/admin/faults", {**fields, "action": "clear"})
    assert lms.academy.faults.current() == []


def test_ada_sees_the_calls_and_the_tools(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    token = tool.token(lms)
    tool.call("GET", lms.memberships_url(), token)
    page = lms.browser(ADA).get("/admin/log").text
    assert "/mod/lti/services.php/CourseSection/2/bindings/1/memberships" in page
    assert token not in page
    assert lms.client_id in lms.browser(ADA).get("/admin/tools").text


def test_a_removed_tool_leaves_its_activities_closed(
    lms: PretendPlatform, tool: ThrowAwayTool, scene: str
) -> None:
    browser = lms.browser(ADA)
    browser.post("/admin/tools/1/remove", {"sesskey": browser.sesskey()})
    assert "is not active" in lms.browser(LENA).get("/course/2").text
    assert lms.browser(LENA).get(f"/mod/lti/launch.php?id={scene}").status_code == 404


def test_ada_copies_a_course(lms: PretendPlatform, tool: ThrowAwayTool, scene: str) -> None:
    browser = lms.browser(ADA)
    page = browser.post("/course/2/copy", {"sesskey": browser.sesskey()})
    assert page.url.endswith("/course/3")
    assert "Scene" in lms.browser(LENA).get("/course/3").text


def test_coming_back_shows_the_message_escaped(lms: PretendPlatform) -> None:
    path = "/mod/lti/return.php?course=2&lti_errormsg=%3Cscript%3Ex%3C/script%3E"
    page = lms.browser(LENA).get(path).text
    assert "&lt;script&gt;x" in page
    assert "<script>x" not in page
    assert 'href="/course/2" target="_top"' in page
    assert "/static/break_out.js" in page
    assert "Done" in lms.browser(LENA).get("/mod/lti/return.php?course=2&lti_msg=Done").text


def test_coming_back_in_a_frame_without_cookie_only_leads_out(stranger: Browser) -> None:
    page = stranger.get("/mod/lti/return.php?course=2&lti_msg=Send%20me%20money").text
    assert "outside=1" in page
    outside = page.partition('data-outside="')[2].partition('"')[0]
    assert '<p class="notice' not in page
    assert "Choose who you are" in stranger.get(outside.replace("&amp;", "&")).text


def test_pages_ask_nobody_else_for_anything(lms: PretendPlatform, tool: ThrowAwayTool) -> None:
    lms.add_activity("Scene")
    for path in ("/", "/course/2", "/course/2/gradebook", "/course/2/add", "/admin/tools"):
        answer = lms.browser(ADA).get(path)
        assert "script-src 'self'; style-src 'self'" in answer.headers["Content-Security-Policy"]
        assert 'src="http' not in answer.text
        assert "<script>" not in answer.text
        assert "style=" not in answer.text


def test_other_host_names_are_refused(lms: PretendPlatform) -> None:
    answer = requests.get(lms.base_url, headers={"Host": "evil.example"}, timeout=30)
    assert answer.status_code == 400


def test_the_templates_use_no_unescaped_text() -> None:
    folder = Path(__file__).parents[3] / "demo" / "lms" / "templates"
    templates = list(folder.glob("*.html"))
    assert len(templates) > 10
    for template in templates:
        text = template.read_text()
        assert "| safe" not in text, template.name
        assert "autoescape" not in text, template.name


def test_errors_tell_nothing_of_the_inside(lms: PretendPlatform) -> None:
    answer = lms.browser(LENA).get("/no/such/page")
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
    body = json.dumps({"x": 1})
    assert requests.post(lms.base_url + "/sign-in", data=body, timeout=30).status_code == 400
