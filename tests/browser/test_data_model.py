"""What content is told in the browser is what the server says: of both standards, call by call.

The calls are made up by chance, but they are always the same ones.
"""

from __future__ import annotations

import random
from typing import Any

import pytest

from scorm.cmi import model as model12
from scorm.cmi.launch import initial_cmi
from scorm.cmi2004 import model as model2004
from scorm.cmi2004.api import Api
from scorm.cmi2004.data import DataModel
from tests.browser.made_up_calls import Call, Standard, made_up_conversation
from tests.browser.playing import Player
from tests.conformance.cases12 import CONTEXT, PureApi

pytestmark = pytest.mark.browser

CONVERSATIONS = 100
CALLS_EACH = 60
RUN = """async ([place, lastError, scenes]) => {
  const [{ newApi }, { DataModel }] = await Promise.all(
    ["api.js", "data_model.js"].map((name) => import(place + name)),
  );
  return scenes.map(({ values, closed, valid, calls }) => {
    const model = Object.assign(new DataModel(values, closed), { validRequests: valid });
    const api = newApi(model, { onSet() {}, onCommit() {} });
    return calls.map(([method, ...given]) => [api[method](...given), api[lastError]()]);
  });
}"""
SCORM12 = Standard(
    tuple(model12.ELEMENTS), tuple(model12.CHILDREN), "LMSInitialize", "LMSFinish", "LMS"
)
SCORM2004 = Standard(
    tuple(model2004.ELEMENTS), tuple(model2004.CHILDREN), "Initialize", "Terminate"
)
METHODS = {
    "Initialize": "initialize",
    "Terminate": "terminate",
    "Commit": "commit",
    "GetValue": "get_value",
    "SetValue": "set_value",
    "GetErrorString": "get_error_string",
    "GetDiagnostic": "get_diagnostic",
}
KNOWN = {
    "cmi.mode": "normal",
    "cmi.learner_name": "Lund, Lena",
    "cmi.objectives.0.id": "a",
    "adl.data.0.id": "read and written",
    "adl.data.0.store": "kept",
    "adl.data.1.id": "written only",
    "adl.data.2.id": "read only",
}
THRESHOLDS = {"cmi.completion_threshold": "0.8", "cmi.scaled_passing_score": "0.60"}
CLOSED = {"unreadable": ["adl.data.1.store"], "unwritable": ["adl.data.2.store"]}
VALID = {"continue": "true", "choice.{target=a}": "true", "previous": "false"}


def made_up(standard: Standard) -> list[list[Call]]:
    chance = random.Random(2004)
    return [list(made_up_conversation(chance, standard, CALLS_EACH)) for _ in range(CONVERSATIONS)]


def in_browser(player: Player, folder: str, last_error: str, scenes: list[dict[str, Any]]) -> Any:
    """The answers of each conversation, with the error code after each."""
    player.page.goto(f"{player.hosts.tool}/static/icon.svg")
    place = f"{player.hosts.tool}/static/scorm/{folder}/"
    return player.page.evaluate(RUN, [place, last_error, scenes])


def compare(conversations: list[list[Call]], here: list[Any], there: list[Any]) -> None:
    taken = 0
    for calls, ours, theirs in zip(conversations, here, there, strict=True):
        for call, one, other in zip(calls, ours, theirs, strict=True):
            assert list(one) == other, [part[:200] for part in call]
            taken += len(call) == 3 and one[0] == "true"
    assert taken > CONVERSATIONS * 5, "nearly all that was made up was refused"


def test_scorm_2004(player: Player) -> None:
    conversations = made_up(SCORM2004)
    known = [KNOWN | (THRESHOLDS if n % 2 else {}) for n in range(CONVERSATIONS)]
    scenes = [
        {"values": values, "closed": CLOSED, "valid": VALID, "calls": calls}
        for values, calls in zip(known, conversations, strict=True)
    ]
    here = [answers2004(*pair) for pair in zip(known, conversations, strict=True)]
    compare(conversations, here, in_browser(player, "cmi2004", "GetLastError", scenes))


def answers2004(known: dict[str, str], calls: list[Call]) -> list[tuple[str, str]]:
    unreadable, unwritable = (frozenset(CLOSED[name]) for name in ("unreadable", "unwritable"))
    model = DataModel(dict(known), VALID, unreadable=unreadable, unwritable=unwritable)
    api = Api(model, lambda changed: None)
    return [(getattr(api, METHODS[one])(*given), api.get_last_error()) for one, *given in calls]


def test_scorm_12(player: Player) -> None:
    conversations = made_up(SCORM12)
    known = initial_cmi(CONTEXT)
    scenes = [
        {"values": known, "closed": {}, "valid": {}, "calls": calls} for calls in conversations
    ]
    here = [answers12(calls) for calls in conversations]
    compare(conversations, here, in_browser(player, "cmi12", "LMSGetLastError", scenes))


def answers12(calls: list[Call]) -> list[tuple[str, str]]:
    api = PureApi()
    answers = (api.call(*call) for call in calls)
    return [(text, str(code)) for text, code in answers]
