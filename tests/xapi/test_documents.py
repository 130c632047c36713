"""State and profiles: kept as sent, merged as JSON, never overwritten unseen."""

from typing import Any

import pytest
from pytest_django import Settings

from tests import cast
from tests.xapi.talking import PHONE, Speaker, account

STATE = {"activityId": PHONE, "agent": account(cast.LENA), "stateId": "bookmark"}
PROFILE = {"activityId": PHONE, "profileId": "layout"}
AGENT = {"agent": account(cast.LENA), "profileId": "reading"}
PROFILES = [("activities/profile", PROFILE), ("agents/profile", AGENT)]


def test_a_state_of_any_type_comes_back_as_it_was(speaker: Speaker) -> None:
    sent = b"\x00\xffpage=3"
    speaker.ask("PUT", "activities/state", STATE, sent, content_type="image/x-page")
    answer = speaker.ask("GET", "activities/state", STATE)
    assert (answer.content, answer.headers["Content-Type"]) == (sent, "image/x-page")


def test_posting_merges_the_properties_of_objects(speaker: Speaker) -> None:
    for part in ({"page": 1, "seen": ["a"]}, {"page": 2}):
        assert speaker.ask("POST", "activities/state", STATE, part).status_code == 204
    assert speaker.ask("GET", "activities/state", STATE).json() == {"page": 2, "seen": ["a"]}


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ((b"[1]", "application/json"), (b"{}", "application/json")),
        ((b"abc", "text/plain"), (b"{}", "application/json")),
        ((b"{}", "application/json"), (b"abc", "text/plain")),
        ((b"{}", "application/json"), (b"{", "application/json")),
    ],
)
def test_what_cannot_be_merged_is_left(
    speaker: Speaker, first: tuple[bytes, str], then: tuple[bytes, str]
) -> None:
    speaker.ask("PUT", "activities/state", STATE, *first)
    assert speaker.ask("POST", "activities/state", STATE, *then).status_code == 400
    assert speaker.ask("GET", "activities/state", STATE).content == first[0]


def test_registrations_have_states_of_their_own(speaker: Speaker) -> None:
    registered = {**STATE, "registration": "6690e6c9-3ef0-4ed3-8b37-7f3964730bee"}
    speaker.ask("PUT", "activities/state", STATE, {"page": 1})
    speaker.ask("PUT", "activities/state", {**registered, "stateId": "other"}, {"page": 2})
    assert speaker.ask("GET", "activities/state", registered).status_code == 404
    whole = {name: value for name, value in registered.items() if name != "stateId"}
    assert speaker.ask("GET", "activities/state", whole).json() == ["other"]
    assert speaker.ask("DELETE", "activities/state", whole).status_code == 204
    assert speaker.ask("GET", "activities/state", STATE).json() == {"page": 1}


def test_ids_since_a_moment(speaker: Speaker) -> None:
    speaker.ask("PUT", "activities/state", STATE, {"page": 1})
    asked = {name: value for name, value in STATE.items() if name != "stateId"}
    later = {**asked, "since": "2999-01-01T00:00:00Z"}
    assert speaker.ask("GET", "activities/state", asked).json() == ["bookmark"]
    assert speaker.ask("GET", "activities/state", later).json() == []


@pytest.mark.parametrize(("resource", "parameters"), PROFILES)
def test_a_profile_is_overwritten_only_by_who_has_seen_it(
    speaker: Speaker, resource: str, parameters: dict[str, Any]
) -> None:
    assert speaker.ask("PUT", resource, parameters, {"a": 1}).status_code == 400
    assert speaker.ask("PUT", resource, parameters, {"a": 1}, if_none_match="*").status_code == 204
    assert speaker.ask("PUT", resource, parameters, {"a": 2}, if_none_match="*").status_code == 412
    assert speaker.ask("PUT", resource, parameters, {"a": 2}).status_code == 409
    seen = speaker.ask("GET", resource, parameters).headers["ETag"]
    assert speaker.ask("PUT", resource, parameters, {"a": 2}, if_match=seen).status_code == 204
    assert speaker.ask("PUT", resource, parameters, {"a": 3}, if_match=seen).status_code == 412
    assert speaker.ask("DELETE", resource, parameters, if_match=seen).status_code == 412
    assert speaker.ask("GET", resource, parameters).json() == {"a": 2}


def test_in_2_0_a_state_is_not_overwritten_unseen_either(speaker: Speaker, newer: Speaker) -> None:
    assert newer.ask("PUT", "activities/state", STATE, {"a": 1}).status_code == 204
    assert newer.ask("PUT", "activities/state", STATE, {"a": 2}).status_code == 409
    assert speaker.ask("PUT", "activities/state", STATE, {"a": 2}).status_code == 204


@pytest.mark.parametrize(
    ("resource", "parameters"),
    [
        ("activities/state", {"activityId": PHONE, "agent": "true", "stateId": "s"}),
        ("activities/state", {"activityId": "phone", "agent": account(cast.LENA)}),
        ("activities/state", {**STATE, "registration": "42"}),
        ("activities/state", {**STATE, "other": "1"}),
        ("activities/profile", {"profileId": "layout"}),
        ("agents/profile", {**AGENT, "since": "2026-01-01T00:00:00Z"}),
        ("agents", {}),
        ("activities", {"activityId": "phone"}),
    ],
)
def test_a_place_that_makes_no_sense_is_refused(
    speaker: Speaker, resource: str, parameters: dict[str, Any]
) -> None:
    assert speaker.ask("GET", resource, parameters).status_code == 400


def test_a_document_does_not_grow_without_an_end(speaker: Speaker, settings: Settings) -> None:
    """Each POST reads and writes all of it."""
    settings.XAPI_MAX_REQUEST_BYTES = 1_000
    statuses = [
        speaker.ask("POST", "activities/state", STATE, {f"page{number}": "x" * 300}).status_code
        for number in range(4)
    ]
    assert statuses == [204, 204, 204, 413]
    assert len(speaker.ask("GET", "activities/state", STATE).json()) == 3
