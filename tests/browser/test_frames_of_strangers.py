"""A site that is no registered platform frames each kind of page: the browser shows none of them.

Each is opened as its people open it, by a page of ours that posts what it needs, so that what
stands against the stranger is the page's own policy (CSP Level 3, frame-ancestors) and nothing
else. The same page in a frame of the academy's LMS is shown.
"""

import html
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.test import Client
from playwright.sync_api import BrowserContext, Frame, Page
from pytest_django import Settings

from academies.models import Academy
from courses.models import Attempt, Edition
from courses.tickets import AssetToken, sign_asset_token
from demo.lms.peer import PretendPlatform
from lti_provider.models import Platform
from tests import cast
from tests.browser.playing import Hosts
from tests.launching import answer_of, begin, hand_over, known, launch, register_tool
from tests.lti_provider.test_privacy import ask as ask_privacy
from tests.picking import select_content
from tests.reports.test_review import open_review
from tests.scorm.playing import one_part

pytestmark = pytest.mark.browser
# Another port is another origin; the LMS itself listens on one of its own.
EVIL = "http://academy.localhost:8765/framing"
BLOCKED = "chrome-error://chromewebdata/"
POSTING = """<!doctype html><html lang="en"><title>One moment</title>
<form method="post" action="{action}">{fields}</form><script>document.forms[0].submit()</script>"""
GOING = """<!doctype html><html lang="en"><title>One moment</title>
<script>location.replace({url})</script>"""
FRAMING = """<!doctype html><html lang="en"><title>A page</title>
<iframe name="framed" src="{src}" width="800" height="600"></iframe>"""


@dataclass(frozen=True)
class Kind:
    """How a kind of page is opened: by GET of an address, or by a post of fields to it."""

    url: str
    fields: dict[str, str] | None = None


@pytest.fixture
def lms(hosts: Hosts, tmp_path: Path, northvale: Academy) -> Iterator[PretendPlatform]:
    del hosts
    with PretendPlatform.start(tmp_path, "northvale", host="academy.localhost") as running:
        register_tool(running, northvale)
        yield running


@pytest.fixture
def pages(
    lms: PretendPlatform, hosts: Hosts, edition: Edition, settings: Settings
) -> dict[str, Kind]:
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
    one_part(edition)
    link = lms.add_activity("Scene", {"module": str(edition.module.public_id)})
    browser = Client()
    login = f"{hosts.tool}/lti/login/"
    begun = begin(browser, lms, cast.LENA, link)
    spent = begin(browser, lms, cast.LENA, link)
    used = {**answer_of(lms, spent, cast.LENA), "binding": spent.secret}
    browser.post("/lti/launch/", used)
    posted = {
        "class page": hand_over(launch(browser, lms, cast.TOMAS, link)),
        "player": hand_over(launch(browser, lms, cast.LENA, link)),
        "picker": hand_over(select_content(browser, lms, cast.TOMAS)),
        "review": hand_over(open_review(lms, cast.TOMAS, link, cast.LENA)),
        "stored data": hand_over(ask_privacy(lms, cast.LENA, cast.LENA)),
        "refusal": ("/lti/launch/", used),
        "check of the browser": ("/lti/launch/", answer_of(lms, begun, cast.LENA)),
    }
    preview = {"preview": ("/lti/preview/", posted["class page"][1])}
    query = urlencode(lms.login_form(known(cast.LENA), link))
    folder = f"{hosts.content}/c/{asset_token(lms)}/{edition.content_digest}"
    return {
        **{name: Kind(hosts.tool + path, fields) for name, (path, fields) in posted.items()},
        **{name: Kind(hosts.tool + path, fields) for name, (path, fields) in preview.items()},
        "login": Kind(f"{login}?{query}"),
        "file of a package": Kind(f"{folder}/only.html"),
        "shim": Kind(f"{folder}/_shim.html"),
    }


def asset_token(lms: PretendPlatform) -> str:
    credit = Attempt.objects.filter(kind=Attempt.Kind.CREDIT)
    attempt = credit.select_related("learner", "edition").get()
    return sign_asset_token(
        AssetToken(
            academy=attempt.learner.academy_id,
            digest=attempt.edition.content_digest,
            ancestors=(lms.issuer,),
            source=Platform.objects.get().source,
        )
    )


def framed(page: Page, top: str, kind: Kind, hosts: Hosts) -> Frame:
    """The frame in a page of `top` after the kind of page was opened in it.

    A page of the same origin leads there: from one that no server sent, Chromium calls no other
    origin on this machine, and the stranger would be kept out for a wrong reason.
    """
    arrival = f"{hosts.content if kind.url.startswith(hosts.content) else hosts.tool}/arrive"
    way = GOING.format(url=json.dumps(kind.url))
    if kind.fields is not None:
        inputs = "".join(
            f'<input name="{name}" value="{html.escape(value)}">'
            for name, value in kind.fields.items()
        )
        way = POSTING.format(action=kind.url, fields=inputs)
    page.route(arrival, lambda route: route.fulfill(body=way, content_type="text/html"))
    whole = FRAMING.format(src=arrival)
    page.route(top, lambda route: route.fulfill(body=whole, content_type="text/html"))
    page.goto(top)
    page.wait_for_function("frames.length === 1")
    frame = page.frame(name="framed")
    assert frame
    for _ in range(50):
        if frame.url not in ("", "about:blank", arrival):
            break
        page.wait_for_timeout(100)
    frame.wait_for_load_state()
    return frame


def test_strangers_show_none_of_our_pages_and_the_lms_shows_them_all(
    context: BrowserContext, lms: PretendPlatform, hosts: Hosts, pages: dict[str, Kind]
) -> None:
    shown = {
        top: {name for name, kind in pages.items() if is_shown(context, top, kind, hosts)}
        for top in (EVIL, f"{hosts.content}/framing", f"{lms.issuer}/framing")
    }

    assert shown == {
        EVIL: set(),
        # A package may show its own files, and nothing of the tool.
        f"{hosts.content}/framing": {"file of a package", "shim"},
        f"{lms.issuer}/framing": set(pages),
    }


def is_shown(context: BrowserContext, top: str, kind: Kind, hosts: Hosts) -> bool:
    page = context.new_page()
    try:
        return framed(page, top, kind, hosts).url != BLOCKED
    finally:
        page.close()


@pytest.mark.parametrize("path", ["/staff/sign-in/", "/admin/login/", "/apply/invented/"])
def test_pages_outside_the_lms_are_framed_by_nobody(
    context: BrowserContext, lms: PretendPlatform, hosts: Hosts, path: str
) -> None:
    for top in (EVIL, f"{lms.issuer}/framing"):
        assert not is_shown(context, top, Kind(hosts.tool + path), hosts)
