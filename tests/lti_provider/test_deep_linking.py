"""What a chosen module looks like on its way to any platform that Deep Linking 2.0 allows."""

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_provider.claims import DeepLinkingSettings
from lti_provider.deep_linking import (
    Answer,
    ChosenModule,
    Image,
    Parties,
    Period,
    content_item,
    response_claims,
    takes_modules,
    targets,
)

NOW = dt.datetime(2027, 3, 1, 9, 0, tzinfo=dt.UTC)
DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
# DL 3.2, with lineItem's own members of AGS 2.0 and Submission Review 1.0.
ALLOWED = {
    "type",
    "url",
    "title",
    "text",
    "icon",
    "thumbnail",
    "window",
    "iframe",
    "custom",
    "lineItem",
    "available",
    "submission",
}
MOODLE = DeepLinkingSettings(
    return_url="https://lms.example/return",
    accept_types=("ltiResourceLink",),
    targets=("frame", "iframe", "window"),
    accept_multiple=True,
)
SCENE = ChosenModule(module_id="scene", url="https://tool.example/lti/launch/", title="Scene")

moments = st.none() | st.datetimes(
    min_value=dt.datetime(2000, 1, 1),  # noqa: DTZ001  # made aware by `timezones`
    max_value=dt.datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.timezones(),
)
periods = st.builds(Period, moments, moments)
images = st.none() | st.builds(Image, st.just("https://tool.example/a.svg"), st.just(1), st.just(2))
modules = st.builds(
    ChosenModule,
    module_id=st.uuids().map(str),
    url=st.just("https://tool.example/lti/launch/"),
    title=st.text(max_size=400),
    text=st.text(max_size=3000),
    points=st.none() | st.floats(min_value=0.01, max_value=1e6),
    target=st.sampled_from(["", "iframe", "window", "embed"]),
    available=periods,
    submission=periods,
    icon=images,
    thumbnail=images,
)
platforms = st.builds(
    DeepLinkingSettings,
    return_url=st.just("https://lms.example/return"),
    accept_types=st.lists(st.sampled_from(["link", "html", "ltiResourceLink"])).map(tuple),
    targets=st.lists(st.sampled_from(["frame", "iframe", "window", "embed"])).map(tuple),
    accept_multiple=st.booleans(),
    accept_lineitem=st.none() | st.booleans(),
    data=st.none() | st.text(),
)


@given(modules, platforms)
def test_every_item_is_a_resource_link_of_accepted_parts(
    chosen: ChosenModule, platform: DeepLinkingSettings
) -> None:
    item = content_item(chosen, platform)

    assert set(item) <= ALLOWED
    assert item["type"] == "ltiResourceLink"
    assert item["custom"] == {"module": chosen.module_id}
    assert item["title"] == chosen.title[:255]
    assert ("lineItem" in item) == (
        chosen.points is not None and platform.accept_lineitem is not False
    )
    assert {"iframe", "window"} & set(item) <= {chosen.target} & set(platform.targets)
    assert all(item[name] for name in item if name != "title")
    assert json.loads(json.dumps(item)) == item


@given(periods)
def test_times_are_the_same_moments_in_utc(period: Period) -> None:
    item = content_item(ChosenModule("m", "https://t.example/", "T", available=period), MOODLE)

    said = item.get("available", {})
    for name, moment in (("startDateTime", period.start), ("endDateTime", period.end)):
        assert (name in said) == (moment is not None)
        if moment is not None:
            assert said[name].endswith("+00:00")
            assert dt.datetime.fromisoformat(said[name]) == moment.astimezone(dt.UTC).replace(
                microsecond=0
            )


@given(platforms, st.lists(modules, max_size=3))
def test_the_answer_carries_data_exactly_when_it_came(
    platform: DeepLinkingSettings, chosen: list[ChosenModule]
) -> None:
    items = tuple(content_item(one, platform) for one in chosen)
    claims = _claims(platform, Answer(items=items))

    assert claims.get(f"{DL}data") == platform.data
    assert (f"{DL}data" in claims) == (platform.data is not None)
    assert claims[f"{DL}content_items"] == list(items)
    assert not {f"{DL}{name}" for name in ("msg", "log", "errormsg", "errorlog")} & set(claims)


def test_the_answer_is_from_us_to_the_platform_for_five_minutes() -> None:
    claims = _claims(MOODLE, Answer(msg="a", log="b", errormsg="c", errorlog="d"))

    assert claims["iss"] == claims["azp"] == "client-1"
    assert claims["aud"] == "https://lms.example"
    assert claims["iat"] == NOW.timestamp()
    assert claims["exp"] == NOW.timestamp() + 300
    assert claims["nonce"] == "once"
    assert claims["https://purl.imsglobal.org/spec/lti/claim/deployment_id"] == "7"
    assert [claims[DL + name] for name in ("msg", "log", "errormsg", "errorlog")] == list("abcd")


def test_a_column_is_found_again_by_the_module() -> None:
    column = content_item(SCENE, MOODLE)["lineItem"]

    assert column == {
        "scoreMaximum": 100,
        "label": "Scene",
        "resourceId": "scene",
        "tag": "grade",
        "submissionReview": {},
    }


@pytest.mark.parametrize("points", [0, -1, float("nan"), float("inf")])
def test_a_column_without_points_is_a_mistake_of_ours(points: float) -> None:
    with pytest.raises(ValueError, match="has to be above 0"):
        content_item(ChosenModule("m", "https://t.example/", "T", points=points), MOODLE)


def test_what_a_platform_takes() -> None:
    reader = DeepLinkingSettings(
        return_url="https://lms.example/", accept_types=("html",), targets=("embed", "window")
    )
    assert takes_modules(MOODLE)
    assert not takes_modules(reader)
    assert targets(MOODLE) == ("iframe", "window")
    assert targets(reader) == ("window",)


def _claims(platform: DeepLinkingSettings, answer: Answer) -> dict[str, Any]:
    parties = Parties("client-1", "https://lms.example", "7")
    return response_claims(parties, platform, answer, now=NOW, nonce="once")
