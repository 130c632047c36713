"""Whatever refers to whatever, in whichever order it comes: the filters find what they should."""

import uuid
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import cast
from tests.xapi.talking import EXPERIENCED, PASSED, Speaker, account, statement

Json = dict[str, Any]
PEOPLE = [cast.LENA, cast.LEO]
VERBS = [EXPERIENCED, PASSED]
QUESTIONS: list[Json] = [
    {"agent": account(cast.LENA)},
    {"verb": PASSED},
    {"agent": account(cast.LEO), "verb": PASSED},
]


@st.composite
def conversations(draw: st.DrawFn) -> list[list[Json]]:
    """Requests of one to three statements, which may refer to any other, in circles too."""
    ids = [str(uuid.UUID(int=number + 1)) for number in range(draw(st.integers(1, 6)))]
    told = []
    for own in ids:
        about = draw(st.none() | st.sampled_from(ids))
        values: Json = {"id": own, "verb": {"id": draw(st.sampled_from(VERBS))}}
        if about:
            values["object"] = {"objectType": "StatementRef", "id": about}
        told.append(statement(draw(st.sampled_from(PEOPLE)), **values))
    told = draw(st.permutations(told))
    size = draw(st.integers(1, 3))
    return [told[begin : begin + size] for begin in range(0, len(told), size)]


def expected(told: dict[str, Json], question: Json) -> set[str]:
    """By the words of the standard: a match, or a reference to one, any number of steps away."""

    def itself(own: str) -> bool:
        verb, agent = question.get("verb"), question.get("agent")
        each = told[own]
        return verb in {None, each["verb"]["id"]} and agent in (None, each["actor"])

    def reached(own: str) -> set[str]:
        seen: set[str] = set()
        while own in told and own not in seen:
            seen.add(own)
            own = told[own]["object"]["id"]
        return seen

    return {own for own in told if any(itself(each) for each in reached(own))}


@given(conversations())
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_store_finds_what_the_standard_says(
    speaker: Speaker, requests: list[list[Json]]
) -> None:
    told = {each["id"]: each for request in requests for each in request}
    with transaction.atomic():
        for request in requests:
            speaker.tell(*request)
        for question in QUESTIONS:
            found = speaker.found(**question)
            assert len(found) == len(set(found))
            assert set(found) == expected(told, question)
        # The next example begins with an empty store.
        transaction.set_rollback(True)
