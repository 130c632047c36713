"""What content is told in the browser is what the server says: both data models, call by call.

The calls are made up, by chance but always the same ones: sensible values in sensible places, and
everything else.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

import pytest

from scorm.cmi2004.api import Api
from scorm.cmi2004.data import DataModel
from scorm.cmi2004.model import ARRAYS, CHILDREN, ELEMENTS
from scorm.cmi2004.responses import TYPES
from tests.browser.playing import Player

pytestmark = pytest.mark.browser

SCENES = 100
CALLS_IN_A_SCENE = 60
RUN = """async ([place, scenes]) => {
  const [{ newApi }, { DataModel }] = await Promise.all(
    ["api.js", "data_model.js"].map((name) => import(place + name)),
  );
  return scenes.map(({ values, unreadable, unwritable, valid, calls }) => {
    const model = new DataModel(values, { unreadable, unwritable });
    model.validRequests = valid;
    const api = newApi(model, { onSet() {}, onCommit() {} });
    return calls.map(([method, ...given]) => [api[method](...given), api.GetLastError()]);
  });
}"""
METHODS = {
    "Initialize": "initialize",
    "Terminate": "terminate",
    "Commit": "commit",
    "GetValue": "get_value",
    "SetValue": "set_value",
    "GetErrorString": "get_error_string",
    "GetDiagnostic": "get_diagnostic",
}
KEYWORDS = ("_children", "_count", "_version")
FAVOURITES = [name for name in ELEMENTS if ".n." in name]
INDICES = ("0", "0", "0", "1", "1", "2", "3", "01", "4999", "5000", "-1", "n", "x", "9999999999")
ODD_NAMES = (
    *("", "cmi", "adl", "cmi.", ".", "cmi..exit", "_version", "cmi._version", "cmi._children"),
    *("cmi.interactions", "cmi.interactions.0", "cmi.score", "cmi.core.exit", "adl.nav", "n"),
    *("adl.nav.request_valid.continue", "adl.nav.request_valid.choice.{target=a}", "x" * 5000),
    *("adl.nav.request_valid.jump.{target=b}", "adl.nav.request_valid.start", "cmi.mode._count"),
    *("toString", "cmi.toString", "cmi.interactions.0.constructor", "__proto__", "cmi.__proto__"),
)
WORDS = (
    *("completed", "incomplete", "not attempted", "unknown", "passed", "failed", "suspend", ""),
    *("time-out", "logout", "normal", "correct", "incorrect", "neutral", "continue", "_none_"),
    *("{target=a}choice", "{target=}jump", "{target={}jump", "exitAll", "review", "Passed", *TYPES),
)
NUMBERS = (
    *("0", "1", "-1", "0.5", "-0.5", ".5", "5.", "+0.3", "-0", "1e3", "--1", ".", "1,5", " 1"),
    *("1.0000000000000000000000000000000000000001", "0.99999999999999999999", "1.5", "-1.00"),
    *("12345678901234567890", "123456789012345678901", "0.00000000000000000000000000000000000001"),
)
TIMES = (
    *("PT1H", "P1Y2M3DT4H5M6.78S", "PT", "P", "PT5M1.234S", "P1DT", "PT1S2M", "PT0.5S", "P3W"),
    *("2026-05-04T10:20:30", "2026", "2026-13", "2026-02-30", "2024-02-29", "1969", "2039"),
    *("2026-05-04T24:00", "2026-05-04T10:20:30.25+02:00", "2026-05-04T10:20:30.25Z", "2026-05"),
    *("2026-05-04T10:20:30Z", "2026-00", "2026-05-00", "2026-05-04T10:20:60", "20260504"),
)
NAMES = (
    *(
        "a",
        "b",
        "urn:x:y",
        "urn:ab:y",
        "urn:",
        "URN:ab: y",
        "a b",
        " ",
        "\u00a0",
        "\u200b",
        "\ufeff",
    ),
    *("a{b}", "x\x85y", "x\x1cy", "http://example.org/a?b#c", "é", "q[1]", "\x00", "y" * 5000),
)
LANGUAGES = ("en", "en-GB", "x-lax", "i", "qq", "{lang=en}text", "{lang=qq}text", "{lang=}t", "zz-")
RESPONSES = (
    *(
        "true",
        "false",
        "a[,]b",
        "a[,]a",
        "a[.]b",
        "a[.]b[,]c[.]d",
        "a[.]",
        "[.]b",
        "[.]",
        "",
        "[,]",
    ),
    *("a[.]b[.]c", "1[:]2", "2[:]1", "[:]", "1[:]", "a[:]b", "a[.]1[:]2", "a[.]2[:]1", "a[,]"),
    *("{order_matters=true}a[.]b", "{case_matters=true}text", "{case_matters=maybe}text"),
    *("{order_matters=false}{case_matters=true}x", "{case_matters=true}{case_matters=true}x"),
    "{lang=en}a[,]{lang=de}b",
)
LONG = ("x" * 150_000, "x" * 150_001, "\U0001f98a" * 80_000)
POOLS: tuple[Sequence[str], ...] = (WORDS, NUMBERS, TIMES, NAMES, LANGUAGES, RESPONSES)


@dataclass
class Scene:
    """What is known at the start of a session, and what content calls."""

    values: dict[str, str]
    unreadable: list[str]
    unwritable: list[str]
    valid: dict[str, str]
    calls: list[tuple[str, ...]] = field(default_factory=list)


def made_up_name(chance: random.Random) -> str:
    roll = chance.random()
    if roll < 0.05:
        return chance.choice(ODD_NAMES)
    if roll < 0.15:
        name = f"{chance.choice([*ARRAYS, *CHILDREN, *ELEMENTS])}.{chance.choice(KEYWORDS)}"
    else:
        name = chance.choice(FAVOURITES if roll < 0.6 else list(ELEMENTS))
    steps = (chance.choice(INDICES) if step == "n" else step for step in name.split("."))
    return ".".join(steps)


def made_up_value(chance: random.Random) -> str:
    if chance.random() < 0.002:
        return chance.choice(LONG)
    return chance.choice(chance.choice(POOLS))


def made_up_call(chance: random.Random) -> tuple[str, ...]:
    roll = chance.random()
    if roll < 0.6:
        return ("SetValue", made_up_name(chance), made_up_value(chance))
    if roll < 0.95:
        return ("GetValue", made_up_name(chance))
    method = chance.choice(("Initialize", "Commit", "GetErrorString", "GetDiagnostic"))
    return (method, chance.choice(("", "", "x", "403", "0403", "402", "1e2")))


def made_up_scene(chance: random.Random) -> Scene:
    values = {"cmi.mode": "normal", "cmi.learner_name": "Lund, Lena", "cmi.objectives.0.id": "a"}
    values |= {f"adl.data.{n}.id": f"bucket-{n}" for n in range(3)}
    values["adl.data.0.store"] = "kept"
    if chance.random() < 0.5:
        values |= {"cmi.completion_threshold": "0.8", "cmi.scaled_passing_score": "0.60"}
    valid = {"continue": "true", "choice.{target=a}": "true", "previous": "false"}
    scene = Scene(values, ["adl.data.1.store"], ["adl.data.2.store"], valid)
    scene.calls = [made_up_call(chance) for _ in range(chance.randrange(2))]
    scene.calls += [("Initialize", ""), *_conversation(chance)]
    scene.calls += [("Terminate", ""), made_up_call(chance), ("Terminate", "")]
    return scene


def _conversation(chance: random.Random) -> Iterator[tuple[str, ...]]:
    if chance.random() < 0.7:
        for n, kind in enumerate(chance.sample(TYPES, 3)):
            yield ("SetValue", f"cmi.interactions.{n}.id", f"question-{n}")
            yield ("SetValue", f"cmi.interactions.{n}.type", kind)
    for _ in range(CALLS_IN_A_SCENE):
        yield made_up_call(chance)


def on_the_server(scene: Scene) -> list[list[str]]:
    model = DataModel(
        dict(scene.values), scene.valid, frozenset(scene.unreadable), frozenset(scene.unwritable)
    )
    api = Api(model, lambda changed: None)
    return [
        [getattr(api, METHODS[one])(*given), api.get_last_error()] for one, *given in scene.calls
    ]


def test_both_data_models_say_the_same(player: Player) -> None:
    chance = random.Random(2004)
    scenes = [made_up_scene(chance) for _ in range(SCENES)]
    player.page.goto(f"{player.hosts.tool}/static/icon.svg")
    place = f"{player.hosts.tool}/static/scorm/cmi2004/"
    told = player.page.evaluate(RUN, [place, [asdict(scene) for scene in scenes]])
    taken = 0
    for scene, in_browser in zip(scenes, told, strict=True):
        for call, here, there in zip(scene.calls, on_the_server(scene), in_browser, strict=True):
            assert here == there, [part[:200] for part in call]
            taken += call[0] == "SetValue" and here[0] == "true"
    assert taken > SCENES * 5, "most of what was made up was refused"
