"""Statements, valid and broken: what is wrong is refused at its place."""

import copy
import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.xapi.talking import PHONE, VOIDED, statement
from xapi.spec import strict_json
from xapi.spec.comparing import same
from xapi.spec.refused import Refused
from xapi.spec.statements import validate
from xapi.spec.types import instant, written

Json = dict[str, Any]
text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
iris = st.from_regex(r"\A(https?|urn):[a-z0-9/._~é-]{1,20}\Z")
tags = st.sampled_from(
    ["en", "fr-BE", "zh-Hant-TW", "de-CH-1901", "x-house", "es-419", "i-klingon"]
)
maps = st.dictionaries(tags, text, max_size=2)
plain = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**6), 10**6) | text,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(text, inner, max_size=2),
    max_leaves=5,
)
extensions = st.dictionaries(iris, plain, max_size=2)
identifiers = st.one_of(
    st.from_regex(r"\A[a-z]{1,8}@[a-z]{1,8}\.example\Z").map(lambda a: {"mbox": f"mailto:{a}"}),
    st.from_regex(r"\A[0-9a-f]{40}\Z").map(lambda digest: {"mbox_sha1sum": digest}),
    iris.map(lambda iri: {"openid": iri}),
    st.tuples(iris, text).map(lambda a: {"account": {"homePage": a[0], "name": a[1]}}),
)
agents = st.builds(lambda own, name: {**own, "name": name}, identifiers, text)
groups = st.one_of(
    identifiers.map(lambda own: {**own, "objectType": "Group"}),
    st.lists(agents, min_size=1, max_size=2).map(
        lambda members: {"objectType": "Group", "member": members}
    ),
)
definitions = st.fixed_dictionaries(
    {},
    optional={"name": maps, "description": maps, "type": iris, "extensions": extensions},
)
activities = st.fixed_dictionaries({"id": iris}, optional={"definition": definitions})
moments = st.datetimes().map(lambda moment: moment.isoformat() + "Z")
results = st.fixed_dictionaries(
    {},
    optional={
        "success": st.booleans(),
        "completion": st.booleans(),
        "response": text,
        "score": st.fixed_dictionaries({}, optional={"scaled": st.floats(-1, 1)}),
        "duration": st.from_regex(r"\AP([0-9]{1,2}D)?T[0-9]{1,2}H([0-9]{1,2}\.[0-9]{1,3}S)?\Z"),
        "extensions": extensions,
    },
)
contexts = st.fixed_dictionaries(
    {},
    optional={
        "registration": st.uuids().map(str),
        "instructor": agents | groups,
        "team": groups,
        "language": tags,
        "extensions": extensions,
        "contextActivities": st.fixed_dictionaries(
            {}, optional={"parent": activities | st.lists(activities, max_size=2)}
        ),
    },
)
shared: Json = {
    "actor": agents | groups,
    "verb": st.fixed_dictionaries({"id": iris}, optional={"display": maps}),
}
optional: Json = {"result": results, "context": contexts, "timestamp": moments}
substatements = st.fixed_dictionaries(
    {"objectType": st.just("SubStatement"), "object": activities, **shared}, optional=optional
)
statements = st.fixed_dictionaries(
    {**shared, "object": activities | groups | substatements},
    optional={**optional, "id": st.uuids().map(str)},
)


@given(statements)
def test_whatever_follows_the_standard_is_taken_and_equals_itself(told: Json) -> None:
    read = strict_json.read(strict_json.write(told).encode())
    validate(read, "1.0.3")
    validate(read, "2.0.0")
    assert same(read, told)


