"""Reading the configuration of `make run`, and what is wrong with it."""

import json
from pathlib import Path
from typing import Any

import pytest

from demo.lms.cast import COURSES, PEOPLE
from demo.lms.config import ConfigError
from demo.lms.config_file import load_config

TOOL = {
    "client_id": "abc",
    "deployment_id": "1",
    "login_url": "http://tool.localhost:8000/lti/login/",
    "redirect_uris": ["http://tool.localhost:8000/lti/launch/"],
    "target_link_uri": "http://tool.localhost:8000/lti/launch/",
    "jwks_url": "http://127.0.0.1:8000/lti/jwks/",
}
SETTINGS: dict[str, Any] = {
    "name": "Northvale Police Academy",
    "slug": "northvale",
    "public_url": "http://academy.localhost:8001",
    "service_url": "http://127.0.0.1:8001",
    "database": "lms.sqlite3",
    "control_secret": "s",
    "tools": [TOOL],
    "activities": [{"title": "Scene", "custom": {"module": "scene"}, "graded": 50}],
}


def load(tmp_path: Path, **changes: Any) -> Any:
    path = tmp_path / "lms.json"
    settings = {**SETTINGS, **changes}
    path.write_text(json.dumps({k: v for k, v in settings.items() if v is not ...}))
    return load_config(path)


def test_a_good_file(tmp_path: Path) -> None:
    config = load(tmp_path)
    assert config.database == tmp_path / "lms.sqlite3"
    assert config.people == PEOPLE["northvale"]
    assert config.courses == COURSES["northvale"]
    assert config.tools[0].redirect_uris == ("http://tool.localhost:8000/lti/launch/",)
    assert config.activities[0].graded == 50


def test_people_and_courses_of_another_academy(tmp_path: Path) -> None:
    people = [{"sub": "7", "given_name": "Una", "family_name": "Ury", "role": "learner"}]
    courses = [{"id": 5, "label": "A", "title": "B"}]
    config = load(tmp_path, slug="eastmarch", people=people, courses=courses)
    assert config.people[0].name == "Una Ury"
    assert config.courses[0].id == 5


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"name": ...}, "name"),
        ({"colour": "blue"}, "colour"),
        ({"slug": "eastmarch"}, "cast"),
        ({"public_url": "http://academy.localhost:8001/"}, "slash"),
        ({"public_url": "academy"}, "URL"),
        ({"courses": []}, "course"),
        ({"tools": {}}, "list"),
        ({"tools": [{**TOOL, "redirect_uris": "http://x"}]}, "redirect_uris"),
        ({"tools": [{**TOOL, "deployment_id": "a"}]}, "deployment_id"),
        ({"activities": [{"name": "Scene"}]}, "Activity"),
        ({"activities": [{"title": "Scene", "container": "popup"}]}, "container"),
        ({"people": [{"sub": "x", "given_name": "A", "family_name": "B", "role": "learner"}]}, "x"),
        ({"people": [{"sub": "1", "given_name": "A", "family_name": "B", "role": "boss"}]}, "boss"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, change: dict[str, Any], word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        load(tmp_path, **change)


@pytest.mark.parametrize("text", ["", "[]", "{", '"x"'])
def test_files_that_are_no_object(tmp_path: Path, text: str) -> None:
    path = tmp_path / "lms.json"
    path.write_text(text)
    with pytest.raises(ConfigError):
        load_config(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read"):
        load_config(tmp_path / "nowhere.json")
