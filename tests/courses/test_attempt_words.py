"""What Lena reads of her attempts, above the module and where she leaves it."""

from typing import Any

import pytest
from django.utils import translation

from courses.admission import Mode
from courses.attempt_policy import Counting, NewAttempts
from courses.models import Attempt, Module
from courses.views.attempt_words import AttemptWords, attempt_words

FAILED = {"completion": "completed", "success": "failed"}
PASSED = {"completion": "completed", "success": "passed"}


def words(attempt: Attempt, mode: Mode, rules: dict[str, Any], **reached: str) -> AttemptWords:
    """`used` is annotated by courses.admission.with_rights."""
    Module.objects.update(**rules)
    Attempt.objects.filter(pk=attempt.pk).update(**reached)
    found = Attempt.objects.select_related("offering__module").get(pk=attempt.pk)
    found.used = attempt.number  # type: ignore[attr-defined]
    return attempt_words(found, mode)


@pytest.mark.parametrize(
    ("mode", "rules", "reached", "banner"),
    [
        ("normal", {}, {}, ""),
        ("browse", {}, {}, "Preview:"),
        ("review", {}, PASSED, "You have completed this module."),
        ("review", {"new_attempts": NewAttempts.FAILED}, FAILED, "You have not passed this"),
        (
            "review",
            {"new_attempts": NewAttempts.FAILED, "max_attempts": 1},
            FAILED,
            "You have used all your attempts.",
        ),
    ],
)
def test_the_banner(
    attempt: Attempt, mode: Mode, rules: dict[str, Any], reached: dict[str, str], banner: str
) -> None:
    said = words(attempt, mode, rules, **reached)
    assert said["banner"].startswith(banner)
    assert bool(said["banner"]) is bool(banner)


def test_who_has_one_attempt_is_not_told_to_count(attempt: Attempt) -> None:
    assert words(attempt, "review", {}, **PASSED)["count"] == ""


def test_the_last_attempt_is_counted_in_the_banner(attempt: Attempt) -> None:
    rules = {"new_attempts": NewAttempts.FAILED, "max_attempts": 1}
    assert words(attempt, "review", rules, **FAILED)["banner"].endswith("Attempt 1 of 1.")


@pytest.mark.parametrize(
    ("counting", "said"), [(Counting.BEST, "meilleure"), (Counting.AVERAGE, "moyenne")]
)
def test_what_counts_is_said_in_her_language(
    attempt: Attempt, counting: Counting, said: str
) -> None:
    rules = {"new_attempts": NewAttempts.ALWAYS, "counted_attempt": counting}
    with translation.override("fr"):
        assert said in words(attempt, "normal", rules)["note"]
