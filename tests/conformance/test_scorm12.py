"""The API of SCORM 1.2 and its table of elements: our own cases, on the pure data model and in the
real player."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from academies.models import Learner
from courses.models import Attempt, Edition
from scorm.models import ScoState
from tests.browser.playing import PART, Player
from tests.conformance.cases12 import Case, PureApi, differences, read_cases
from tests.scorm.manifests import sco
from tests.scorm.playing import store_package

CASES = read_cases()
ITEM = (
    '<item identifier="part-{n}" identifierref="r-{n}"><title>Part {n}</title>'
    "<adlcp:datafromlms>key=7</adlcp:datafromlms><adlcp:masteryscore>70</adlcp:masteryscore></item>"
)
IS_OPEN = """(n) => {
  const frame = document.getElementById("content");
  return frame.title === `Part ${n}` && window.API && window.API !== window.seen;
}"""
CONVERSE = """(calls) => {
  const api = window.seen = window.API;
  return calls.map(([method, given]) => [api[method](...given), Number(api.LMSGetLastError())]);
}"""


def test_there_are_enough_cases_and_none_twice() -> None:
    assert len({case.title for case in CASES}) == len(CASES) >= 35


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_the_pure_data_model(case: Case) -> None:
    api = PureApi()
    assert differences(case, [api.call(one.method, *one.arguments) for one in case.calls]) == []


@pytest.mark.browser
def test_the_real_player(player: Player, attempt: Attempt, edition: Edition, lena: Learner) -> None:
    Learner.objects.filter(pk=lena.pk).update(display_name="Lund, Lena")
    numbers = range(len(CASES))
    items = "".join(ITEM.format(n=n) for n in numbers)
    resources = "".join(sco("part.html", f"r-{n}") for n in numbers)
    store_package(edition, items, resources, {"part.html": PART.format(name="part")})
    page = player.launch(attempt)
    wrong = [line for n, case in enumerate(CASES) for line in played(page, n, case)]
    assert wrong == []
    page.get_by_test_id("exit").click()
    page.get_by_test_id("left").wait_for()
    states = {state.sco: state.cmi for state in ScoState.objects.all()}
    for n, case in enumerate(CASES):
        api = PureApi()
        for call in case.calls:
            api.call(call.method, *call.arguments)
        status = {"cmi.core.lesson_status": ""}
        stored, expected = status | states[f"part-{n}"], status | api.stored
        # Whatever it has set; the status may be the run-time's own verdict (RTE 3.4.4).
        del expected["cmi.core.lesson_status"], stored["cmi.core.lesson_status"]
        assert stored == expected, case.title


def played(page: Page, n: int, case: Case) -> list[str]:
    """The case as the content of part `n`; where its answers differ."""
    if n:
        page.get_by_test_id(f"toc-part-{n}").click()
    shim = next(frame for frame in page.frames if "_shim.html" in frame.url)
    shim.wait_for_function(IS_OPEN, arg=n, polling=10)
    calls = [[call.method, list(call.arguments)] for call in case.calls]
    return differences(case, [(text, code) for text, code in shim.evaluate(CONVERSE, calls)])
