"""The player page of SCORM 2004: who gets it, and what its script is told."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Attempt, Edition
from courses.players import player_url
from tests.scorm.playing import one_part, ticket_for
from tests.scorm.playing2004 import store_2004, three

TOOL = Client(headers={"host": "tool.localhost:8000"})
CONFIG = re.compile(r'<script id="player-config"[^>]*>(.*?)</script>', re.S)


def page(attempt: Attempt, **ticket: Any) -> tuple[int, str]:
    response = TOOL.post("/scorm/player2004/", {"ticket": ticket_for(attempt, **ticket)})
    return response.status_code, response.content.decode()


def config_of(html: str) -> dict[str, Any]:
    found = CONFIG.search(html)
    assert found is not None
    config: dict[str, Any] = json.loads(found[1])
    return config


def test_an_edition_of_scorm_2004_opens_in_it(attempt: Attempt, edition: Edition) -> None:
    store_2004(edition, three())
    edition.refresh_from_db()
    assert player_url(edition) == reverse("scorm:player2004")


def test_the_page_names_its_services_and_where_she_stands(
    attempt: Attempt, edition: Edition
) -> None:
    store_2004(edition, three())
    status, html = page(attempt)
    assert status == 200
    config = config_of(html)
    assert config["navigateUrl"] == "/scorm/navigate/"
    assert config["commitUrl"] == "http://tool.localhost:8000/scorm/commit2004/"
    assert "player2004.js" in html
    assert "_shim.html#2004" in html
    titles = [entry["title"] for entry in config["standing"]["items"]]
    assert titles[1:] == ["Entry", "Lesson", "Quiz"]
    assert config["standing"]["current"] == ""


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"kind": "preview"}, "Preview: nothing is recorded for a grade."),
        ({"completion": "completed"}, "You have completed this module."),
    ],
)
def test_the_mode_is_said(
    attempt: Attempt, edition: Edition, values: dict[str, str], words: str
) -> None:
    store_2004(edition, three())
    Attempt.objects.update(**values)
    assert words in page(attempt)[1]


def test_a_package_of_scorm_12_does_not_open_in_it(attempt: Attempt, edition: Edition) -> None:
    one_part(edition)
    status, html = page(attempt)
    assert status == 409
    assert "This module opens in another player." in html


def test_a_stranger_sees_nothing(attempt: Attempt, edition: Edition) -> None:
    store_2004(edition, three())
    response = TOOL.post("/scorm/player2004/", {"ticket": "made-up"})
    assert response.status_code == 403
    assert b"Entry" not in response.content
