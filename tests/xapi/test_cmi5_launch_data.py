"""What an AU is launched with: its address, its ids and the document LMS.LaunchData."""

import uuid
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from tests.xapi.cmi5_talk import ACTOR, ORIGIN, PUBLISHER_ID, TERMS, make_au
from xapi.cmi5.launch_data import (
    Kind,
    Launch,
    Parameters,
    activity_id,
    launch_address,
    launch_data,
)
from xapi.cmi5.structure import AU
from xapi.cmi5.vocabulary import SESSION_ID

GIVEN = Parameters(
    endpoint=f"{ORIGIN}/xapi/",
    fetch=f"{ORIGIN}/xapi/cmi5/fetch/?token=a+b&c",
    actor='{"objectType":"Agent"}',
    registration=TERMS.registration,
    activity_id=TERMS.activity_id,
)
MODULE = uuid.UUID("1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed")


def launch_of(au: AU) -> Launch:
    return Launch(
        session=TERMS.session,
        registration=TERMS.registration,
        actor=ACTOR,
        activity_id=TERMS.activity_id,
        au=au,
        mode="Normal",
        launch_url="https://content.example/c/quiz.html",
        return_url=f"{ORIGIN}/back/",
    )


def test_the_launch_parameters_are_in_the_query() -> None:
    """8.1.1 to 8.1.5; percent-encoded, for a reader that knows no plus sign."""
    address = launch_address("https://content.example/quiz.html", GIVEN)
    query = urlsplit(address).query
    assert "+" not in query
    assert {name: values[0] for name, values in parse_qs(query).items()} == {
        "endpoint": GIVEN.endpoint,
        "fetch": GIVEN.fetch,
        "actor": GIVEN.actor,
        "registration": GIVEN.registration,
        "activityId": GIVEN.activity_id,
    }
    assert unquote(query.split("&")[1]) == f"fetch={GIVEN.fetch}"


@pytest.mark.parametrize(
    ("url", "begins", "ends"),
    [
        ("https://a.example/?x=1&y=%20", "https://a.example/?x=1&y=%20&endpoint=", ""),
        ("https://a.example/p#top", "https://a.example/p?endpoint=", "#top"),
        ("https://a.example/p?q#top", "https://a.example/p?q&endpoint=", "#top"),
    ],
)
def test_what_the_address_of_the_au_has_stays(url: str, begins: str, ends: str) -> None:
    address = launch_address(url, GIVEN)
    assert address.startswith(begins)
    assert address.endswith(ends)


def test_the_lms_names_aus_blocks_and_courses_itself() -> None:
    """8.1.5, 9.3.9, 9.4: unique, the same each time, never the publisher's."""
    kinds: list[Kind] = ["au", "block", "course"]
    named = {
        activity_id(ORIGIN, MODULE, kind, publisher_id)
        for kind in kinds
        for publisher_id in (PUBLISHER_ID, "https://publisher.example/au/other")
    }
    assert len(named) == 6
    assert all(each.startswith(f"{ORIGIN}/activities/cmi5/") for each in named)
    assert activity_id(ORIGIN, MODULE, "au", PUBLISHER_ID) in named
    assert activity_id(ORIGIN, uuid.uuid4(), "au", PUBLISHER_ID) not in named


def test_the_launch_data_say_what_the_course_structure_says() -> None:
    """10.2.1 to 10.2.7."""
    au = make_au(launch_parameters="a=1", entitlement_key="xyz-123")
    assert launch_data(launch_of(au)) == {
        "contextTemplate": {
            "contextActivities": {"grouping": [{"objectType": "Activity", "id": PUBLISHER_ID}]},
            "extensions": {SESSION_ID: TERMS.session},
        },
        "launchMode": "Normal",
        "moveOn": "Passed",
        "masteryScore": 0.8,
        "launchParameters": "a=1",
        "returnURL": f"{ORIGIN}/back/",
        "entitlementKey": {"courseStructure": "xyz-123"},
    }


def test_what_the_course_structure_does_not_say_is_not_made_up() -> None:
    plain = launch_data(launch_of(make_au(mastery_score=None)))
    assert set(plain) == {"contextTemplate", "launchMode", "moveOn", "returnURL"}
