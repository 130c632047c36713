"""The player, the class page, the picker and the pages about somebody, in French and in Arabic.

Screenshots are kept in `artefacts/`.
"""

import dataclasses
import html
import os
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from academies.models import Academy
from courses.models import Attempt, Course, Edition
from courses.tickets import read_ticket
from demo.lms.peer import PretendPlatform
from demo.lms.roster import add_person
from lti_provider.models import Passback, PlatformUser, ResourceLink
from scorm.models import Commit, ScoState
from tests import cast
from tests.architecture.source import PROJECT
from tests.axe import violations
from tests.browser.playing import PART, Hosts
from tests.launching import hand_over, known, register_tool
from tests.picking import shelve
from tests.scorm.playing import THREE_PARTS, THREE_RESOURCES, store_package

pytestmark = pytest.mark.browser
ARTEFACTS = Path(os.environ.get("ARTEFACTS_DIR", PROJECT / "artefacts"))
WAY_ON = re.compile(r'id="continue"[^>]*href="([^"]+)"')
ARABIC_TITLE = "المشهد الرقمي: الخطوات الأولى"
SAID = {
    "player": {"fr": "Parties terminées : 1 sur 3", "ar": "أُنجز 1 من أصل 3 أجزاء"},
    "class": {"fr": "Pas encore ouvert", "ar": "لم يُفتح بعد"},
    "picker": {"fr": "3 modules trouvés", "ar": "عُثر على 3 وحدات"},
    "review": {"fr": "Tentative 1", "ar": "المحاولة 1"},
    "stored": {"fr": "Ce qui est conservé à votre sujet", "ar": "ما هو محفوظ عنك"},
}
# Words that are cut off: an element that hides what does not fit into it.
CUT_OFF = """() => [...document.querySelectorAll("body *")].filter((box) => {
    const style = getComputedStyle(box);
    return style.overflow === "hidden" && style.clipPath !== "inset(50%)"  // for ears only
        && !box.closest("svg") && style.webkitLineClamp === "none"
        && (box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1);
}).map((box) => box.outerHTML.slice(0, 200))"""


@pytest.fixture
def lms(
    hosts: Hosts, tmp_path: Path, northvale: Academy, signing: None, tool_jwks_url: str
) -> Iterator[PretendPlatform]:
    del hosts, signing
    with PretendPlatform.start(tmp_path, "northvale", host="academy.localhost") as running:
        register_tool(running, northvale, jwks_url=tool_jwks_url)
        yield running


@pytest.fixture
def link(lms: PretendPlatform, edition: Edition, northvale: Academy) -> str:
    """An activity; its module, another one and one in Arabic stand in the catalogue."""
    files: dict[str, str | bytes] = {
        f"{name}.html": PART.format(name=name) for name in ("arrive", "pack", "quiz")
    }
    store_package(edition, THREE_PARTS, THREE_RESOURCES, files)
    text = "An invented course: no real agency's material, no endorsement."
    Course.objects.update(description=text)
    shelve(northvale, "Imaging a disk", minutes=45, text=text, subject="Digital evidence")
    shelve(northvale, ARABIC_TITLE, minutes=3, subject="Digital evidence", language="ar")
    return lms.add_activity("Scene", {"module": str(edition.module.public_id)})


def speak(lms: PretendPlatform, locale: str) -> None:
    """Everybody has chosen that language in the LMS."""
    for person in (cast.LENA, cast.LEO, cast.TOMAS):
        add_person(lms.academy.store, dataclasses.replace(known(person), locale=locale))


def arrive(
    lms: PretendPlatform, person: cast.Person, login: dict[str, str]
) -> tuple[str, dict[str, str]]:
    """Go through the launch; where it hands over to, and the fields."""
    client = Client(headers={"host": "tool.localhost"})
    found = WAY_ON.search(client.post("/lti/login/", login).content.decode())
    assert found
    form = lms.authenticate(html.unescape(found[1]), known(person))
    return hand_over(client.post("/lti/launch/", form))


