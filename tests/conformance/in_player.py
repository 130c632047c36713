"""ADL's cases in the real player: page, shim, API_1484_11, commits and the server behind them.

Only the learner's hand is pretended: it presses what the page shows, and where the page has no
such control (Exit All), the shim is made to ask for it as content may.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from playwright.sync_api import Frame, expect

from academies.models import Learner
from courses.models import Attempt, Edition
from courses.tickets import read_ticket
from scorm.manifest import Manifest, encode_manifest, read_manifest
from scorm.models import ScormPackage
from scorm.sequencing import (
    Activity,
    NavigationRequest,
    Outcome,
    SequencingException,
    build_tree,
)
from scorm.sequencing.validity import Entry, ValidNavigation
from scorm.services.admission import admit
from tests import cast
from tests.browser.playing2004 import Player2004
from tests.conformance.answers import OBJECTIVES, Answer, Asked
from tests.conformance.lms import named_files
from tests.scorm.playing import ticket_for

PAGE = "<!doctype html><html lang='en'><title>An empty page of a test</title><p>Nothing here."
BUTTONS = {"continue": "next-sco", "previous": "previous-sco", "suspendAll": "exit"}
# A new API is there, and the page of the part that it was made for.
IS_OPEN = """() => {
  const content = document.getElementById("content");
  return window.API_1484_11 && window.API_1484_11 !== window.seen
    && content.src && content.contentDocument?.readyState === "complete"
    && content.contentWindow.location.href !== "about:blank";
}"""
CONVERSE = """([calls, objectives]) => {
  const api = window.API_1484_11;
  const identifiers = (array) => {
    const count = Number(api.GetValue(`${array}._count`));
    return Array.from({ length: count }, (_, n) => api.GetValue(`${array}.${n}.id`));
  };
  const named = (steps) => {
    const found = [];
    for (const step of steps) {
      const index = step.identifier === undefined ? step
        : identifiers(found.join(".")).indexOf(step.identifier);
      if (index === -1) return null;
      found.push(index);
    }
    return found.join(".");
  };
  return calls.map(({ method, element: steps, argument }) => {
    if (method === objectives) return [identifiers("cmi.objectives").join(","), 0, ""];
    const element = named(steps);
    if (element === null) return ["", 0, null];
    const given = { GetValue: [element], SetValue: [element, argument], GetLastError: [] };
    const text = api[method](...(given[method] ?? [argument]));
    return [String(text), Number(api.GetLastError()), element];
  });
}"""
ASK = """([request, target, origin]) => {
  window.parent.postMessage({ scorm: "1.2", type: "navigate", request, target }, origin);
}"""
IS_RUNNING = "() => window.API_1484_11?.isInitialized() === true"
TERMINATE = "() => window.API_1484_11.Terminate('')"
NOTHING_ASKED = ("", "_none_")


class PlayerLms:
    """The player with one package in it, as `tests.conformance.replay.Lms`."""

    def __init__(self, player: Player2004, attempt: Attempt, manifest: Manifest) -> None:
        self.player = player
        self.page = player.page
        self.attempt = attempt
        self.tree = build_tree(manifest.organization)
        self.activity: Activity | None = None
        self.has_session = False
        self.standing: dict[str, Any] = {}
        self.said: dict[str, str] = {}

    @property
    def shim(self) -> Frame:
        return next(frame for frame in self.page.frames if "_shim.html" in frame.url)

    def open(self) -> Outcome:
        """The learner comes from the LMS; what is over is begun anew, as an owner may allow."""
        ticket = read_ticket(ticket_for(self.attempt))
        if admit(ticket, opening=True, standard="scorm2004").mode == "review":
            one = self.attempt
            following = {"number": one.number + 1}
            self.attempt = cast.make_attempt(one.learner, one.edition, one.offering, **following)
        return self._after(lambda: self.player.launch(self.attempt))

    def choose(self, title: str) -> Outcome:
        return self.navigate(NavigationRequest("choice", self.find(title).identifier))

    def find(self, title: str) -> Activity:
        if title.startswith("the activity that corresponds to the root"):
            return self.tree.root
        return next(one for one in self.tree.activities if one.title == title)

    def named(self, number: str) -> Activity:
        ends = f"act={number}"
        return self.tree.find(f"activity_{number}") or next(
            one for one in self.tree.activities if one.item and one.item.query.endswith(ends)
        )

    def navigate(self, request: NavigationRequest) -> Outcome:
        if not self.standing:
            self.open()
        return self._after(lambda: self._press(request))

    def content_is_through(self) -> Outcome | None:
        if self.activity is None or not self.shim.evaluate(IS_RUNNING):
            return None
        forced = self.said.get("cmi.exit") in ("time-out", "logout")
        if not forced and self.said.get("adl.nav.request", "") in NOTHING_ASKED:
            assert self.shim.evaluate(TERMINATE) == "true"
            return None
        return self._after(lambda: self.shim.evaluate(TERMINATE))

    def converse(self, calls: Sequence[Asked]) -> list[Answer]:
        given = [asdict(call) for call in calls]
        found = [self._named_m(*one) for one in self.shim.evaluate(CONVERSE, [given, OBJECTIVES])]
        for call, answer in zip(calls, found, strict=True):
            if call.method == "SetValue" and answer.text == "true" and answer.element:
                self.said[answer.element] = call.argument
        return found

    def _named_m(self, text: str, error: int, element: str | None) -> Answer:
        """ADL's cases are taken by a learner called "m"."""
        is_own_name = text == str(self.attempt.learner.pseudonym)
        return Answer("m" if is_own_name else text, error, element)

    def valid(self) -> ValidNavigation:
        """What was told, which the page must show."""
        requests = frozenset(self.standing["valid"])
        hidden = frozenset(self.standing["hiddenControls"])
        for request in ("continue", "previous"):
            button = self.page.get_by_test_id(BUTTONS[request])
            assert button.is_hidden() == (request in hidden)
            disabled = str(request not in requests).lower()
            assert button.get_attribute("aria-disabled") == disabled
        return ValidNavigation(requests, frozenset(), frozenset(), hidden)

    def contents(self) -> tuple[Entry, ...]:
        return tuple(self._entry(item) for item in self.standing["items"])

    def _entry(self, item: dict[str, Any]) -> Entry:
        identifier = item["identifier"]
        if item["isLeaf"] and not item["hidden"] and item["depth"]:
            line = self.page.get_by_test_id(f"toc-{identifier}")
            assert line.get_attribute("aria-disabled") == str(not item["enabled"]).lower()
        return Entry(
            identifier,
            item["title"],
            item["depth"],
            is_leaf=item["isLeaf"],
            is_hidden=item["hidden"],
            is_enabled=item["enabled"],
            is_current=identifier == self.standing["current"],
            completed=None,
            satisfied=None,
            attempts=0,
        )

    def _press(self, request: NavigationRequest) -> None:
        name = BUTTONS.get(request.request, f"toc-{request.target}")
        button = self.page.get_by_test_id(name)
        if button.is_visible() and button.get_attribute("aria-disabled") != "true":
            button.click()
            return
        self.shim.evaluate(ASK, [request.request, request.target, self.player.hosts.tool])

    def _after(self, act: Callable[[], object]) -> Outcome:
        """What came of the navigation request that `act` leads to."""
        with self.page.expect_response("**/scorm/navigate/") as caught:
            act()
        reply = caught.value.json()
        self.standing, self.said = reply["standing"], {}
        self.has_session = not reply["ended"]
        refusal = reply["refusal"]
        exception = SequencingException("NB.2.1-13") if refusal else None
        if reply["launch"] is None:
            self.activity = None
            place = "left" if reply["ended"] else "between"
            expect(self.page.get_by_test_id(place)).to_be_visible()
            nothing = exception or SequencingException("DB.1.1-2")
            return Outcome(ended=reply["ended"], exception=None if reply["ended"] else nothing)
        self.activity = self.tree.find(reply["launch"]["sco"])
        self.shim.wait_for_function(IS_OPEN, polling=10)
        self.shim.evaluate("() => { window.seen = window.API_1484_11; }")
        return Outcome(delivered=None if refusal else self.activity, exception=exception)


def put_in_player(player: Player2004, learner: Learner, manifest: Path) -> PlayerLms:
    """A package of the manifest, stored as an import does, that the learner may open."""
    xml = manifest.read_bytes()
    read = read_manifest(xml, named_files(xml.decode("latin-1")))
    module = cast.make_module(title=f"Package {manifest.stem}", resumes_completed=True)
    cast.make_entitlement(learner.academy, module)
    edition = cast.make_edition(module, standard=Edition.Standard.SCORM_2004)
    folder = Path(settings.PACKAGE_STORE) / edition.content_digest[:2] / edition.content_digest
    for href in {item.href for item in read.organization.walk() if item.href}:
        place = folder / href
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(PAGE, encoding="utf-8")
    ScormPackage.objects.create(
        content_digest=edition.content_digest,
        standard="scorm2004",
        manifest=encode_manifest(read),
        file_count=1,
        total_bytes=1,
    )
    offering = cast.make_offering(learner.academy, module)
    return PlayerLms(player, cast.make_attempt(learner, edition, offering), read)
