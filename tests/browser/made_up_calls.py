"""Calls of a SCORM API, made up by chance: sensible values in sensible places, and others."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

KEYWORDS = ("_children", "_count", "_version")
INDICES = ("0", "0", "0", "1", "1", "2", "3", "4999", "5000", "-1", "n", "x", "9999999999")
ODD_NAMES = (
    *("", "cmi", "adl", "cmi.", ".", "cmi..exit", "_version", "cmi._version", "cmi._children"),
    *(
        "cmi.interactions",
        "cmi.interactions.0",
        "cmi.score",
        "cmi.core",
        "adl.nav",
        "n",
        "CMI.mode",
    ),
    *("adl.nav.request_valid.continue", "adl.nav.request_valid.choice.{target=a}", "x" * 5000),
    *("adl.nav.request_valid.jump.{target=b}", "adl.nav.request_valid.start", "cmi.mode._count"),
    *("toString", "cmi.toString", "cmi.interactions.0.constructor", "__proto__", "cmi.__proto__"),
)
TYPES = (
    *("true-false", "choice", "fill-in", "long-fill-in", "likert", "matching", "performance"),
    *("sequencing", "numeric", "other"),
)
WORDS = (
    *("completed", "incomplete", "not attempted", "unknown", "passed", "failed", "suspend", ""),
    *("time-out", "logout", "normal", "correct", "incorrect", "neutral", "wrong", "continue"),
    *("{target=a}choice", "{target=}jump", "{target={}jump", "exitAll", "review", "_none_", *TYPES),
)
NUMBERS = (
    *(
        "0",
        "1",
        "-1",
        "0.5",
        "-0.5",
        ".5",
        "5.",
        "+0.3",
        "-0",
        "1e3",
        "--1",
        ".",
        "1,5",
        " 1",
        "99",
    ),
    *("1.0000000000000000000000000000000000000001", "0.99999999999999999999", "1.5", "-1.00"),
    *("12345678901234567890", "123456789012345678901", "0.00000000000000000000000000000000000001"),
    *("100", "100.0000000000000000000000000000000000000001", "101", "-100", "-101"),
)
TIMES = (
    *("PT1H", "P1Y2M3DT4H5M6.78S", "PT", "P", "PT5M1.234S", "P1DT", "PT1S2M", "PT0.5S", "P3W"),
    *("2026-05-04T10:20:30", "2026", "2026-13", "2026-02-30", "2024-02-29", "1969", "2039"),
    *("2026-05-04T24:00", "2026-05-04T10:20:30.25+02:00", "2026-05-04T10:20:30.25Z", "2026-05"),
    *("2026-05-04T10:20:30Z", "2026-00", "2026-05-00", "2026-05-04T10:20:60", "20260504"),
    *("00:00:01", "0000:59:60.5", "12:60:00", "23:59:59.99", "24:00:00", "1:2:3", "0000:00:00.123"),
)
NAMES = (
    *("a", "b", "urn:x:y", "urn:ab:y", "urn:", "URN:ab: y", "a b", " ", "\u00a0", "\u200b"),
    *("\ufeff", "a{b}", "x\x85y", "x\x1cy", "http://example.org/a?b#c", "é", "q[1]", "\x00"),
    *("y" * 255, "y" * 256, "y" * 5000),
)
LANGUAGES = ("en", "en-GB", "x-lax", "i", "qq", "{lang=en}text", "{lang=qq}text", "{lang=}t", "zz-")
RESPONSES = (
    *("true", "false", "a[,]b", "a[,]a", "a[.]b", "a[.]b[,]c[.]d", "a[.]", "[.]b", "[.]", "[,]"),
    *("a[.]b[.]c", "1[:]2", "2[:]1", "[:]", "1[:]", "a[:]b", "a[.]1[:]2", "a[.]2[:]1", "a[,]"),
    *("{order_matters=true}a[.]b", "{case_matters=true}text", "{case_matters=maybe}text"),
    *("{order_matters=false}{case_matters=true}x", "{case_matters=true}{case_matters=true}x"),
    "{lang=en}a[,]{lang=de}b",
)
LONG = ("x" * 64_000, "x" * 64_001, "x" * 150_000, "x" * 150_001, "\U0001f98a" * 80_000)
POOLS: tuple[Sequence[str], ...] = (WORDS, NUMBERS, TIMES, NAMES, LANGUAGES, RESPONSES)

Call = tuple[str, ...]


@dataclass(frozen=True)
class Standard:
    """What differs: the names of the elements, of the nodes above them, and of the methods."""

    elements: Sequence[str]
    nodes: Sequence[str]
    initialize: str
    terminate: str
    prefix: str = ""

    def method(self, name: str) -> str:
        return self.prefix + name


def made_up_conversation(chance: random.Random, standard: Standard, length: int) -> Iterator[Call]:
    """One session, and something before and after it."""
    for _ in range(chance.randrange(2)):
        yield _call(chance, standard)
    yield standard.initialize, ""
    if chance.random() < 0.7:
        yield from _questions(standard, chance.sample(TYPES, 3))
    for _ in range(length):
        yield _call(chance, standard)
    yield standard.terminate, ""
    yield _call(chance, standard)
    yield standard.terminate, ""


def _questions(standard: Standard, types: Iterable[str]) -> Iterator[Call]:
    for n, kind in enumerate(types):
        yield standard.method("SetValue"), f"cmi.interactions.{n}.id", f"question-{n}"
        yield standard.method("SetValue"), f"cmi.interactions.{n}.type", kind


def _call(chance: random.Random, standard: Standard) -> Call:
    roll = chance.random()
    if roll < 0.6:
        return standard.method("SetValue"), _name(chance, standard), _value(chance)
    if roll < 0.95:
        return standard.method("GetValue"), _name(chance, standard)
    others = (standard.method(one) for one in ("Commit", "GetErrorString", "GetDiagnostic"))
    method = chance.choice((standard.initialize, *others))
    return method, chance.choice(("", "", "x", "403", "0403", "402", "1e2"))


def _name(chance: random.Random, standard: Standard) -> str:
    roll = chance.random()
    if roll < 0.05:
        return chance.choice(ODD_NAMES)
    name = chance.choice(standard.elements)
    if roll < 0.15:
        name = f"{chance.choice((name, chance.choice(standard.nodes)))}.{chance.choice(KEYWORDS)}"
    elif roll < 0.55:
        name = chance.choice([one for one in standard.elements if ".n." in one])
    steps = (chance.choice(INDICES) if step == "n" else step for step in name.split("."))
    return ".".join(steps)


def _value(chance: random.Random) -> str:
    if chance.random() < 0.002:
        return chance.choice(LONG)
    return chance.choice(chance.choice(POOLS))
