"""What an answer to a score means."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_provider.quirks import quirks_of
from lti_provider.verdicts import (
    Kind,
    Verdict,
    is_same_grade,
    judge,
)

NOW = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC)
MAINTENANCE = b"<!DOCTYPE html><title>Maintenance</title>"


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (200, b"", Kind.SENT),
        (200, b"\n", Kind.SENT),
        (200, b"[]", Kind.SENT),
        (201, b'{"resultUrl": "https://lms.example/1"}', Kind.SENT),
        (204, b"", Kind.SENT),
        (200, MAINTENANCE, Kind.LATER),
        (303, b"", Kind.LATER),
        (400, b"[]", Kind.GIVEN_UP),
        (401, b"", Kind.LATER),
        (403, b"", Kind.GIVEN_UP),
        (404, b"", Kind.LINE_ITEM_GONE),
        (408, b"", Kind.LATER),
        (409, b"[]", Kind.OUTDATED),
        (410, b"", Kind.LINE_ITEM_GONE),
        (413, b"", Kind.GIVEN_UP),
        (422, b"", Kind.GIVEN_UP),
        (425, b"", Kind.LATER),
        (429, b"", Kind.LATER),
        (500, MAINTENANCE, Kind.LATER),
        (502, MAINTENANCE, Kind.LATER),
        (503, b"", Kind.LATER),
    ],
)
def test_each_answer_has_its_meaning(status: int, body: bytes, kind: Kind) -> None:
    verdict = judge(status, {"content-type": "text/html"}, body, NOW)

    assert (verdict.kind, verdict.status) == (kind, status)
    assert verdict.is_permanent == (kind is Kind.GIVEN_UP)
    assert bool(verdict.why) == (kind is not Kind.SENT)


@given(st.integers(min_value=100, max_value=999), st.binary(max_size=100))
def test_every_answer_has_a_meaning(status: int, body: bytes) -> None:
    verdict = judge(status, {}, body, NOW)

    assert (verdict.kind is Kind.SENT) <= (200 <= status < 300)


def test_a_teacher_cannot_be_graded_and_the_reason_says_so() -> None:
    assert "teachers and people no longer enrolled" in judge(400, {}, b"[]", NOW).why


@pytest.mark.parametrize(
    ("given_points", "result", "maximum", "same"),
    [
        ("85", "85", "100", True),
        ("85", "42.5", "50", True),
        ("85.4321", "85.43", "100", True),
        ("85", "86", "100", False),
        ("85", "0.85", "1", True),
        ("0", "0", "100", True),
        ("85", "85", "50", False),
    ],
)
def test_a_grade_read_back_is_the_same_in_whatever_measure(
    given_points: str, result: str, maximum: str, same: bool
) -> None:
    sent, back = Decimal(given_points), Decimal(result)

    assert is_same_grade(sent, Decimal(100), back, Decimal(maximum)) is same


@pytest.mark.parametrize(
    ("family", "body", "kind"),
    [
        ("canvas", b"403 Forbidden (Rate Limit Exceeded)", Kind.LATER),
        ("canvas", b"user not authorized", Kind.GIVEN_UP),
        ("moodle", b"403 Forbidden (Rate Limit Exceeded)", Kind.GIVEN_UP),
    ],
)
def test_canvas_says_403_for_too_many_requests(family: str, body: bytes, kind: Kind) -> None:
    assert judge(403, {}, body, NOW, quirks_of(family)).kind is kind


@pytest.mark.parametrize(
    ("verdict", "away"),
    [
        (Verdict(Kind.LATER, no_answer=True), True),
        (Verdict(Kind.LATER, status=503), True),
        (Verdict(Kind.LATER, status=504), True),
        (Verdict(Kind.LATER, status=502), False),
        (Verdict(Kind.LATER, status=429), False),
        (Verdict(Kind.LATER), False),
        (Verdict(Kind.SENT, status=200), False),
    ],
)
def test_a_platform_is_away_or_only_says_no(verdict: Verdict, away: bool) -> None:
    assert verdict.is_away is away
