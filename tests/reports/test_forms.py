"""What a trainer may choose on the class page, and what comes of nonsense."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from academies.models import Learner
from courses.models import Attempt
from courses.outcomes import Completion, Success
from lti_provider.models import Passback
from reports.forms import ClassFilterForm, Show, Sort
from reports.selectors import ClassRow, Standing, summarise

NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
WAITING, SENT = Passback.State.WAITING, Passback.State.SENT


def tried(hour: int, progress: str = "0.5", **values: object) -> Attempt:
    moment = NOON.replace(hour=hour)
    return Attempt(progress=Decimal(progress), last_active_at=moment, learner=Learner(), **values)


ROWS = [
    ClassRow("Zoe", tried(9, "0.2"), groups=("Blue",)),
    ClassRow("anna", groups=("Red", "Blue")),
    ClassRow("Bo", tried(11, "1", success=Success.PASSED), Passback(state=SENT)),
    ClassRow("Cy", tried(10, "0.9", success=Success.FAILED), Passback(state=WAITING)),
    ClassRow("Di", tried(8, "1", completion=Completion.COMPLETED), has_left=True),
]


def chosen(**posted: str) -> list[str]:
    return [row.name for row in ClassFilterForm(posted, ROWS).chosen()]


@pytest.mark.parametrize(
    ("show", "names"),
    [
        ("", ["anna", "Bo", "Cy", "Di", "Zoe"]),
        ("not_opened", ["anna"]),
        ("in_progress", ["Zoe"]),
        ("finished", ["Bo", "Di"]),
        ("failed", ["Cy"]),
        ("grade_waiting", ["Cy"]),
        ("changed", []),
        ("left", ["Di"]),
        ("<script>", ["anna", "Bo", "Cy", "Di", "Zoe"]),
    ],
)
def test_a_state_is_chosen(show: str, names: list[str]) -> None:
    assert chosen(show=show) == names


@pytest.mark.parametrize(
    ("sort", "names"),
    [
        ("", ["anna", "Bo", "Cy", "Di", "Zoe"]),
        ("standing", ["anna", "Zoe", "Cy", "Bo", "Di"]),
        ("progress", ["Bo", "Di", "Cy", "Zoe", "anna"]),
        ("active", ["Bo", "Cy", "Zoe", "Di", "anna"]),
        ("learner__password", ["anna", "Bo", "Cy", "Di", "Zoe"]),
    ],
)
def test_an_order_is_chosen(sort: str, names: list[str]) -> None:
    assert chosen(sort=sort) == names


def test_a_group_is_chosen_where_there_are_groups() -> None:
    assert chosen(group="Blue") == ["anna", "Zoe"]
    assert chosen(group="Green") == ["anna", "Bo", "Cy", "Di", "Zoe"]
    assert "group" not in ClassFilterForm({}, [ClassRow("Bo")]).fields


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "1e9", "99999999999999999999"])
def test_a_page_that_is_none_is_the_first(page: str) -> None:
    assert ClassFilterForm({"page": page}, ROWS).page_number == 1


@given(st.dictionaries(st.sampled_from(["show", "sort", "group", "page"]), st.text(max_size=20)))
def test_whatever_is_posted_everybody_shown_is_of_the_class(posted: dict[str, str]) -> None:
    form = ClassFilterForm(posted, ROWS)

    assert {row.name for row in form.chosen()} <= {row.name for row in ROWS}
    assert 1 <= form.page_number <= 1000


def test_every_standing_can_be_chosen() -> None:
    assert {standing.value for standing in Standing} <= set(Show.values)
    assert len(Sort.values) == 4


def test_the_class_is_counted() -> None:
    summary = summarise(ROWS)

    assert (summary.learners, summary.not_opened, summary.in_progress) == (5, 1, 1)
    assert (summary.completed, summary.failed, summary.grades_sent) == (1, 1, 1)