def lenas_work(lms: PretendPlatform, link: str) -> None:
    _path, fields = arrive(lms, cast.LENA, lms.login_form(known(cast.LENA), link))
    attempt = Attempt.objects.get(pk=read_ticket(fields["ticket"]).attempt)
    arrive(lms, cast.LEO, lms.login_form(known(cast.LEO), link))
    for number, (sco, status) in enumerate([("arrive", "completed"), ("pack", "incomplete")]):
        ScoState.objects.create(
            attempt=attempt,
            sco=sco,
            lesson_status=status,
            score=Decimal("0.9"),
            total_centiseconds=30_000,
        )
        delta = {"cmi.core.lesson_status": status, "cmi.core.score.raw": "90"}
        Commit.objects.create(
            attempt=attempt, sco=sco, session="s", sequence=number, delta=delta, finish=True
        )
    Attempt.objects.filter(pk=attempt.pk).update(
        progress=Decimal("0.33"), score=Decimal("0.9"), total_centiseconds=150_000
    )
    Passback.objects.create(
        resource_link=ResourceLink.objects.get(),
        platform_user=PlatformUser.objects.get(sub=cast.LENA.sub),
        attempt=attempt,
        score_given=90,
        score_maximum=100,
        timestamp=timezone.now(),
        state=Passback.State.FAILED,
        last_answer="The platform is not available at the moment.",
    )


def post(page: Page, url: str, fields: dict[str, str]) -> None:
    """A form posts the fields, as the page of the launch would."""
    inputs = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
        for name, value in fields.items()
    )
    form = f'<form method="post" action="{url}">{inputs}</form>'
    place = f"{url.partition('/lti')[0].partition('/scorm')[0].partition('/reports')[0]}/-/form"
    page.route(place, lambda route: route.fulfill(body=form, content_type="text/html"))
    page.goto(place)
    page.evaluate("document.forms[0].submit()")
    page.wait_for_url(url)


def check(page: Page, name: str, language: str, width: int) -> None:
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator("html")).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    expect(page.locator("body")).to_contain_text(SAID[name][language])
    for folded in page.locator("summary").all():
        folded.click()
    ARTEFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}-{language}-{width}.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CUT_OFF) == []
    assert violations(page, iframes=False) == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("language", ["fr", "ar"])
def test_every_page_speaks_the_persons_language(
    lms: PretendPlatform, link: str, hosts: Hosts, browser: Browser, language: str, width: int
) -> None:
    speak(lms, "fr_be" if language == "fr" else "ar")
    lenas_work(lms, link)
    lena, tomas = known(cast.LENA), known(cast.TOMAS)
    logins = {
        "player": (cast.LENA, lms.login_form(lena, link)),
        "class": (cast.TOMAS, lms.login_form(tomas, link)),
        "picker": (cast.TOMAS, lms.deep_linking_form(tomas)),
        "review": (cast.TOMAS, lms.review_form(tomas, link, lena)),
        "stored": (cast.LENA, lms.privacy_form(lena, lena)),
    }
    context = browser.new_context(
        viewport={"width": width, "height": 800}, reduced_motion="reduce", locale="en-GB"
    )
    for name, (person, login) in logins.items():
        path, fields = arrive(lms, person, login)
        page = context.new_page()
        post(page, f"{hosts.tool}{path}", fields)
        if name == "player":
            inner = page.frame_locator("#shim").frame_locator("#content")
            expect(inner.get_by_role("heading")).to_be_visible()
        check(page, name, language, width)
        if name == "player":
            see_the_contents(page, language, width)
        page.close()
    context.close()


def see_the_contents(page: Page, language: str, width: int) -> None:
    if page.get_by_test_id("toc").is_hidden():
        page.locator("#toc-toggle").click()
    page.screenshot(path=ARTEFACTS / f"contents-{language}-{width}.png")
    assert page.evaluate(CUT_OFF) == []
    page.get_by_test_id("exit").click()
    expect(page.get_by_test_id("left")).to_be_visible()
    page.screenshot(path=ARTEFACTS / f"left-{language}-{width}.png")
