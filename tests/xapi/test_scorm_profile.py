"""Happenings as statements of the SCORM profile: whatever content reports makes a valid one."""

import datetime as dt
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from courses.happenings import Happening, Question, Score, Verb
from xapi.scorm_profile import PROFILE, Named, Scene, statement
from xapi.spec.statements import validate

NINE = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
LENA = {
    "objectType": "Agent",
    "account": {"homePage": "https://tool.example", "name": "8e9c2f5e-0000-4000-8000-000000000001"},
}
SCENE = Scene(
    person=LENA,
    registration="0fd0bc9f-61f6-5c3a-8b4a-1b1f3c2d4e5f",
    course=Named("https://tool.example/activities/courses/1", "Phones"),
    module=Named("https://tool.example/activities/modules/2", "Securing a phone"),
    language="fr-BE",
    edition=3,
)
ANSWER = Question("q 1/2", "choice", "Which?", ("a[,]b",))


def test_an_answer_stands_inside_its_part() -> None:
    told = statement(
        Happening("k", Verb.ANSWERED, NINE, "quiz", "Quiz", question=ANSWER, response="a"), SCENE
    )
    assert told["verb"]["id"] == "http://adlnet.gov/expapi/verbs/answered"
    part = f"{SCENE.module.iri}/parts/quiz"
    assert told["object"]["id"] == f"{part}/interactions/q%201%2F2"
    assert told["object"]["definition"]["correctResponsesPattern"] == ["a[,]b"]
    context = told["context"]
    assert context["contextActivities"]["parent"][0]["id"] == part
    assert context["contextActivities"]["category"][0]["id"] == PROFILE
    assert (context["revision"], context["language"]) == ("3", "fr-BE")
    assert told["timestamp"] == "2026-03-02T09:00:00.000000Z"


def test_the_id_is_the_happenings_and_the_attempts() -> None:
    def own(key: str, registration: str = SCENE.registration) -> str:
        scene = Scene(LENA, registration, SCENE.course, SCENE.module, SCENE.language, SCENE.edition)
        found: str = statement(Happening(key, Verb.PASSED, NINE, "quiz"), scene)["id"]
        return found

    assert own("a") == own("a")
    assert len({own("a"), own("b"), own("a", "0fd0bc9f-61f6-5c3a-8b4a-1b1f3c2d4e60")}) == 3


def test_a_score_that_contradicts_itself_is_left_out() -> None:
    half = Decimal("0.5")
    for score, told in (
        (Score(half, Decimal(5), Decimal(0), Decimal(10)), {"scaled", "raw", "min", "max"}),
        (Score(half, Decimal(50), Decimal(0), Decimal(10)), {"scaled"}),
        (Score(None, Decimal(5), Decimal(9), Decimal(1)), set()),
        (Score(Decimal(2)), set()),
    ):
        found = statement(Happening("k", Verb.PASSED, NINE, "quiz", score=score), SCENE)
        assert set(found.get("result", {}).get("score", {})) == told


_NUMBERS = st.decimals(-1000, 1000, places=3) | st.none()
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@settings(deadline=None, max_examples=60)
@given(
    st.builds(
        Happening,
        key=_TEXTS,
        verb=st.sampled_from(Verb),
        at=st.integers(0, 2**32).map(lambda n: dt.datetime.fromtimestamp(n, dt.UTC)),
        part=_TEXTS,
        title=_TEXTS,
        score=st.builds(Score, _NUMBERS, _NUMBERS, _NUMBERS, _NUMBERS) | st.none(),
        success=st.none() | st.booleans(),
        completion=st.none() | st.booleans(),
        centiseconds=st.none() | st.integers(0, 10**12),
        question=st.none()
        | st.builds(
            Question,
            _TEXTS,
            _TEXTS | st.sampled_from(["choice", "numeric"]),
            _TEXTS,
            st.lists(_TEXTS, max_size=2).map(tuple),
        ),
        response=st.none() | _TEXTS,
    ),
    st.sampled_from(["en", "fr-BE", "", "no language"]),
)
def test_every_happening_makes_a_valid_statement(happening: Happening, language: str) -> None:
    scene = Scene(LENA, SCENE.registration, SCENE.course, SCENE.module, language, SCENE.edition)
    told = statement(happening, scene)
    validate(told, "1.0.3")
    validate(told, "2.0.0")
