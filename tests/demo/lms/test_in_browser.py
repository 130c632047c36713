"""The pretend LMS in Chromium, with the tool on another site and third-party cookies blocked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import jwt
import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright
from werkzeug.wrappers import Request, Response

from demo.lms.cast import ADA, LENA, TOMAS
from demo.lms.config import Person
from demo.lms.peer import PretendPlatform
from tests.axe import violations
from tests.chromium import CHROMIUM, QUICK
from tests.demo.lms.test_registration import TOOL_CONFIGURATION, configuration, registration
from tests.demo.lms.throwaway_tool import DL, LTI, ThrowAwayTool

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.browser

PAGE = "<!DOCTYPE html><html lang='en'><title>Tool</title><body><h1>Tool</h1>{}</body></html>"
ITEMS = [{"type": "ltiResourceLink", "title": "Scene", "lineItem": {"scoreMaximum": 50}}]


class ToolWithPages(ThrowAwayTool):
    """The throw-away tool with the pages of a launch, a catalogue and a registration."""

    def __init__(self) -> None:
        super().__init__()
        port = self.url.rpartition(":")[2]
        self.site = f"http://tool.localhost:{port}"
        self.login_url = f"{self.site}/login"
        self.launch_url = f"{self.site}/launch"
        self.lms: PretendPlatform
        self.claims: dict[str, Any] = {}
        self.auth_by_post = False
        self.registration_token = ""

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        pages = {"/login": self._login, "/launch": self._launch, "/register": self._register}
        request = Request(environ)
        if request.path not in pages:
            return super()._answer(environ, start_response)
        return pages[request.path](request)(environ, start_response)

    def _login(self, request: Request) -> Response:
        asked = {
            "scope": "openid",
            "response_type": "id_token",
            "response_mode": "form_post",
            "prompt": "none",
            "nonce": "n",
            "state": "s",
            "redirect_uri": self.launch_url,
            "client_id": request.form["client_id"],
            "login_hint": request.form["login_hint"],
            "lti_message_hint": request.form["lti_message_hint"],
        }
        if self.auth_by_post:
            return self._post_form(self.lms.auth_url, asked, "Go on")
        return Response(status=302, headers={"Location": f"{self.lms.auth_url}?{urlencode(asked)}"})

    def _launch(self, request: Request) -> Response:
        self.claims = jwt.decode(request.form["id_token"], options={"verify_signature": False})
        settings = self.claims.get(DL + "deep_linking_settings")
        if settings:
            token = self.deep_linking_response(self.lms, ITEMS)
            return self._post_form(settings["deep_link_return_url"], {"JWT": token}, "Take Scene")
        back = f"{self.claims[LTI + 'launch_presentation']['return_url']}&lti_msg=See+you"
        link = f"<p>Hello {self.claims['sub']}</p><a href='{escape(back)}'>Leave</a>"
        return Response(PAGE.format(link), mimetype="text/html")

    def _register(self, request: Request) -> Response:
        self.registration_token = request.args["registration_token"]
        script = "parent.postMessage({subject: 'org.imsglobal.lti.close'}, '*')"
        button = f'<button onclick="{script}">Done</button>'
        return Response(PAGE.format(button), mimetype="text/html")

    def _post_form(self, url: str, fields: dict[str, str], button: str) -> Response:
        hidden = [
            f"<input type='hidden' name='{name}' value='{escape(value)}'>"
            for name, value in fields.items()
        ]
        form = f"<form method='post' action='{escape(url)}'>{''.join(hidden)}"
        body = PAGE.format(f"{form}<button>{button}</button></form>")
        return Response(body, mimetype="text/html")


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """With third-party cookies blocked, as the strictest browsers do."""
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", "--test-third-party-cookie-phaseout"],
    )
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def quick_browser(playwright: Playwright) -> Iterator[Browser]:
    """For what a page looks like by itself."""
    browser = playwright.chromium.launch(executable_path=QUICK, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture
def tool(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ToolWithPages]:
    """A tool on tool.localhost, registered at an LMS on academy.localhost."""
    place = tmp_path_factory.mktemp("lms")
    with ToolWithPages() as tool, PretendPlatform.start(place, host="academy.localhost") as lms:
        tool.lms = lms
        tool.register(lms)
        yield tool


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    context.set_default_timeout(20_000)
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    yield page
    context.close()


def sign_in(page: Page, lms: PretendPlatform, person: Person) -> None:
    page.goto(f"{lms.issuer}/sign-in")
    page.get_by_role("button", name=person.name).click()


@pytest.mark.parametrize("by_post", [False, True])
def test_lena_opens_an_activity_in_its_frame_and_comes_back(
    page: Page, tool: ToolWithPages, by_post: bool
) -> None:
    tool.auth_by_post = by_post
    tool.lms.add_activity("Scene")
    sign_in(page, tool.lms, LENA)
    page.get_by_role("link", name="Cybercrime for first responders").click()
    page.get_by_role("link", name="Scene").click()
    frame = page.frame_locator("#contentframe")
    if by_post:  # a cross-site POST: the Lax cookie needs the reposting page
        frame.get_by_role("button", name="Go on").click()
    frame.get_by_text("Hello 4").wait_for()
    box = page.locator("#contentframe").bounding_box()
    assert box is not None
    assert box["height"] >= 600
    frame.get_by_role("link", name="Leave").click()
    page.get_by_text("See you").wait_for()
    assert page.frames == [page.main_frame]
    page.get_by_role("link", name="Continue to the course").click()
    page.get_by_role("heading", name="Activities").wait_for()


def test_an_activity_opens_in_a_new_window(page: Page, tool: ToolWithPages) -> None:
    tool.lms.add_activity("Scene", container="window")
    sign_in(page, tool.lms, LENA)
    page.goto(f"{tool.lms.issuer}/course/2")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Scene").click()
    opened.value.get_by_text("Hello 4").wait_for()
    assert opened.value.evaluate("window.opener !== null")


def test_tomas_selects_content_in_the_modal_window(page: Page, tool: ToolWithPages) -> None:
    sign_in(page, tool.lms, TOMAS)
    page.goto(f"{tool.lms.issuer}/course/2/add")
    page.get_by_role("link", name="Select content").click()
    frame = page.frame_locator("dialog iframe")
    frame.get_by_role("button", name="Take Scene").click()
    page.wait_for_url("**/add?selection=*")
    assert page.get_by_label("Activity name").input_value() == "Scene"
    assert page.get_by_label("Maximum grade").input_value() == "50"
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Scene has been added").wait_for()
    assert tool.lms.gradebook()["4"] == {"Scene": None}


def test_the_modal_window_closes_by_keyboard(page: Page, tool: ToolWithPages) -> None:
    sign_in(page, tool.lms, TOMAS)
    page.goto(f"{tool.lms.issuer}/course/2/add")
    page.get_by_role("link", name="Select content").press("Enter")
    page.get_by_role("dialog", name="Select content").wait_for()
    page.get_by_role("button", name="Close").focus()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")


def test_ada_registers_a_tool_and_activates_it(page: Page, tool: ToolWithPages) -> None:
    sign_in(page, tool.lms, ADA)
    page.goto(f"{tool.lms.issuer}/admin/tools")
    page.get_by_label("Tool registration address").fill(f"{tool.site}/register")
    page.get_by_role("button", name="Add LTI Advantage").click()
    page.get_by_role("button", name="Register as a new tool").click()
    frame = page.frame_locator("#contentframe")
    frame.get_by_role("button", name="Done").wait_for()
    domain = tool.site.removeprefix("http://")
    body = registration(
        client_name="Another tool",
        **{TOOL_CONFIGURATION: configuration(domain=domain, target_link_uri=tool.launch_url)},
    )
    answer = tool.call(
        "POST",
        f"{tool.lms.base_url}/mod/lti/openid-registration.php",
        tool.registration_token,
        "application/json",
        body,
    )
    assert answer.status_code == 200, answer.text
    frame.get_by_role("button", name="Done").click()
    page.get_by_text("Pending").wait_for()
    page.get_by_role("button", name="Activate Another tool").click()
    page.get_by_text("The tool is active").wait_for()
    assert not page.get_by_text("Pending").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_are_accessible_and_fit(
    quick_browser: Browser, tool: ToolWithPages, scheme: Any, width: int
) -> None:
    tool.lms.add_activity("Scene", description="Secure it", graded=50)
    tool.lms.fail("scores", "503", 3)
    context = quick_browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce"
    )
    page = context.new_page()
    problems: list[str] = []
    paths = {
        TOMAS: ("/", "/course/2", "/course/2/gradebook", "/course/2/add", "/none"),
        LENA: ("/course/2/gradebook", "/mod/lti/return.php?course=2&lti_errormsg=No+seats"),
        ADA: ("/admin/tools", "/admin/faults", "/admin/log", "/sign-in"),
    }
    for person, visited in paths.items():
        sign_in(page, tool.lms, person)
        for path in visited:
            page.goto(tool.lms.issuer + path)
            found = violations(page)
            problems += [f"{path}: {json.dumps(violation)}" for violation in found]
            overflow = page.evaluate("document.documentElement.scrollWidth") > width
            problems += [f"{path}: wider than the window"] if overflow else []
    context.close()
    assert problems == []
