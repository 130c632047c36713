"""What an import says of sequencing to whoever releases the course."""

import pytest

from courses.models import Edition
from scorm.manifest import decode_manifest
from scorm.models import ScormPackage
from scorm.services.sequencing_report import sequencing_in_words
from tests.scorm.playing2004 import FREELY, item, store_2004, three

LIMITED = '<imsss:limitConditions attemptLimit="2" attemptAbsoluteDurationLimit="PT10M"/>'


def words(edition: Edition, items: str) -> list[str]:
    store_2004(edition, items)
    return sequencing_in_words(decode_manifest(ScormPackage.objects.get().manifest))


@pytest.mark.django_db
def test_control_rules_and_shared_objectives(edition: Edition) -> None:
    said = words(edition, three())

    assert said[:2] == ["Learners go on with Continue.", "It has rules that skip parts (1)."]
    assert "Some groups can only be gone through forwards." in said
    assert "Parts tell each other what was reached (global objectives: 1)." in said


@pytest.mark.django_db
def test_limits(edition: Edition) -> None:
    control = f"<imsss:sequencing>{FREELY}</imsss:sequencing>"
    said = words(edition, item("entry", LIMITED) + control)

    assert "Learners choose parts in the contents." in said
    assert "Some parts have a limited number of attempts." in said
    assert "Some parts have a limited time." in said