def outcome_of(act: Callable[..., object], *arguments: Any) -> str:
    """ "taken", or where it was refused; any other exception is a mistake of ours."""
    try:
        act(*arguments)
    except Refused as refused:
        return refused.path
    return "taken"


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of every property outside extensions, which may hold anything."""
    inside: list[tuple[Any, ...]] = []
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        inside.append((*path, key))
        if isinstance(item, (dict, list)) and key != "extensions":
            inside += places(item, (*path, key))
    return inside


@given(statements, st.data())
def test_null_is_refused_wherever_it_is(told: Json, data: st.DataObject) -> None:
    *way, last = data.draw(st.sampled_from(places(told)))
    broken = copy.deepcopy(told)
    place: Any = broken
    for step in way:
        place = place[step]
    place[last] = None
    with pytest.raises(Refused):
        validate(broken, "2.0.0")


@given(st.recursive(plain, lambda inner: st.dictionaries(text, inner, max_size=3)))
def test_nothing_else_than_a_refusal_ever_comes_of_it(value: Any) -> None:
    for each in (value, statement(object=value), statement(actor=value), statement(context=value)):
        assert outcome_of(validate, each, "2.0.0").startswith(("taken", "$", "key in $"))


@given(st.binary(max_size=60))
def test_any_bytes_are_json_or_refused(body: bytes) -> None:
    outcome = outcome_of(lambda: strict_json.write(strict_json.read(body)))
    assert outcome.startswith(("taken", "$"))


SUB = {**statement(), "objectType": "SubStatement"}
MBOX = "mailto:lena@northvale.example"
ATTACHMENT = {
    "usageType": PHONE,
    "display": {"en": "Photo"},
    "contentType": "image/png",
    "length": 1,
    "sha2": "0" * 64,
}
COMPONENTS = [{"id": "a"}, {"id": "a"}]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"actor": {"mbox": MBOX, "openid": PHONE}}, "$.actor"),
        ({"actor": {"mbox": "lena@northvale.example"}}, "$.actor.mbox"),
        ({"actor": {"objectType": "Group"}}, "$.actor"),
        ({"actor": {"objectType": "Group", "member": [{"name": "x"}]}}, "$.actor.member[0]"),
        ({"actor": {"mbox": MBOX, "member": []}}, "$.actor"),
        ({"verb": {"id": "passed"}}, "$.verb.id"),
        ({"verb": {"id": PHONE, "display": {"english": "x", "e n": "x"}}}, "$.verb.display"),
        ({"verb": {"id": VOIDED}}, "$"),
        ({"object": {**SUB, "object": SUB}}, "$.object.object.objectType"),
        ({"object": {**SUB, "stored": "2026-11-24T09:30:00Z"}}, "$.object"),
        ({"object": {"objectType": "StatementRef", "id": "1"}}, "$.object.id"),
        ({"object": {"objectType": "activity", "id": PHONE}}, "$.object.objectType"),
        (
            {"object": {"id": PHONE, "definition": {"interactionType": "likert", "choices": []}}},
            "$.object.definition",
        ),
        (
            {"object": {"id": PHONE, "definition": {"interactionType": "likert",
             "scale": COMPONENTS}}},
            "$.object.definition",
        ),
        ({"object": {"id": PHONE, "definition": {"scale": []}}}, "$.object.definition"),
        ({"result": {"score": {"scaled": 1.01}}}, "$.result.score.scaled"),
        ({"result": {"score": {"scaled": "1"}}}, "$.result.score.scaled"),
        ({"result": {"score": {"raw": 11, "max": 10}}}, "$.result.score"),
        ({"result": {"score": {"min": 10, "max": 1}}}, "$.result.score"),
        ({"result": {"duration": "P1Y2W"}}, "$.result.duration"),
        ({"result": {"duration": "PT"}}, "$.result.duration"),
        ({"result": {"extensions": {"page": 1}}}, "$.result.extensions"),
        ({"context": {"registration": "1"}}, "$.context.registration"),
        ({"context": {"team": {"mbox": MBOX}}}, "$.context.team.objectType"),
        ({"context": {"language": "e"}}, "$.context.language"),
        ({"context": {"contextActivities": {"parents": []}}}, "$.context.contextActivities"),
        ({"context": {"platform": "x"}, "object": {"objectType": "Agent", "mbox": MBOX}}, "$"),
        ({"timestamp": "2026-13-01T00:00:00Z"}, "$"),
        ({"timestamp": "2026-11-24T09:30:00-00:00"}, "$"),
        ({"timestamp": "2026-02-30T09:30:00Z"}, "$"),
        ({"version": "0.9"}, "$.version"),
        ({"authority": {"objectType": "Group", "member": [{"mbox": MBOX}]}}, "$"),
        ({"attachments": [{**ATTACHMENT, "length": -1}]}, "$.attachments[0].length"),
        ({"attachments": [{**ATTACHMENT, "sha2": "00"}]}, "$.attachments[0].sha2"),
        (
            {"attachments": [{**ATTACHMENT, "contentType": "a/b\r\nX: y"}]},
            "$.attachments[0].contentType",
        ),
        ({"colour": "blue"}, "$"),
        ({"id": "{6690e6c9-3ef0-4ed3-8b37-7f3964730bee}"}, "$.id"),
    ],
)  # fmt: skip
def test_a_refusal_names_the_place(values: Json, path: str) -> None:
    with pytest.raises(Refused) as refused:
        validate(statement(**values), "1.0.3")
    assert refused.value.path.removeprefix("key in ") == path
    assert "regex" not in refused.value.why


def test_context_agents_came_with_2_0() -> None:
    told = statement(
        context={
            "contextAgents": [
                {
                    "objectType": "contextAgent",
                    "agent": {"mbox": MBOX},
                    "relevantTypes": ["https://roles.example/witness"],
                }
            ]
        }
    )
    validate(told, "2.0.0")
    with pytest.raises(Refused):
        validate(told, "1.0.3")


@pytest.mark.parametrize(
    ("changed", "still_the_same"),
    [
        ({"verb": {"id": statement()["verb"]["id"], "display": {"fr": "a vécu"}}}, True),
        ({"object": {"id": PHONE, "definition": {"name": {"en": "Phone"}}}}, True),
        ({"result": {"score": {"raw": 3.0}, "duration": "PT1.239S"}}, True),
        ({"result": {"score": {"raw": 4}, "duration": "PT1.23S"}}, False),
        ({"result": {"score": {"raw": 3}, "duration": "PT1.25S"}}, False),
        ({"timestamp": "2026-11-24T09:30:01Z"}, False),
        ({"object": {"id": PHONE + "s"}}, False),
    ],
)
def test_what_makes_two_statements_differ(changed: Json, still_the_same: bool) -> None:
    stored = statement(
        result={"score": {"raw": 3}, "duration": "PT1.23S"}, timestamp="2026-11-24T09:30:00Z"
    )
    assert same({**stored, **changed}, stored) is still_the_same


@given(st.datetimes(timezones=st.timezones()))
def test_a_moment_is_written_in_utc_with_four_digits_of_a_year(moment: dt.datetime) -> None:
    """Data 4.5: what is written is read as the same moment, and its texts have one order."""
    try:
        in_utc = moment.astimezone(dt.UTC)
    except OverflowError:  # it lies outside the years that there are
        return
    text = written(moment)
    assert instant(text) == in_utc
    assert len(text) == len("2026-11-24T09:30:00.000000Z")
