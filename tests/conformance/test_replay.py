"""The runner tells a case that goes another way from one that goes as expected."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conformance import answers
from tests.conformance.cases import Call, Case, Visit, read_call
from tests.conformance.lms import PretendLms
from tests.conformance.properties import read_properties
from tests.conformance.replay import Differs, Replay


@pytest.fixture(autouse=True)
def _abbreviations(monkeypatch: pytest.MonkeyPatch) -> None:
    """The few that these cases use, so that ADL's own file need not be there."""
    words = {"a": "adl", "c": "cmi", "n": "nav", "r": "request", "N.c": "continue"}
    words |= {"CS": "completion_status", "t": "true", "comp": "completed", "unk": "unknown"}
    monkeypatch.setattr(answers, "abbreviations", lambda: words)


def visit(activity: str, *calls: str, next_: str = "") -> Visit:
    return Visit("a", activity, 1, [(n, read_call(one)) for n, one in enumerate(calls)], next=next_)


def replayed(*visits: Visit) -> None:
    Replay(Case("DDM", ".", visits), PretendLms).run()


def test_a_case_that_goes_as_expected() -> None:
    replayed(
        visit("1", "I->->t->0", "SET->c~CS!comp->t->0", "SET->a~n~r!N.c->t->0"),
        visit("2", "I->->t->0", next_="Exit"),
    )


@pytest.mark.parametrize(
    ("visits", "said"),
    [
        ([visit("2", next_="Exit")], "Act2aV1 expected"),
        ([visit("1", "I->->t->0", "GET->c~CS->comp->0", next_="Exit")], "gave 'unknown'"),
        ([visit("1", "I->->t->0", "SET->c~CS!x->t->0", next_="Exit")], "gave 'false' and 406"),
        ([visit("1", "I->->t->0")], "should have ended"),
    ],
)
def test_a_case_that_goes_another_way(visits: list[Visit], said: str) -> None:
    with pytest.raises(Differs, match=said):
        replayed(*visits)


def test_a_line_is_taken_apart_at_its_arrows() -> None:
    assert read_call("SET->c~TS!2004-->f->406") == Call("SET", "c~TS!2004-", "f", 406)
    assert read_call("GET->c~TS->2004-04->0") == Call("GET", "c~TS", "2004-04", 0)


def test_properties_go_on_over_lines_and_have_escapes(tmp_path: Path) -> None:
    place = tmp_path / "x.properties"
    place.write_bytes(b"# a remark\nkey=\\u0041 and \\\n   more\nkey=C:\\\\x\n")
    assert read_properties(place) == [("key", "A and more"), ("key", "C:\\x")]
